import { distanceMap } from '../propose/distanceMap.ts'
import type { MaskSize } from '../types.ts'

export interface BoundaryDistances {
  /** From the outline of `a` to the nearest of `b`: positive where it lies outside of `b`. */
  readonly signedMedianPx: number
  /** Of both outlines to the other one, unsigned. */
  readonly medianPx: number
  readonly p95Px: number
}

/** Subject pixels with a background pixel beside, above or below them; the picture's own border is no outline. */
export const outlinePixels = (mask: Uint8Array, { widthPx, heightPx }: MaskSize): Uint8Array => {
  const outline = new Uint8Array(mask.length)
  for (let y = 0, i = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, i++) {
      if (mask[i] < 128) continue
      const isOutline =
        (x > 0 && mask[i - 1] < 128) ||
        (x + 1 < widthPx && mask[i + 1] < 128) ||
        (y > 0 && mask[i - widthPx] < 128) ||
        (y + 1 < heightPx && mask[i + widthPx] < 128)
      if (isOutline) outline[i] = 1
    }
  }
  return outline
}

/** How far the outlines of two masks lie apart. Where one of them has no outline the distances are infinite, 0 where both have none. */
export const boundaryDistances = (a: Uint8Array, b: Uint8Array, size: MaskSize): BoundaryDistances => {
  const outlineA = outlinePixels(a, size)
  const outlineB = outlinePixels(b, size)
  const toA = distanceMap((i) => outlineA[i] === 1, size).distancePx
  const toB = distanceMap((i) => outlineB[i] === 1, size).distancePx
  const signed: number[] = []
  const unsigned: number[] = []
  for (let i = 0; i < a.length; i++) {
    if (outlineA[i]) {
      signed.push(b[i] >= 128 ? -toB[i] : toB[i])
      unsigned.push(toB[i])
    }
    if (outlineB[i]) unsigned.push(toA[i])
  }
  return {
    signedMedianPx: quantile(signed, 0.5),
    medianPx: quantile(unsigned, 0.5),
    p95Px: quantile(unsigned, 0.95),
  }
}

/** The value that a share of the values does not exceed; 0 of none. */
export const quantile = (values: readonly number[], share: number): number => {
  if (values.length === 0) return 0
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))]
}
