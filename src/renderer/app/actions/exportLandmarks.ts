import { Export } from '@blueprintjs/icons'
import { activeScan } from '../state/selection.ts'
import { openDialog } from '../state/session.ts'
import type { Action } from './action.ts'

export const exportLandmarks: Action = {
  id: 'landmark.export',
  title: 'Export landmarks to a file…',
  group: 'Landmarks',
  scope: 'anywhere',
  keys: ['mod+shift+e'],
  icon: Export,
  isEnabled: () => activeScan() !== null,
  run: () => openDialog('export-landmarks'),
}
