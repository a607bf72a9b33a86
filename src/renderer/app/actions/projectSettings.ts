import { Cog } from '@blueprintjs/icons'
import { openDialog } from '../state/session.ts'
import type { Action } from './action.ts'
import { hasProject } from './conditions.ts'

export const projectSettings: Action = {
  id: 'project.settings',
  title: 'Project settings and head models…',
  group: 'Project',
  scope: 'anywhere',
  keys: ['mod+shift+s'],
  icon: Cog,
  isEnabled: hasProject,
  run: () => openDialog('project-settings'),
}
