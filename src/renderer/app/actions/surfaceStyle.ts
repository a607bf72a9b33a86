import { Cube, Heatmap, Tint } from '@blueprintjs/icons'
import type { SurfaceStyle } from '../../viewport/types.ts'
import { setPreferences, usePreferences } from '../state/preferences.ts'
import type { Action } from './action.ts'
import { showsScan } from './conditions.ts'

const styleAction = (style: SurfaceStyle, look: Pick<Action, 'title' | 'icon' | 'keys'>): Action => ({
  ...look,
  id: `view.style.${style}`,
  group: '3D view',
  scope: 'scan',
  isEnabled: showsScan,
  isActive: () => usePreferences.getState().style === style,
  run: () => setPreferences({ style }),
})

/** One action per way of colouring a surface. */
export const styleActions: Readonly<Record<SurfaceStyle, Action>> = {
  shaded: styleAction('shaded', { title: 'Shaded surface', icon: Cube, keys: ['q'] }),
  colors: styleAction('colors', { title: 'Colours of the scan', icon: Tint, keys: ['w'] }),
  heat: styleAction('heat', { title: 'Heat map of distances', icon: Heatmap, keys: ['h'] }),
}
