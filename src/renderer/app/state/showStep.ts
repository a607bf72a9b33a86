import { currentAlignment, currentRegistration, type StepId } from '#core/editor/subjectSteps.ts'
import { type Preferences, setPreferences, usePreferences } from './preferences.ts'
import { selectedSubject } from './selection.ts'
import { setSession } from './session.ts'

/** Points are placed on one scan by its own colours: nothing may lie over it. */
const placingView = (): Partial<Preferences> => {
  const { show, style, activeRole } = usePreferences.getState()
  return {
    ...(show === 'both' || show === 'registration' ? { show: activeRole } : {}),
    ...(style === 'heat' || style === 'parts' ? { style: 'colors' } : {}),
  }
}

/** What the middle shows when a step is chosen: the view its work is done in. */
const viewOfStep = (step: StepId): Partial<Preferences> => {
  const subject = selectedSubject()
  const views: Readonly<Record<StepId, Partial<Preferences>>> = {
    landmarks: { tab: 'scan', ...placingView() },
    align: subject && currentAlignment(subject) ? { tab: 'scan', show: 'both' } : { tab: 'scan' },
    masks: { tab: 'photos' },
    register:
      subject && currentRegistration(subject) ? { tab: 'scan', show: 'registration' } : { tab: 'scan', show: 'fine' },
    export: {},
  }
  return views[step]
}

export const showStep = (step: StepId): void => {
  setSession({ currentPoint: null, previewsPairs: false })
  setPreferences({ step, ...viewOfStep(step) })
}
