import type { MaskSize } from '../types.ts'
import { distanceMap } from './distanceMap.ts'
import type { MaskPrior } from './prior.ts'

export interface SilhouettePriorInput extends MaskSize {
  /** 0/255. */
  readonly silhouette: Uint8Array
  /** How far the scan's outline may lie from the photo's: one standard deviation. */
  readonly sigmaPx: number
  /**
   * Rows x y reach in pixels: where the surface ends without being closed, and how far the subject may go on from
   * there. The scan's outline is no edge of the photo there.
   */
  readonly openBorder: Float32Array
  /** Where the body goes on from the open borders, as a direction in pixels: down from the head. */
  readonly onward: readonly [number, number]
}

/** Odds right beyond an open border, along the body and beside it, and how they fall over the border's reach. */
const onwardOdds = 1
const besideOdds = -0.5
const besideFall = 4

/** Beyond this many standard deviations a pixel is settled. */
const settledFromSigmas = 4
/** An open border counts where it comes this near to the outline, beside two standard deviations. */
const borderNearPx = 2
/** The logistic whose spread is that of a normal error of 1: √3/π. */
const logisticPerSigma = 0.551

/**
 * What a scan's silhouette says: far inside it is subject, far outside background, between them the odds of a normal
 * error σ of the outline. A pixel outside whose nearest outline is an open border of the surface may be
 * either: more likely subject where the body goes on from the border, ever less likely beside that, up to its reach.
 */
export const silhouettePrior = (input: SilhouettePriorInput): MaskPrior => {
  const { silhouette, sigmaPx, widthPx, heightPx } = input
  const size = { widthPx, heightPx }
  const outside = distanceMap((i) => silhouette[i] >= 128, size)
  const inside = distanceMap((i) => silhouette[i] < 128, size)
  const reachOf = reachOfOutline(input)
  const toBody = distanceMap(sweptBody(input), size).distancePx
  const logOdds = new Float32Array(silhouette.length)
  const isWide = new Uint8Array(silhouette.length)
  for (let i = 0; i < logOdds.length; i++) {
    const isInside = silhouette[i] >= 128
    const { distancePx, nearest } = isInside ? inside : outside
    // The outline runs between the pixels.
    const distance = distancePx[i] - 0.5
    const reachPx = isInside || nearest[i] < 0 ? 0 : reachOf(nearest[i])
    const sign = isInside ? 1 : -1
    if (distance < reachPx) {
      isWide[i] = 1
      logOdds[i] = toBody[i] === 0 ? onwardOdds : besideOdds - (besideFall * toBody[i]) / reachPx
    } else if (distance > settledFromSigmas * sigmaPx + 0.5) logOdds[i] = sign * Number.POSITIVE_INFINITY
    else logOdds[i] = (sign * distance) / (logisticPerSigma * sigmaPx)
  }
  return { ...size, logOdds, isWide }
}

/** For a pixel of the outline: how far the subject may go on from it, 0 where the surface is closed. */
const reachOfOutline = ({ openBorder, sigmaPx, widthPx, heightPx }: SilhouettePriorInput) => {
  if (openBorder.length === 0) return () => 0
  const reaches = new Float32Array(widthPx * heightPx)
  for (let k = 0; k < openBorder.length; k += 3) {
    const x = Math.round(openBorder[k])
    const y = Math.round(openBorder[k + 1])
    if (!(x >= 0 && y >= 0 && x < widthPx && y < heightPx)) continue
    reaches[y * widthPx + x] = Math.max(reaches[y * widthPx + x], openBorder[k + 2])
  }
  const border = distanceMap((i) => reaches[i] > 0, { widthPx, heightPx })
  const nearPx = borderNearPx + 2 * sigmaPx
  return (pixel: number): number => (border.distancePx[pixel] <= nearPx ? reaches[border.nearest[pixel]] : 0)
}

/** The silhouette, and what its open borders sweep over along the body. */
const sweptBody = ({ silhouette, openBorder, onward, widthPx, heightPx }: SilhouettePriorInput) => {
  const swept = silhouette.slice()
  const [dx, dy] = onward
  for (let k = 0; k < openBorder.length; k += 3) {
    for (let step = 0; step < openBorder[k + 2]; step += 0.7) {
      const x = Math.round(openBorder[k] + step * dx)
      const y = Math.round(openBorder[k + 1] + step * dy)
      if (!(x >= 0 && y >= 0 && x < widthPx && y < heightPx)) break
      swept[y * widthPx + x] = 255
      // Neighbouring lines leave no gap.
      if (x + 1 < widthPx) swept[y * widthPx + x + 1] = 255
    }
  }
  return (pixel: number): boolean => swept[pixel] >= 128
}
