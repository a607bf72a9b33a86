import { Grid } from '@blueprintjs/icons'
import { setPreferences, usePreferences } from '../state/preferences.ts'
import type { Action } from './action.ts'
import { showsScan } from './conditions.ts'

export const toggleWireframe: Action = {
  id: 'view.wireframe',
  title: 'Wireframe',
  group: '3D view',
  scope: 'scan',
  keys: ['r'],
  icon: Grid,
  isEnabled: showsScan,
  isActive: () => usePreferences.getState().wireframe,
  run: () => setPreferences({ wireframe: !usePreferences.getState().wireframe }),
}
