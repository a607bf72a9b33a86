import { useMemo } from 'react'
import { mmPer } from '#core/model/units.ts'
import { usePreferences } from '../../app/state/preferences.ts'
import { useSession } from '../../app/state/session.ts'
import type { ViewBrush } from '../../viewport/types.ts'
import type { ViewPane } from '../scans/viewLayers.ts'

/** The brush of trust in a view; null while nothing is painted. */
export const useTrustBrush = (pane: ViewPane): ViewBrush | null => {
  const isPainting = useSession(({ trustBrush }) => trustBrush)
  const { trustRadiusMm, trustValue, step } = usePreferences()
  const radiusInView = trustRadiusMm / mmPer(pane.scan.unit ?? 'mm')
  const isOn = isPainting && step === 'align'
  return useMemo(() => (isOn ? { radiusInView, value: trustValue } : null), [isOn, radiusInView, trustValue])
}
