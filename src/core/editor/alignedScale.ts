import type { Alignment, SubjectDetail } from '../contract/contract.ts'
import { unitFactor } from '../model/units.ts'

/** In percent, with its sign: how far an alignment's scale is from what the units alone would give; null where one is not known. */
export const scaleOffUnits = (
  { scans }: Pick<SubjectDetail, 'scans'>,
  { sourceScanId, targetScanId, scale }: Pick<Alignment, 'sourceScanId' | 'targetScanId' | 'scale'>,
): string | null => {
  const from = scans.find(({ id }) => id === sourceScanId)?.unit
  const to = scans.find(({ id }) => id === targetScanId)?.unit
  if (!from || !to) return null
  const percent = (scale / unitFactor({ from, to }) - 1) * 100
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(2)}\u00a0%`
}
