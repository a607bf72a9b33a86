import { SwapHorizontal } from '@blueprintjs/icons'
import { scanPairOf } from '#core/editor/scanPairs.ts'
import { activeRoleOf, effectiveShow } from '#core/editor/scanViews.ts'
import { setPreferences, usePreferences } from '../state/preferences.ts'
import { selectedSubject } from '../state/selection.ts'
import { setSession } from '../state/session.ts'
import type { Action } from './action.ts'
import { showsScan } from './conditions.ts'

const hasBoth = (): boolean => {
  const subject = selectedSubject()
  return subject !== null && scanPairOf(subject, null) !== null
}

/** To the other scan: the shown one changes, or, side by side, the one that takes the next point. */
export const switchScan: Action = {
  id: 'view.switch-scan',
  title: 'Switch between the two scans',
  group: '3D view',
  scope: 'scan',
  keys: ['tab'],
  icon: SwapHorizontal,
  isEnabled: () => showsScan() && hasBoth(),
  run: () => {
    const subject = selectedSubject()
    const view = usePreferences.getState()
    if (!subject) return
    const other = activeRoleOf(subject, view) === 'coarse' ? 'fine' : 'coarse'
    const keepsShow = effectiveShow(subject, view.show) === 'side'
    setSession({ currentPoint: null })
    setPreferences({ activeRole: other, ...(keepsShow ? {} : { show: other }) })
  },
}
