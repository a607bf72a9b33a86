import { Playbook } from '@blueprintjs/icons'
import { openDialog } from '../state/session.ts'
import type { Action } from './action.ts'
import { hasSubjects } from './conditions.ts'

export const runBatch: Action = {
  id: 'project.batch',
  title: 'Run steps on all subjects…',
  group: 'Project',
  scope: 'anywhere',
  keys: ['mod+b'],
  icon: Playbook,
  isEnabled: hasSubjects,
  run: () => openDialog('batch'),
}
