import { Delete, Disable, EyeOff, Help, Lock } from '@blueprintjs/icons'
import { confirmCurrentPoint, currentPointOf, currentRow, markCurrentPoint } from '../documents/landmarkWork.ts'
import { activeScan } from '../state/selection.ts'
import { openDialog } from '../state/session.ts'
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

/** A second time takes it back. */
export const markUncertain: Action = {
  id: 'landmark.uncertain',
  title: 'Mark as uncertain',
  group: 'Landmarks',
  scope: 'scan',
  keys: ['u'],
  icon: Help,
  isEnabled: () => hasPoint() && Boolean(currentRow()?.position),
  isActive: () => currentRow()?.status === 'uncertain',
  run: () => (currentRow()?.status === 'uncertain' ? confirmCurrentPoint() : markCurrentPoint('uncertain')),
}

/** Hidden, or another state that a person says why of. */
export const setLandmarkAside: Action = {
  id: 'landmark.setAside',
  title: 'Hide, or set aside with a reason…',
  group: 'Landmarks',
  scope: 'scan',
  keys: ['shift+x'],
  icon: Lock,
  isEnabled: hasPoint,
  run: () => openDialog('landmark-reason'),
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
