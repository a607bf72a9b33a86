import { Cube, Media } from '@blueprintjs/icons'
import { type MiddleTab, setPreferences, usePreferences } from '../state/preferences.ts'
import type { Action } from './action.ts'
import { hasSubject } from './conditions.ts'

const show = (tab: MiddleTab, look: Pick<Action, 'title' | 'icon' | 'keys'>): Action => ({
  ...look,
  id: `window.tab.${tab}`,
  group: 'Window',
  scope: 'anywhere',
  isEnabled: hasSubject,
  isActive: () => usePreferences.getState().tab === tab,
  run: () => setPreferences({ tab }),
})

export const showScanTab = show('scan', { title: 'Show the 3D view', icon: Cube, keys: ['shift+d'] })
export const showPhotosTab = show('photos', { title: 'Show the photos', icon: Media, keys: ['shift+p'] })
