import { Cube, Heatmap, SegmentedControl, Tint } from '@blueprintjs/icons'
import { currentRegistration } from '#core/editor/subjectSteps.ts'
import { type ShownStyle, setPreferences, usePreferences } from '../state/preferences.ts'
import { selectedSubject } from '../state/selection.ts'
import type { Action } from './action.ts'
import { showsScan } from './conditions.ts'

const styleAction = (style: ShownStyle, look: Pick<Action, 'title' | 'icon' | 'keys'>): Action => ({
  ...look,
  id: `view.style.${style}`,
  group: '3D view',
  scope: 'scan',
  isEnabled: showsScan,
  isActive: () => usePreferences.getState().style === style,
  run: () => setPreferences({ style }),
})

const isRegistered = (): boolean => {
  const subject = selectedSubject()
  return subject !== null && currentRegistration(subject) !== null
}

/** One action per way of colouring a surface. */
export const styleActions: Readonly<Record<ShownStyle, Action>> = {
  shaded: styleAction('shaded', { title: 'Shaded surface', icon: Cube, keys: ['q'] }),
  colors: styleAction('colors', { title: 'Colours of the scan', icon: Tint, keys: ['w'] }),
  heat: styleAction('heat', { title: 'Heat map of distances', icon: Heatmap, keys: ['h'] }),
  parts: {
    ...styleAction('parts', { title: 'Parts of the head on the scan', icon: SegmentedControl, keys: ['shift+t'] }),
    isEnabled: () => showsScan() && isRegistered(),
  },
}
