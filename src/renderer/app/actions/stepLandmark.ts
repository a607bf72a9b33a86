import { ChevronDown, ChevronUp } from '@blueprintjs/icons'
import { stepCurrentPoint } from '../documents/landmarkWork.ts'
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
