import { Comparison } from '@blueprintjs/icons'
import { setsToCompare } from '../documents/annotatorSets.ts'
import { activeScan } from '../state/selection.ts'
import { peekServerData } from '../state/serverData.ts'
import { setSession, useSession } from '../state/session.ts'
import type { Action } from './action.ts'
import { placesLandmarks } from './conditions.ts'

const canCompare = (): boolean => {
  const scan = activeScan()
  const sets = (scan && peekServerData('landmarks.observers', { scanId: scan.id })?.sets) ?? []
  return setsToCompare(sets).length > 1
}

export const compareAnnotators: Action = {
  id: 'landmark.compare-annotators',
  title: 'Annotators side by side',
  group: 'Landmarks',
  scope: 'scan',
  keys: ['mod+alt+a'],
  icon: Comparison,
  isEnabled: () => placesLandmarks() && useSession.getState().blind === null && canCompare(),
  isActive: () => useSession.getState().comparesAnnotators,
  run: () => setSession({ comparesAnnotators: !useSession.getState().comparesAnnotators }),
}
