import { IdNumber } from '@blueprintjs/icons'
import { openDialog } from '../state/session.ts'
import type { Action } from './action.ts'
import { hasSubject } from './conditions.ts'

export const editSubject: Action = {
  id: 'subject.edit',
  title: 'Edit subject details…',
  group: 'Subject',
  scope: 'anywhere',
  keys: ['f2'],
  icon: IdNumber,
  isEnabled: hasSubject,
  run: () => openDialog('subject'),
}
