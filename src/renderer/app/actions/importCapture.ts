import { Import } from '@blueprintjs/icons'
import { openDialog } from '../state/session.ts'
import type { Action } from './action.ts'
import { hasProject } from './conditions.ts'

export const importCapture: Action = {
  id: 'project.import',
  title: 'Import captures…',
  group: 'Project',
  scope: 'anywhere',
  keys: ['mod+i'],
  icon: Import,
  isEnabled: hasProject,
  run: () => openDialog('import'),
}
