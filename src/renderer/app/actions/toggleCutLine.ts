import { Path } from '@blueprintjs/icons'
import { standingScans } from '#core/editor/scanPairs.ts'
import { setPreferences, usePreferences } from '../state/preferences.ts'
import { selectedSubject } from '../state/selection.ts'
import { setSession, useSession } from '../state/session.ts'
import type { Action } from './action.ts'

const isDrawing = (): boolean => useSession.getState().cutLine && usePreferences.getState().tab === 'scan'

/** The best scan is shown while the line is drawn, and the photos again after it. */
export const toggleCutLine: Action = {
  id: 'mask.cut-line',
  title: 'Draw where masks end on the scan',
  group: 'Photo',
  scope: 'anywhere',
  keys: ['mod+shift+d'],
  icon: Path,
  isEnabled: () => usePreferences.getState().step === 'masks' && (selectedSubject()?.scans.length ?? 0) > 0,
  isActive: isDrawing,
  run: () => {
    const cutLine = !isDrawing()
    const subject = selectedSubject()
    setSession({ cutLine })
    if (!cutLine) setPreferences({ tab: 'photos' })
    else if (subject) setPreferences({ tab: 'scan', show: standingScans(subject, null).fine ? 'fine' : 'coarse' })
  },
}
