import { Search } from '@blueprintjs/icons'
import { openDialog } from '../state/session.ts'
import { type Action, always } from './action.ts'

export const showPalette: Action = {
  id: 'window.palette',
  title: 'Find a command…',
  group: 'Window',
  scope: 'anywhere',
  keys: ['mod+k'],
  icon: Search,
  isEnabled: always,
  run: () => openDialog('palette'),
}
