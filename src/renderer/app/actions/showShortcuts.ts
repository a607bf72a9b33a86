import { KeyCommand } from '@blueprintjs/icons'
import { openDialog } from '../state/session.ts'
import { type Action, always } from './action.ts'

export const showShortcuts: Action = {
  id: 'window.shortcuts',
  title: 'Keyboard shortcuts',
  group: 'Window',
  scope: 'anywhere',
  keys: ['shift+?', '?'],
  icon: KeyCommand,
  isEnabled: always,
  run: () => openDialog('shortcuts'),
}
