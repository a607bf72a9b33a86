import { currentAlignment, currentRegistration, type StepId } from '#core/editor/subjectSteps.ts'
import { type Preferences, setPreferences } from './preferences.ts'
import { selectedSubject } from './selection.ts'
import { setSession } from './session.ts'

/** What the middle shows when a step is chosen: the view its work is done in. */
const viewOfStep = (step: StepId): Partial<Preferences> => {
  const subject = selectedSubject()
  const views: Readonly<Record<StepId, Partial<Preferences>>> = {
    landmarks: { tab: 'scan' },
    align: subject && currentAlignment(subject) ? { tab: 'scan', show: 'both' } : { tab: 'scan' },
    masks: { tab: 'photos' },
    register:
      subject && currentRegistration(subject) ? { tab: 'scan', show: 'registration' } : { tab: 'scan', show: 'fine' },
    export: {},
  }
  return views[step]
}

export const showStep = (step: StepId): void => {
  setSession({ currentPoint: null })
  setPreferences({ step, ...viewOfStep(step) })
}
