import { Endorsed, TickCircle } from '@blueprintjs/icons'
import { areGhostsComing, ghostsOf, shownGhosts } from '../documents/landmarkGhosts.ts'
import { acceptGhosts, currentPointOf } from '../documents/landmarkWork.ts'
import { activeScan } from '../state/selection.ts'
import type { Action } from './action.ts'
import { placesLandmarks } from './conditions.ts'

/** Whether there is something to take. A key that comes before the places are made anew is not lost: it makes them. */
const canAccept = (isWanted: (ghostName: string, currentName: string | null) => boolean): boolean => {
  const scan = activeScan()
  if (!placesLandmarks() || !scan) return false
  const current = currentPointOf(scan.id)
  return areGhostsComing(scan) || shownGhosts(scan).ghosts.some(({ name }) => isWanted(name, current))
}

export const acceptGhost: Action = {
  id: 'landmark.accept',
  title: 'Accept the proposed place',
  group: 'Landmarks',
  scope: 'scan',
  keys: ['v'],
  icon: TickCircle,
  isEnabled: () => canAccept((name, current) => name === current),
  run: () => {
    const scan = activeScan()
    const current = scan && currentPointOf(scan.id)
    if (scan)
      acceptGhosts(
        scan,
        ghostsOf(scan).ghosts.filter(({ name }) => name === current),
      )
  },
}

export const acceptAllGhosts: Action = {
  id: 'landmark.accept-all',
  title: 'Accept all proposed places',
  group: 'Landmarks',
  scope: 'scan',
  keys: ['shift+v'],
  icon: Endorsed,
  isEnabled: () => canAccept(() => true),
  run: () => {
    const scan = activeScan()
    if (scan) acceptGhosts(scan, ghostsOf(scan).ghosts)
  },
}
