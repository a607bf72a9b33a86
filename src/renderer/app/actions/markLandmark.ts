import { Delete, Disable, EyeOff } from '@blueprintjs/icons'
import { currentPointOf, markCurrentPoint } from '../documents/landmarkWork.ts'
import { activeScan } from '../state/selection.ts'
import type { Action } from './action.ts'
import { placesLandmarks } from './conditions.ts'

const hasPoint = (): boolean => {
  const scan = activeScan()
  return placesLandmarks() && scan !== null && currentPointOf(scan.id) !== null
}

export const markMissing: Action = {
  id: 'landmark.missing',
  title: 'Mark as missing',
  group: 'Landmarks',
  scope: 'scan',
  keys: ['x'],
  icon: Disable,
  isEnabled: hasPoint,
  run: () => markCurrentPoint('missing'),
}

export const markOccluded: Action = {
  id: 'landmark.occluded',
  title: 'Mark as occluded',
  group: 'Landmarks',
  scope: 'scan',
  keys: ['z'],
  icon: EyeOff,
  isEnabled: hasPoint,
  run: () => markCurrentPoint('occluded'),
}

export const clearLandmark: Action = {
  id: 'landmark.clear',
  title: 'Clear the point',
  group: 'Landmarks',
  scope: 'scan',
  keys: ['delete', 'backspace'],
  icon: Delete,
  isEnabled: hasPoint,
  run: () => markCurrentPoint('unplaced'),
}
