import { Highlight } from '@blueprintjs/icons'
import { scanPairOf } from '#core/editor/scanPairs.ts'
import { setPreferences, usePreferences } from '../state/preferences.ts'
import { selectedSubject } from '../state/selection.ts'
import { setSession, useSession } from '../state/session.ts'
import type { Action } from './action.ts'
import { showsScan } from './conditions.ts'

/** Both scans are shown beside each other while they are painted on. */
export const toggleTrustBrush: Action = {
  id: 'align.trust-brush',
  title: 'Paint where the alignment listens',
  group: '3D view',
  scope: 'scan',
  keys: ['t'],
  icon: Highlight,
  isEnabled: () => showsScan() && usePreferences.getState().step === 'align',
  isActive: () => useSession.getState().trustBrush,
  run: () => {
    const trustBrush = !useSession.getState().trustBrush
    const subject = selectedSubject()
    const hasBoth = subject && scanPairOf(subject, null)
    setSession({ trustBrush, blink: null, shownStep: null })
    if (hasBoth) setPreferences({ show: trustBrush ? 'side' : 'both' })
  },
}
