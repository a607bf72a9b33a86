import { FolderNew } from '@blueprintjs/icons'
import { openDialog } from '../state/session.ts'
import { type Action, always } from './action.ts'

export const newProject: Action = {
  id: 'project.new',
  title: 'New project…',
  group: 'Project',
  scope: 'anywhere',
  keys: ['mod+alt+n'],
  icon: FolderNew,
  isEnabled: always,
  run: () => openDialog('new-project'),
}
