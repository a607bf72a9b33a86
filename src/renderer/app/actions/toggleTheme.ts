import { Contrast } from '@blueprintjs/icons'
import { setPreferences, usePreferences } from '../state/preferences.ts'
import { type Action, always } from './action.ts'

export const toggleTheme: Action = {
  id: 'window.theme',
  title: 'Switch between dark and light',
  group: 'Window',
  scope: 'anywhere',
  keys: ['mod+shift+l'],
  icon: Contrast,
  isEnabled: always,
  run: () => setPreferences({ theme: usePreferences.getState().theme === 'dark' ? 'light' : 'dark' }),
}
