import { Exchange } from '@blueprintjs/icons'
import { setSession, useSession } from '../state/session.ts'
import type { Action } from './action.ts'
import { showsOverlay } from './conditions.ts'

/** One aligned scan, then the other at the same place: what moves between the two is not aligned. */
export const blinkScans: Action = {
  id: 'view.blink',
  title: 'Blink between the aligned scans',
  group: '3D view',
  scope: 'scan',
  keys: ['b'],
  icon: Exchange,
  isEnabled: showsOverlay,
  isActive: () => useSession.getState().blink !== null,
  run: () => setSession({ blink: useSession.getState().blink === 'source' ? 'target' : 'source' }),
}
