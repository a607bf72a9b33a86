import { AddColumnRight, Locate } from '@blueprintjs/icons'
import { workScans } from '#core/editor/scanPairs.ts'
import { otherScan } from '../documents/landmarkWork.ts'
import { placeOn, standBeside } from '../state/scanPair.ts'
import { activeScan, selectedSubject } from '../state/selection.ts'
import { useSession } from '../state/session.ts'
import type { Action } from './action.ts'
import { placesLandmarks } from './conditions.ts'

/** The scans that can be chosen; with two there is nothing to choose, and in a blind study the host chooses. */
const choosable = (): ReturnType<typeof workScans> => {
  const subject = selectedSubject()
  const scans = subject && useSession.getState().blind === null ? workScans(subject) : []
  return scans.length > 2 ? scans : []
}

const isEnabled = (): boolean => placesLandmarks() && choosable().length > 0

/** To place points on any scan of a subject with more than two. */
export const placeOnNext: Action = {
  id: 'landmark.place-on-next',
  title: 'Place on the next scan',
  group: 'Landmarks',
  scope: 'scan',
  keys: ['shift+h'],
  icon: Locate,
  isEnabled,
  run: () => {
    const scans = choosable()
    placeOn(scans[(scans.findIndex(({ id }) => id === activeScan()?.id) + 1) % scans.length])
  },
}

/** What stands beside the scan that points are placed on. */
export const nextBeside: Action = {
  id: 'landmark.next-beside',
  title: 'Next scan beside it',
  group: 'Landmarks',
  scope: 'scan',
  keys: ['shift+k'],
  icon: AddColumnRight,
  isEnabled,
  run: () => {
    const active = activeScan()
    if (!active) return
    const others = choosable().filter(({ id }) => id !== active.id)
    const at = others.findIndex(({ id }) => id === otherScan(active)?.id)
    standBeside(active, others[(at + 1) % others.length])
  },
}
