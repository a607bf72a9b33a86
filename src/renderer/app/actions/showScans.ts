import { CircleDashed, FullCircle, Intersection, LayoutTwoColumns, PolygonFilter } from '@blueprintjs/icons'
import { effectiveShow, type ScanShow, showObstacle } from '#core/editor/scanViews.ts'
import { setPreferences, usePreferences } from '../state/preferences.ts'
import { selectedSubject, selectedSubjectId } from '../state/selection.ts'
import { setSession } from '../state/session.ts'
import type { Action } from './action.ts'

/** A key that comes before the subject's data counts too: what it has not is not shown then. */
const canShow = (show: ScanShow): boolean => {
  const subject = selectedSubject()
  return subject ? showObstacle(subject, show) === null : selectedSubjectId() !== null
}

const isShown = (show: ScanShow): boolean => {
  const subject = selectedSubject()
  return subject !== null && effectiveShow(subject, usePreferences.getState().show) === show
}

const showScans = (show: ScanShow, look: Pick<Action, 'title' | 'icon' | 'keys'>): Action => ({
  ...look,
  id: `view.show.${show}`,
  group: '3D view',
  scope: 'scan',
  isEnabled: () => canShow(show),
  isActive: () => isShown(show),
  run: () => {
    setSession({ currentPoint: null, blink: null, shownStep: null })
    setPreferences({ tab: 'scan', show, ...(show === 'coarse' || show === 'fine' ? { activeRole: show } : {}) })
  },
})

/** One action per choice of scans. */
export const showScanActions: Readonly<Record<ScanShow, Action>> = {
  coarse: showScans('coarse', { title: 'Show the coarse scan', icon: CircleDashed, keys: ['c'] }),
  fine: showScans('fine', { title: 'Show the fine scan', icon: FullCircle, keys: ['d'] }),
  side: showScans('side', { title: 'Show both scans side by side', icon: LayoutTwoColumns, keys: ['s'] }),
  both: showScans('both', { title: 'Show the aligned scans over each other', icon: Intersection, keys: ['o'] }),
  registration: showScans('registration', {
    title: 'Show the registration over the scan',
    icon: PolygonFilter,
    keys: ['g'],
  }),
}
