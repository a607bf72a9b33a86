import { PathSearch } from '@blueprintjs/icons'
import { openDialog } from '../state/session.ts'
import type { Action } from './action.ts'
import { hasMissingFiles } from './conditions.ts'

export const locateFiles: Action = {
  id: 'project.locate-files',
  title: 'Locate missing files…',
  group: 'Project',
  scope: 'anywhere',
  keys: ['mod+shift+f'],
  icon: PathSearch,
  isEnabled: hasMissingFiles,
  run: () => openDialog('relocate'),
}
