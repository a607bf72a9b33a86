import { Exchange } from '@blueprintjs/icons'
import { setPreferences, usePreferences } from '../state/preferences.ts'
import type { Action } from './action.ts'
import { showsPhoto } from './conditions.ts'

/** The mask and the silhouette of the scan in turn, in the same place: what differs jumps. */
export const blinkSilhouette: Action = {
  id: 'photo.blink',
  title: 'Blink between the mask and the silhouette of the scan',
  group: 'Photo',
  scope: 'photo',
  keys: ['shift+z'],
  icon: Exchange,
  isEnabled: showsPhoto,
  run: () =>
    setPreferences({ photoShow: usePreferences.getState().photoShow === 'silhouette' ? 'mask' : 'silhouette' }),
}
