import { Locate, Media } from '@blueprintjs/icons'
import { setPreferences, usePreferences } from '../state/preferences.ts'
import { selectedSubject } from '../state/selection.ts'
import type { Action } from './action.ts'
import { placesLandmarks } from './conditions.ts'

export const togglePhotoBeside: Action = {
  id: 'view.photo-beside',
  title: 'Photo beside the scan',
  group: '3D view',
  scope: 'scan',
  keys: ['shift+y'],
  icon: Media,
  isEnabled: () => placesLandmarks() && (selectedSubject()?.images.length ?? 0) > 0,
  isActive: () => usePreferences.getState().photoBeside,
  run: () => setPreferences({ photoBeside: !usePreferences.getState().photoBeside }),
}

export const followBestPhoto: Action = {
  id: 'view.follow-photo',
  title: 'Show the photo that sees the point best',
  group: '3D view',
  scope: 'scan',
  keys: ['shift+z'],
  icon: Locate,
  isEnabled: () => placesLandmarks() && usePreferences.getState().photoBeside,
  isActive: () => usePreferences.getState().followBestPhoto,
  run: () => setPreferences({ followBestPhoto: !usePreferences.getState().followBestPhoto }),
}
