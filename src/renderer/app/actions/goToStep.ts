import { Export, Intersection, Locate, Mugshot, PolygonFilter } from '@blueprintjs/icons'
import type { StepId } from '#core/editor/subjectSteps.ts'
import { usePreferences } from '../state/preferences.ts'
import { showStep } from '../state/showStep.ts'
import type { Action } from './action.ts'
import { hasSubject } from './conditions.ts'

const goTo = (step: StepId, look: Pick<Action, 'title' | 'icon' | 'keys'>): Action => ({
  ...look,
  id: `step.${step}`,
  group: 'Steps',
  scope: 'anywhere',
  isEnabled: hasSubject,
  isActive: () => usePreferences.getState().step === step,
  run: () => showStep(step),
})

/** One action per step of the way. */
export const stepActions: Readonly<Record<StepId, Action>> = {
  landmarks: goTo('landmarks', { title: 'Place landmarks', icon: Locate, keys: ['shift+l'] }),
  align: goTo('align', { title: 'Align the scans', icon: Intersection, keys: ['shift+a'] }),
  masks: goTo('masks', { title: 'Paint masks', icon: Mugshot, keys: ['shift+m'] }),
  register: goTo('register', { title: 'Register the head model', icon: PolygonFilter, keys: ['shift+r'] }),
  export: goTo('export', { title: 'Export', icon: Export, keys: ['shift+e'] }),
}
