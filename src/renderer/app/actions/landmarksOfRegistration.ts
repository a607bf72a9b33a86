import { Locate } from '@blueprintjs/icons'
import { currentRegistration } from '#core/editor/subjectSteps.ts'
import { setPreferences } from '../state/preferences.ts'
import { goToScan } from '../state/scanPair.ts'
import { selectedSubject } from '../state/selection.ts'
import { showStep } from '../state/showStep.ts'
import type { Action } from './action.ts'

const registeredScan = () => {
  const subject = selectedSubject()
  const registration = subject && currentRegistration(subject)
  return subject?.scans.find(({ id }) => id === registration?.scanId) ?? null
}

/** To the registered scan, with the points that the registration has on it proposed there, in the chosen scheme. */
export const landmarksOfRegistration: Action = {
  id: 'registration.landmarks',
  title: 'Landmarks of the registration on its scan',
  group: 'Landmarks',
  scope: 'scan',
  keys: ['shift+w'],
  icon: Locate,
  isEnabled: () => registeredScan() !== null,
  run: () => {
    const scan = registeredScan()
    if (!scan) return
    showStep('landmarks')
    setPreferences({ ghostSource: 'registration' })
    goToScan(scan)
  },
}
