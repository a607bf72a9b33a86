import { Endorsed, TickCircle } from '@blueprintjs/icons'
import { ghostsOf } from '../documents/landmarkGhosts.ts'
import { acceptGhosts, currentPointOf } from '../documents/landmarkWork.ts'
import { activeScan } from '../state/selection.ts'
import type { Action } from './action.ts'
import { placesLandmarks } from './conditions.ts'

const currentGhost = () => {
  const scan = activeScan()
  const name = scan && currentPointOf(scan.id)
  return scan ? ghostsOf(scan).ghosts.filter((ghost) => ghost.name === name) : []
}

export const acceptGhost: Action = {
  id: 'landmark.accept',
  title: 'Accept the proposed place',
  group: 'Landmarks',
  scope: 'scan',
  keys: ['v'],
  icon: TickCircle,
  isEnabled: () => placesLandmarks() && currentGhost().length > 0,
  run: () => {
    const scan = activeScan()
    if (scan) acceptGhosts(scan, currentGhost())
  },
}

export const acceptAllGhosts: Action = {
  id: 'landmark.accept-all',
  title: 'Accept all proposed places',
  group: 'Landmarks',
  scope: 'scan',
  keys: ['shift+v'],
  icon: Endorsed,
  isEnabled: () => {
    const scan = activeScan()
    return placesLandmarks() && scan !== null && ghostsOf(scan).ghosts.length > 0
  },
  run: () => {
    const scan = activeScan()
    if (scan) acceptGhosts(scan, ghostsOf(scan).ghosts)
  },
}
