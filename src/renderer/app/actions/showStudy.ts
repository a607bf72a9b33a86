import { TimelineBarChart } from '@blueprintjs/icons'
import { openDialog } from '../state/session.ts'
import type { Action } from './action.ts'
import { hasSubjects } from './conditions.ts'

export const showStudy: Action = {
  id: 'landmark.study',
  title: 'Agreement of annotators…',
  group: 'Landmarks',
  scope: 'anywhere',
  keys: ['shift+g'],
  icon: TimelineBarChart,
  isEnabled: hasSubjects,
  run: () => openDialog('study'),
}
