import { FolderClose } from '@blueprintjs/icons'
import { closeProject } from '../state/projects.ts'
import type { Action } from './action.ts'
import { hasProject } from './conditions.ts'

export const closeProjectAction: Action = {
  id: 'project.close',
  title: 'Close project',
  group: 'Project',
  scope: 'anywhere',
  keys: ['mod+shift+x'],
  icon: FolderClose,
  isEnabled: hasProject,
  run: closeProject,
}
