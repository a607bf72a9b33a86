import { ArrowRight, Cross } from '@blueprintjs/icons'
import { nextBlindScan, stopBlindStudy } from '../documents/blindStudy.ts'
import { useSession } from '../state/session.ts'
import type { Action } from './action.ts'

const isServed = (): boolean => useSession.getState().blind !== null

export const nextServedScan: Action = {
  id: 'study.next',
  title: 'Next scan of the study',
  group: 'Landmarks',
  scope: 'anywhere',
  keys: ['mod+enter'],
  icon: ArrowRight,
  isEnabled: isServed,
  run: nextBlindScan,
}

export const leaveStudy: Action = {
  id: 'study.leave',
  title: 'Leave the study for now',
  group: 'Landmarks',
  scope: 'anywhere',
  keys: ['mod+shift+u'],
  icon: Cross,
  isEnabled: isServed,
  run: stopBlindStudy,
}
