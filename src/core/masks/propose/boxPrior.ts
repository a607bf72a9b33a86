import { applyStroke } from '../stroke.ts'
import type { BrushStroke, MaskSize, PixelBox } from '../types.ts'
import type { MaskPrior } from './prior.ts'

/** Odds in the middle of the form and far from it. */
const mostOdds = 4
/** Head: an ellipse; shoulders: a bell from the neck down. In parts of the box. */
const head = { x: 0.5, y: 0.3, radiusX: 0.3, radiusY: 0.3 }
const shouldersFrom = 0.5

/**
 * A box drawn about a person's head and shoulders: outside is background, inside the form of a head over shoulders,
 * which fills the box to its lower side, makes pixels more or less likely.
 */
export const boxPrior = (box: PixelBox, { widthPx, heightPx }: MaskSize): MaskPrior => {
  const logOdds = new Float32Array(widthPx * heightPx).fill(Number.NEGATIVE_INFINITY)
  for (let y = Math.max(0, box.y0); y < Math.min(heightPx, box.y1); y++) {
    for (let x = Math.max(0, box.x0); x < Math.min(widthPx, box.x1); x++) {
      logOdds[y * widthPx + x] = formOdds(
        (x + 0.5 - box.x0) / (box.x1 - box.x0),
        (y + 0.5 - box.y0) / (box.y1 - box.y0),
      )
    }
  }
  return { widthPx, heightPx, logOdds, isWide: new Uint8Array(logOdds.length).fill(1) }
}

/** `u`, `v`: place in the box, 0 to 1, from its upper left corner. */
const formOdds = (u: number, v: number): number => {
  const toHead = 1 - Math.hypot((u - head.x) / head.radiusX, (v - head.y) / head.radiusY)
  const halfWidth = 0.25 + 0.25 * Math.min(1, Math.max(0, (v - shouldersFrom) / 0.25))
  const toShoulders = v < shouldersFrom ? -1 : 1 - Math.abs(u - 0.5) / halfWidth
  return Math.max(-mostOdds, Math.min(mostOdds, 6 * Math.max(toHead, toShoulders)))
}

/** Strokes on the subject (paint) and on the background (erase) settle what they cover; a later one wins. */
export const withScribbles = (prior: MaskPrior, strokes: readonly BrushStroke[]): MaskPrior => {
  const logOdds = prior.logOdds.slice()
  for (const stroke of strokes) {
    const covered = new Uint8Array(logOdds.length)
    applyStroke(covered, prior, { ...stroke, mode: 'paint' })
    const odds = stroke.mode === 'paint' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
    for (let i = 0; i < covered.length; i++) if (covered[i]) logOdds[i] = odds
  }
  return { ...prior, logOdds }
}

/** Nothing is known but what strokes will say. */
export const undecidedPrior = ({ widthPx, heightPx }: MaskSize): MaskPrior => ({
  widthPx,
  heightPx,
  logOdds: new Float32Array(widthPx * heightPx),
  isWide: new Uint8Array(widthPx * heightPx).fill(1),
})
