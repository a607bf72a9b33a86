import { Locate } from '@blueprintjs/icons'
import { setPreferences, usePreferences } from '../state/preferences.ts'
import type { Action } from './action.ts'
import { showsPhoto } from './conditions.ts'

export const togglePhotoPoints: Action = {
  id: 'photo.points',
  title: 'Show the landmarks on the photo',
  group: 'Photo',
  scope: 'photo',
  keys: ['l'],
  icon: Locate,
  isEnabled: showsPhoto,
  isActive: () => usePreferences.getState().showPhotoPoints,
  run: () => setPreferences({ showPhotoPoints: !usePreferences.getState().showPhotoPoints }),
}
