import { FolderOpen } from '@blueprintjs/icons'
import { openDialog } from '../state/session.ts'
import { type Action, always } from './action.ts'

export const openProjectAction: Action = {
  id: 'project.open',
  title: 'Open project…',
  group: 'Project',
  scope: 'anywhere',
  keys: ['mod+o'],
  icon: FolderOpen,
  isEnabled: always,
  run: () => openDialog('open-project'),
}
