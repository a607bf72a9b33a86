import type { Suspect } from '../../model/maskCheck.ts'
import type { ViewDisagreement } from './checkView.ts'
import { solve } from './similarity2d.ts'
import { median } from './statistics.ts'

export interface JudgedView {
  readonly index: number
  readonly disagreement: ViewDisagreement
  readonly sigmaPx: number
  /** Pixels in the mask. */
  readonly maskPx: number
  /**
   * Two rows of three: how the scan's middle moves in the picture, in pixels, for a shift of the scan by one unit along
   * its axes.
   */
  readonly pxPerShift: readonly number[]
}

export interface ViewCause {
  readonly suspect: Suspect
  /** A sentence for a person. */
  readonly reason: string
  /** (1 − IoU) against the median of all views, in robust standard deviations. */
  readonly robustZ: number
}

export interface CauseReport {
  readonly views: readonly ViewCause[]
  /** The shift of the scan, in its own frame and unit, that the views agree on; null where they agree on none. */
  readonly shift: readonly number[] | null
}

/** A move counts from here: pixels, and standard deviations of the outline. */
const leastMovePx = 1.5
const moveSigmas = 1.5
/** A move heals where it brings the outlines to this part of their distance. */
const healedPart = 0.6
/** A move explains a defect of which it leaves no more than this part. */
const explainedPart = 0.3
/** A defect counts from this part of the mask, and these pixels. */
const defectPart = 0.001
const leastDefectPx = 40
/** A view agrees with a common shift within these pixels or this part of what the shift predicts. */
const agreesWithinPx = 1.5
const agreesWithinPart = 0.35
/** A common shift needs this share of the views that it would move. */
const agreeingShare = 0.6
const fewestViews = 3

/** How far the mask lies from the silhouette: the opposite of the move that brings the mask onto the silhouette. */
const offsetOf = ({ disagreement: { move } }: JudgedView): readonly [number, number] =>
  move ? [-move.shiftPx[0], -move.shiftPx[1]] : [0, 0]

const isMoved = ({ disagreement: d, sigmaPx }: JudgedView): boolean =>
  d.move !== null &&
  d.movePx > Math.max(leastMovePx, moveSigmas * sigmaPx) &&
  d.medianAfterMovePx <= healedPart * d.medianPx

const hasDefect = (defectPx: number, maskPx: number): boolean =>
  defectPx >= Math.max(leastDefectPx, defectPart * maskPx)

/**
 * Names what is at fault in each view. A silhouette that fits after a move of the picture has a wrong place: where one
 * shift of the scan explains the moves of most views the registration is suspect, else the view's camera. What no move
 * heals is a fault of the mask.
 */
export const findCauses = (views: readonly JudgedView[]): CauseReport => {
  const errors = views.map(({ disagreement }) => 1 - disagreement.iou)
  const middle = median(errors)
  const spread = Math.max(1e-4, 1.4826 * median(errors.map((error) => Math.abs(error - middle))))
  const shift = commonShift(views)
  const causes = views.map((view, i): ViewCause => {
    const robustZ = (errors[i] - middle) / spread
    return { robustZ, ...causeOf(view, shift) }
  })
  return { views: causes, shift: causes.some(({ suspect }) => suspect === 'registration') ? shift : null }
}

const causeOf = (view: JudgedView, shift: readonly number[] | null): Pick<ViewCause, 'suspect' | 'reason'> => {
  const { disagreement, maskPx } = view
  const defect = hasDefect(disagreement.defectAfterMovePx, maskPx)
  const moved = isMoved(view)
  const isExplained = !defect || disagreement.defectAfterMovePx <= explainedPart * disagreement.largestDefectPx
  const pixels = (value: number): string => `${value.toFixed(1)} px`
  if (moved && shift && agrees(view, shift)) {
    return {
      suspect: 'registration',
      reason: `The silhouette lies ${pixels(disagreement.movePx)} beside the mask, as one shift of the scan would have it in all views.`,
    }
  }
  if (moved && isExplained) {
    return {
      suspect: 'camera',
      reason: `The silhouette fits after a move of ${pixels(disagreement.movePx)} in this view alone.`,
    }
  }
  if (defect || (disagreement.iou < 0.5 && maskPx > 0) || maskPx === 0) {
    return {
      suspect: 'mask',
      reason:
        maskPx === 0
          ? 'The mask is empty.'
          : `A piece of ${disagreement.defectAfterMovePx} pixels differs from the silhouette, and no move of the silhouette heals it.`,
    }
  }
  return { suspect: 'none', reason: 'Mask and silhouette agree.' }
}

const predicted = ({ pxPerShift: j }: JudgedView, [x, y, z]: readonly number[]): readonly [number, number] => [
  j[0] * x + j[1] * y + j[2] * z,
  j[3] * x + j[4] * y + j[5] * z,
]

const agrees = (view: JudgedView, shift: readonly number[]): boolean => {
  const [dx, dy] = offsetOf(view)
  const [px, py] = predicted(view, shift)
  const size = Math.hypot(px, py)
  return size > leastMovePx / 2 && Math.hypot(dx - px, dy - py) <= Math.max(agreesWithinPx, agreesWithinPart * size)
}

/**
 * The shift of the scan that explains most views: least squares over the offsets of all views with the weights
 * 1/(1 + r²) of Cauchy (r in pixels), which a few views cannot bend. Null where too few views agree with it.
 */
const commonShift = (views: readonly JudgedView[]): readonly number[] | null => {
  const usable = views.filter(({ disagreement }) => disagreement.move !== null)
  if (usable.length < fewestViews) return null
  let shift: readonly number[] = [0, 0, 0]
  for (let iteration = 0; iteration < 50; iteration++) {
    const normal = new Float64Array(9)
    const right = new Float64Array(3)
    for (const view of usable) {
      const offset = offsetOf(view)
      const guess = predicted(view, shift)
      const residual = Math.hypot(offset[0] - guess[0], offset[1] - guess[1])
      const weight = iteration === 0 ? 1 : 1 / (1 + residual ** 2)
      for (let row = 0; row < 2; row++) {
        const j = view.pxPerShift.slice(row * 3, row * 3 + 3)
        for (let a = 0; a < 3; a++) {
          right[a] += weight * j[a] * offset[row]
          for (let b = 0; b < 3; b++) normal[a * 3 + b] += weight * j[a] * j[b]
        }
      }
    }
    const trace = normal[0] + normal[4] + normal[8]
    for (let a = 0; a < 3; a++) normal[a * 4] += 1e-6 * trace
    const next = solve(normal, right, 3)
    if (!next) return null
    shift = next
  }
  const found = shift
  const movedByIt = usable.filter((view) => Math.hypot(...predicted(view, found)) > leastMovePx)
  const agreeing = movedByIt.filter((view) => isMoved(view) && agrees(view, found))
  const isCommon = agreeing.length >= fewestViews && agreeing.length >= agreeingShare * movedByIt.length
  return isCommon ? found : null
}
