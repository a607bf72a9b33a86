import { ChevronDown, ChevronUp, DoubleChevronDown, DoubleChevronUp } from '@blueprintjs/icons'
import { stepCurrentPoint, stepToUnplaced } from '../documents/landmarkWork.ts'
import type { Action } from './action.ts'
import { placesLandmarks } from './conditions.ts'

export const nextLandmark: Action = {
  id: 'landmark.next',
  title: 'Next point',
  group: 'Landmarks',
  scope: 'scan',
  keys: ['e'],
  icon: ChevronDown,
  isEnabled: placesLandmarks,
  run: () => stepCurrentPoint(1),
}

export const previousLandmark: Action = {
  id: 'landmark.previous',
  title: 'Previous point',
  group: 'Landmarks',
  scope: 'scan',
  keys: ['a'],
  icon: ChevronUp,
  isEnabled: placesLandmarks,
  run: () => stepCurrentPoint(-1),
}

export const nextUnplacedLandmark: Action = {
  id: 'landmark.next-unplaced',
  title: 'Next point that waits',
  group: 'Landmarks',
  scope: 'scan',
  keys: ['n'],
  icon: DoubleChevronDown,
  isEnabled: placesLandmarks,
  run: () => stepToUnplaced(1),
}

export const previousUnplacedLandmark: Action = {
  id: 'landmark.previous-unplaced',
  title: 'Previous point that waits',
  group: 'Landmarks',
  scope: 'scan',
  keys: ['shift+n'],
  icon: DoubleChevronUp,
  isEnabled: placesLandmarks,
  run: () => stepToUnplaced(-1),
}
