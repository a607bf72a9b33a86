import { Unlink } from '@blueprintjs/icons'
import { setSession, useSession } from '../state/session.ts'
import type { Action } from './action.ts'
import { placesLandmarks } from './conditions.ts'

export const letGoOfPoint: Action = {
  id: 'landmark.let-go',
  title: 'Let go of the chosen point',
  group: 'Landmarks',
  scope: 'scan',
  keys: ['escape'],
  icon: Unlink,
  isEnabled: () => placesLandmarks() && useSession.getState().currentPoint !== null,
  run: () => setSession({ currentPoint: null }),
}
