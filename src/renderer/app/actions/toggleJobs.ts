import { Pulse } from '@blueprintjs/icons'
import { setSession, useSession } from '../state/session.ts'
import { type Action, always } from './action.ts'

export const toggleJobs: Action = {
  id: 'window.jobs',
  title: 'Jobs',
  group: 'Window',
  scope: 'anywhere',
  keys: ['j'],
  icon: Pulse,
  isEnabled: always,
  isActive: () => useSession.getState().jobsOpen,
  run: () => setSession({ jobsOpen: !useSession.getState().jobsOpen }),
}
