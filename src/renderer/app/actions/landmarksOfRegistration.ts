import { Locate } from '@blueprintjs/icons'
import { currentRegistration } from '#core/editor/subjectSteps.ts'
import { setPreferences } from '../state/preferences.ts'
import { selectedSubject } from '../state/selection.ts'
import { showStep } from '../state/showStep.ts'
import type { Action } from './action.ts'

const registeredRole = () => {
  const subject = selectedSubject()
  const registration = subject && currentRegistration(subject)
  const role = subject?.scans.find(({ id }) => id === registration?.scanId)?.role
  return role === 'coarse' || role === 'fine' ? role : null
}

/** To the registered scan, with the points that the registration has on it proposed there, in the chosen scheme. */
export const landmarksOfRegistration: Action = {
  id: 'registration.landmarks',
  title: 'Landmarks of the registration on its scan',
  group: 'Landmarks',
  scope: 'scan',
  keys: ['shift+w'],
  icon: Locate,
  isEnabled: () => registeredRole() !== null,
  run: () => {
    const role = registeredRole()
    if (role === null) return
    showStep('landmarks')
    setPreferences({ show: role, activeRole: role, ghostSource: 'registration' })
  },
}
