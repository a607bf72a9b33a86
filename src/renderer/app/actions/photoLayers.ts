import {
  Circle,
  Comparison,
  Contrast,
  Cut,
  Delta,
  FullCircle,
  Layers,
  Media,
  Mugshot,
  Person,
  Selection,
} from '@blueprintjs/icons'
import type { PhotoShow } from '../../image/photoLook.ts'
import { setPreferences, usePreferences } from '../state/preferences.ts'
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
  outline: layerAction('outline', { title: 'Show the outline of the mask', icon: Selection, keys: ['q'] }),
  proposal: layerAction('proposal', { title: 'Show the proposed mask', icon: Mugshot, keys: ['3'] }),
  difference: layerAction('difference', {
    title: 'Show where mask and proposal differ',
    icon: Delta,
    keys: ['9'],
  }),
  silhouette: layerAction('silhouette', { title: 'Show the silhouette of the scan', icon: Person, keys: ['0'] }),
  cutout: layerAction('cutout', { title: 'Show the cut-out', icon: Cut, keys: ['4'] }),
  'cutout-black': layerAction('cutout-black', { title: 'Show the cut-out on black', icon: FullCircle, keys: ['5'] }),
  'cutout-white': layerAction('cutout-white', { title: 'Show the cut-out on white', icon: Circle, keys: ['6'] }),
  'cutout-grey': layerAction('cutout-grey', { title: 'Show the cut-out on grey', icon: Comparison, keys: ['7'] }),
  'mask-only': layerAction('mask-only', { title: 'Show the mask alone, black and white', icon: Layers, keys: ['8'] }),
}
