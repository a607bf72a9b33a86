import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, Person, Refresh } from '@blueprintjs/icons'
import type { StandardView } from '../../viewport/types.ts'
import { shownViewports } from '../state/viewHandles.ts'
import type { Action } from './action.ts'
import { showsScan } from './conditions.ts'

const viewFrom = (view: StandardView, look: Pick<Action, 'title' | 'icon' | 'keys'>): Action => ({
  ...look,
  id: `view.from.${view}`,
  group: '3D view',
  scope: 'scan',
  isEnabled: showsScan,
  run: () => {
    for (const viewport of shownViewports()) viewport.standardView(view)
  },
})

/** Left and right are the subject's own. */
export const standardViewActions: readonly Action[] = [
  viewFrom('front', { title: 'View from the front', icon: Person, keys: ['1'] }),
  viewFrom('back', { title: 'View from the back', icon: Refresh, keys: ['2'] }),
  viewFrom('left', { title: 'View from the subject’s left', icon: ArrowLeft, keys: ['3'] }),
  viewFrom('right', { title: 'View from the subject’s right', icon: ArrowRight, keys: ['4'] }),
  viewFrom('top', { title: 'View from the top', icon: ArrowDown, keys: ['5'] }),
  viewFrom('bottom', { title: 'View from the bottom', icon: ArrowUp, keys: ['6'] }),
]
