import { PathSearch } from '@blueprintjs/icons'
import { setPreferences, usePreferences } from '../state/preferences.ts'
import { schemeNamed } from '../state/schemes.ts'
import type { Action } from './action.ts'
import { placesLandmarks } from './conditions.ts'

export const toggleCurves: Action = {
  id: 'landmark.curves',
  title: 'Curves of the scheme and their semi-landmarks',
  group: 'Landmarks',
  scope: 'scan',
  keys: ['i'],
  icon: PathSearch,
  isEnabled: () => placesLandmarks() && schemeNamed(usePreferences.getState().scheme).curves.length > 0,
  isActive: () => usePreferences.getState().showCurves,
  run: () => setPreferences({ showCurves: !usePreferences.getState().showCurves }),
}
