import { ZoomIn } from '@blueprintjs/icons'
import { shownViewports } from '../state/viewHandles.ts'
import type { Action } from './action.ts'
import { showsScan } from './conditions.ts'

export const lookCloser: Action = {
  id: 'view.look-closer',
  title: 'Look straight and closely at what is under the pointer',
  group: '3D view',
  scope: 'scan',
  keys: ['l'],
  icon: ZoomIn,
  isEnabled: showsScan,
  run: () => {
    for (const viewport of shownViewports()) viewport.lookCloser()
  },
}
