import { History } from '@blueprintjs/icons'
import { openDialog } from '../state/session.ts'
import type { Action } from './action.ts'
import { hasProject } from './conditions.ts'

export const showHistory: Action = {
  id: 'project.history',
  title: 'History',
  group: 'Project',
  scope: 'anywhere',
  keys: ['mod+h'],
  icon: History,
  isEnabled: hasProject,
  run: () => openDialog('history'),
}
