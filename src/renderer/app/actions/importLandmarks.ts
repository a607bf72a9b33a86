import { DocumentOpen } from '@blueprintjs/icons'
import { activeScan } from '../state/selection.ts'
import { openDialog } from '../state/session.ts'
import type { Action } from './action.ts'

export const importLandmarks: Action = {
  id: 'landmark.import',
  title: 'Import landmarks from a file…',
  group: 'Landmarks',
  scope: 'anywhere',
  keys: ['shift+f'],
  icon: DocumentOpen,
  isEnabled: () => activeScan() !== null,
  run: () => openDialog('import-landmarks'),
}
