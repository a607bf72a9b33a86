import { DataConnection } from '@blueprintjs/icons'
import { setPreferences, usePreferences } from '../state/preferences.ts'
import type { Action } from './action.ts'
import { showsOverlay } from './conditions.ts'

export const togglePairs: Action = {
  id: 'view.pairs',
  title: 'Landmark pairs and the lines between them',
  group: '3D view',
  scope: 'scan',
  keys: ['p'],
  icon: DataConnection,
  isEnabled: showsOverlay,
  isActive: () => usePreferences.getState().showPairs,
  run: () => setPreferences({ showPairs: !usePreferences.getState().showPairs }),
}
