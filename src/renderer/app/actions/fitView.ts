import { ZoomToFit } from '@blueprintjs/icons'
import { shownPhotoView, shownViewports } from '../state/viewHandles.ts'
import type { Action } from './action.ts'
import { showsPhoto, showsScan } from './conditions.ts'

export const fitView: Action = {
  id: 'view.fit',
  title: 'Fit into the view',
  group: 'Window',
  scope: 'anywhere',
  keys: ['f'],
  icon: ZoomToFit,
  isEnabled: () => showsScan() || showsPhoto(),
  run: () => {
    for (const viewport of shownViewports()) viewport.fit()
    shownPhotoView()?.fit()
  },
}
