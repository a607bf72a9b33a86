import { Edit } from '@blueprintjs/icons'
import { openDialog } from '../state/session.ts'
import type { Action } from './action.ts'
import { placesLandmarks } from './conditions.ts'

export const editScheme: Action = {
  id: 'landmark.scheme',
  title: 'Edit the landmark scheme…',
  group: 'Landmarks',
  scope: 'anywhere',
  keys: ['shift+s'],
  icon: Edit,
  isEnabled: placesLandmarks,
  run: () => openDialog('scheme'),
}
