import { Cube, Heatmap, Mugshot, SegmentedControl, Selection, Tint } from '@blueprintjs/icons'
import { currentRegistration } from '#core/editor/subjectSteps.ts'
import { type ShownStyle, setPreferences, usePreferences } from '../state/preferences.ts'
import { selectedSubject } from '../state/selection.ts'
import { setSession } from '../state/session.ts'
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

const shownRegistration = () => {
  const subject = selectedSubject()
  return subject && currentRegistration(subject)
}

const isTextured = (): boolean => {
  const { style, show } = usePreferences.getState()
  return style === 'textured' && show === 'registration' && Boolean(shownRegistration()?.texture)
}

/** Off shows the colours again. */
const toggleTextured = (): void => {
  if (isTextured()) {
    setPreferences({ style: 'colors' })
    return
  }
  setSession({ currentPoint: null, blink: null, shownStep: null })
  setPreferences({ tab: 'scan', show: 'registration', style: 'textured' })
}

/** One action per way of colouring a surface. */
export const styleActions: Readonly<Record<ShownStyle, Action>> = {
  shaded: styleAction('shaded', { title: 'Shaded surface', icon: Cube, keys: ['q'] }),
  colors: styleAction('colors', { title: 'Colours of the scan', icon: Tint, keys: ['w'] }),
  heat: styleAction('heat', { title: 'Heat map of distances', icon: Heatmap, keys: ['h'] }),
  parts: {
    ...styleAction('parts', { title: 'Parts of the head on the scan', icon: SegmentedControl, keys: ['shift+t'] }),
    isEnabled: () => showsScan() && shownRegistration() !== null,
  },
  textured: {
    ...styleAction('textured', { title: 'Registration in its texture', icon: Mugshot, keys: ['alt+t'] }),
    isEnabled: () => Boolean(shownRegistration()?.texture),
    isActive: isTextured,
    run: toggleTextured,
  },
}

/** Tells guess and measurement apart in the textured view. */
export const markFilled: Action = {
  id: 'view.markFilled',
  title: 'Mark what the texture fills',
  group: '3D view',
  scope: 'scan',
  keys: ['alt+g'],
  icon: Selection,
  isEnabled: isTextured,
  isActive: () => usePreferences.getState().markFilled,
  run: () => setPreferences({ markFilled: !usePreferences.getState().markFilled }),
}
