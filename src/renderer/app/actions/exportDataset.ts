import { Export } from '@blueprintjs/icons'
import { openDialog } from '../state/session.ts'
import type { Action } from './action.ts'
import { hasSubjects } from './conditions.ts'

export const exportDataset: Action = {
  id: 'project.export',
  title: 'Export dataset…',
  group: 'Project',
  scope: 'anywhere',
  keys: ['mod+e'],
  icon: Export,
  isEnabled: hasSubjects,
  run: () => openDialog('export'),
}
