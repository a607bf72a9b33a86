import { ZoomIn } from '@blueprintjs/icons'
import { setPreferences, usePreferences } from '../state/preferences.ts'
import type { Action } from './action.ts'
import { placesLandmarks } from './conditions.ts'

export const toggleLoupe: Action = {
  id: 'landmark.loupe',
  title: 'Magnifier beside the pointer',
  group: 'Landmarks',
  scope: 'scan',
  keys: ['m'],
  icon: ZoomIn,
  isEnabled: placesLandmarks,
  isActive: () => usePreferences.getState().loupe,
  run: () => setPreferences({ loupe: !usePreferences.getState().loupe }),
}
