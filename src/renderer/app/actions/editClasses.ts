import { Properties } from '@blueprintjs/icons'
import { openDialog } from '../state/session.ts'
import type { Action } from './action.ts'
import { showsPhoto } from './conditions.ts'

export const editClasses: Action = {
  id: 'mask.classes',
  title: 'Classes of masks…',
  group: 'Photo',
  scope: 'anywhere',
  keys: ['mod+shift+h'],
  icon: Properties,
  isEnabled: showsPhoto,
  run: () => openDialog('classes'),
}
