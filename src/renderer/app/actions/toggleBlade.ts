import { VerticalInbetween } from '@blueprintjs/icons'
import { setPreferences, usePreferences } from '../state/preferences.ts'
import { setSession } from '../state/session.ts'
import type { Action } from './action.ts'
import { showsOverlay } from './conditions.ts'

export const toggleBlade: Action = {
  id: 'view.blade',
  title: 'Blade: one scan on each side of a line',
  group: '3D view',
  scope: 'scan',
  keys: ['k'],
  icon: VerticalInbetween,
  isEnabled: showsOverlay,
  isActive: () => usePreferences.getState().blade,
  run: () => {
    setSession({ blink: null })
    setPreferences({ blade: !usePreferences.getState().blade })
  },
}
