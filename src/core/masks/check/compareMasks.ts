import { badInput } from '../../model/errors.ts'
import { distanceMap } from '../propose/distanceMap.ts'
import type { MaskSize } from '../types.ts'
import { boundaryDistances, outlinePixels } from './boundaryDistances.ts'

export interface MaskAgreement {
  readonly iou: number
  /**
   * Mean of precision and recall of the outlines within a tolerance, as F = 2PR/(P+R) (Perazzi et al., A Benchmark
   * Dataset and Evaluation Methodology for Video Object Segmentation, 2016).
   */
  readonly boundaryF: number
  readonly boundaryP95Px: number
  /** Pixels that only the one or only the other has. */
  readonly onlyA: number
  readonly onlyB: number
}

/** The tolerance of the boundary measure: this part of the picture's diagonal, as in the paper. */
const tolerancePart = 0.008

/**
 * How far two people agree on the mask of one photo.
 * @throws input/image-size where the masks are not of the size.
 */
export const compareMasks = (a: Uint8Array, b: Uint8Array, size: MaskSize, tolerancePx?: number): MaskAgreement => {
  const pixels = size.widthPx * size.heightPx
  if (a.length !== pixels || b.length !== pixels) {
    throw badInput(
      'image-size',
      `Two masks of ${a.length} and ${b.length} pixels cannot be compared in a photo of ${pixels}.`,
    )
  }
  const counts = { both: 0, onlyA: 0, onlyB: 0 }
  for (let i = 0; i < pixels; i++) {
    const inA = a[i] >= 128
    const inB = b[i] >= 128
    if (inA && inB) counts.both++
    else if (inA) counts.onlyA++
    else if (inB) counts.onlyB++
  }
  const either = counts.both + counts.onlyA + counts.onlyB
  return {
    iou: either === 0 ? 1 : counts.both / either,
    boundaryF: boundaryF(
      a,
      b,
      size,
      tolerancePx ?? Math.max(1, tolerancePart * Math.hypot(size.widthPx, size.heightPx)),
    ),
    boundaryP95Px: boundaryDistances(a, b, size).p95Px,
    onlyA: counts.onlyA,
    onlyB: counts.onlyB,
  }
}

const boundaryF = (a: Uint8Array, b: Uint8Array, size: MaskSize, tolerancePx: number): number => {
  const outlineA = outlinePixels(a, size)
  const outlineB = outlinePixels(b, size)
  const precision = shareNear(outlineA, outlineB, size, tolerancePx)
  const recall = shareNear(outlineB, outlineA, size, tolerancePx)
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
}

/** Of the pixels of one outline, the share with one of the other within the tolerance. Nothing is all near. */
const shareNear = (from: Uint8Array, to: Uint8Array, size: MaskSize, tolerancePx: number): number => {
  const { distancePx } = distanceMap((i) => to[i] === 1, size)
  let near = 0
  let count = 0
  for (let i = 0; i < from.length; i++) {
    if (from[i] !== 1) continue
    count++
    if (distancePx[i] <= tolerancePx) near++
  }
  return count === 0 ? 1 : near / count
}
