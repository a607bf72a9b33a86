import { DocumentShare } from '@blueprintjs/icons'
import { openDialog } from '../state/session.ts'
import type { Action } from './action.ts'
import { hasProject } from './conditions.ts'

export const importSchemeAction: Action = {
  id: 'landmark.import-scheme',
  title: 'Import a landmark scheme (.pptpl, .yaml, .json)…',
  group: 'Landmarks',
  scope: 'anywhere',
  keys: ['mod+shift+k'],
  icon: DocumentShare,
  isEnabled: hasProject,
  run: () => openDialog('import-scheme'),
}
