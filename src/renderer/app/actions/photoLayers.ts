import { Contrast, Cut, Media, Mugshot } from '@blueprintjs/icons'
import { type PhotoShow, setPreferences, usePreferences } from '../state/preferences.ts'
import type { Action } from './action.ts'
import { showsPhoto } from './conditions.ts'

const layerAction = (photoShow: PhotoShow, look: Pick<Action, 'title' | 'icon' | 'keys'>): Action => ({
  ...look,
  id: `photo.show.${photoShow}`,
  group: 'Photo',
  scope: 'photo',
  isEnabled: showsPhoto,
  isActive: () => usePreferences.getState().photoShow === photoShow,
  run: () => setPreferences({ photoShow }),
})

/** One action per way of showing a photo with its mask. */
export const photoLayerActions: Readonly<Record<PhotoShow, Action>> = {
  photo: layerAction('photo', { title: 'Show the photo alone', icon: Media, keys: ['1'] }),
  mask: layerAction('mask', { title: 'Show the mask', icon: Contrast, keys: ['2'] }),
  proposal: layerAction('proposal', { title: 'Show the proposed mask', icon: Mugshot, keys: ['3'] }),
  cutout: layerAction('cutout', { title: 'Show the cut-out', icon: Cut, keys: ['4'] }),
}
