import type { BrushStroke, MaskSize, PixelBox } from '../types.ts'
import { boxPrior, undecidedPrior, withScribbles } from './boxPrior.ts'
import { cutForeground } from './cutForeground.ts'
import { distanceMap } from './distanceMap.ts'
import { guidedFilter } from './guidedFilter.ts'
import { isSettled, type MaskPrior } from './prior.ts'
import { enlarge, type Region, regionOf, shrink, toRegion } from './region.ts'
import { silhouettePrior } from './silhouettePrior.ts'

/** What a proposal starts from. */
export type MaskEvidence =
  | {
      readonly kind: 'silhouette'
      /** 0/255, of the photo's size. */
      readonly silhouette: Uint8Array
      readonly sigmaPx: number
      /** Rows x y reach, pixels; see `silhouettePrior`. */
      readonly openBorder: Float32Array
      readonly onward: readonly [number, number]
      /** `[heightPx*widthPx]` 0 where other views leave no room for the subject (`carveViews`). */
      readonly allowed?: Uint8Array
    }
  | { readonly kind: 'box'; readonly box: PixelBox; readonly scribbles?: readonly BrushStroke[] }
  | { readonly kind: 'scribbles'; readonly scribbles: readonly BrushStroke[] }

export interface ProposeMaskInput extends MaskSize {
  /** `[heightPx*widthPx*3]`. */
  readonly rgb: Uint8Array
  readonly evidence: MaskEvidence
}

/** A region of interest is drawn with no more pixels than this. */
const mostPixels = 500_000
/** A first cut of wide open areas is made with about this many open pixels. */
const coarseOpenPixels = 40_000
/** Room about what is open, for examples of the background. */
const marginPx = 40

/**
 * The mask that evidence and photo together make most likely: a minimum cut of the open pixels (`cutForeground`) in a
 * region of interest of at most half a megapixel; wide open areas are first cut in a smaller picture. Where the region
 * had to be drawn smaller, the outline is carried to the photo's own pixels by a guided filter.
 *
 * @param onStep called between steps; may throw to end the work.
 * @returns 0/255, `[heightPx*widthPx]`.
 */
export const proposeMask = ({ rgb, evidence, ...photo }: ProposeMaskInput, onStep?: () => void): Uint8Array => {
  const region = regionOf(evidenceBox(evidence, photo), photo, mostPixels)
  const small = shrink(rgb, photo, region, 3)
  const mask = cutInSteps(small, priorOf(evidence, photo, region), onStep)
  if (region.scale === 1) return enlarge(mask, region, photo)
  return sharpened(enlarge(mask, region, photo), rgb, photo, region.scale)
}

const evidenceBox = (evidence: MaskEvidence, photo: MaskSize): PixelBox => {
  const whole = { x0: 0, y0: 0, x1: photo.widthPx, y1: photo.heightPx }
  if (evidence.kind === 'scribbles') return whole
  if (evidence.kind === 'box') return grown(evidence.box, marginPx + 0.15 * (evidence.box.x1 - evidence.box.x0))
  const { silhouette, sigmaPx, openBorder } = evidence
  let box = { x0: photo.widthPx, y0: photo.heightPx, x1: 0, y1: 0 }
  const take = (x: number, y: number, by: number): void => {
    box = {
      x0: Math.min(box.x0, x - by),
      y0: Math.min(box.y0, y - by),
      x1: Math.max(box.x1, x + by),
      y1: Math.max(box.y1, y + by),
    }
  }
  for (let y = 0; y < photo.heightPx; y++) {
    const row = silhouette.subarray(y * photo.widthPx, (y + 1) * photo.widthPx)
    const first = row.indexOf(255)
    if (first < 0) continue
    take(first, y, 0)
    take(row.lastIndexOf(255), y, 0)
  }
  for (let k = 0; k < openBorder.length; k += 3) {
    const [x, y, reach] = openBorder.subarray(k, k + 3)
    if (x >= 0 && y >= 0 && x < photo.widthPx && y < photo.heightPx) take(x, y, reach)
  }
  return box.x0 < box.x1 ? grown(box, marginPx + 4 * sigmaPx) : whole
}

const grown = (box: PixelBox, by: number): PixelBox => ({
  x0: box.x0 - by,
  y0: box.y0 - by,
  x1: box.x1 + by,
  y1: box.y1 + by,
})

const priorOf = (evidence: MaskEvidence, photo: MaskSize, region: Region): MaskPrior => {
  const { widthPx, heightPx, scale } = region
  if (evidence.kind === 'silhouette') {
    const small = shrink(evidence.silhouette, photo, region, 1)
    const openBorder = evidence.openBorder.slice()
    for (let k = 0; k < openBorder.length; k += 3) {
      const [x, y] = toRegion(region, openBorder[k], openBorder[k + 1])
      openBorder.set([x, y, openBorder[k + 2] / scale], k)
    }
    const prior = silhouettePrior({
      silhouette: small,
      sigmaPx: evidence.sigmaPx / scale,
      openBorder,
      onward: evidence.onward,
      widthPx,
      heightPx,
    })
    return evidence.allowed ? within(prior, evidence.allowed, photo, region) : prior
  }
  const scribbles = (evidence.scribbles ?? []).map((stroke) => ({
    ...stroke,
    radiusPx: Math.max(0.5, stroke.radiusPx / scale),
    points: stroke.points.map((value, i) =>
      i % 2 === 0 ? toRegion(region, value, 0)[0] : toRegion(region, 0, value)[1],
    ),
  }))
  if (evidence.kind === 'scribbles') return withScribbles(undecidedPrior(region), scribbles)
  const [x0, y0] = toRegion(region, evidence.box.x0, evidence.box.y0)
  const [x1, y1] = toRegion(region, evidence.box.x1, evidence.box.y1)
  return withScribbles(
    boxPrior({ x0: Math.round(x0), y0: Math.round(y0), x1: Math.round(x1), y1: Math.round(y1) }, region),
    scribbles,
  )
}

/** What is undecided becomes background where other views leave no room. */
const within = (prior: MaskPrior, allowed: Uint8Array, photo: MaskSize, region: Region): MaskPrior => {
  const room = new Uint8Array(allowed.length)
  for (let i = 0; i < room.length; i++) room[i] = 255 * allowed[i]
  const share = shrink(room, photo, region, 1)
  const logOdds = prior.logOdds.slice()
  for (let i = 0; i < logOdds.length; i++) {
    if (prior.isWide[i] === 1 && share[i] < 128) logOdds[i] = Number.NEGATIVE_INFINITY
  }
  return { ...prior, logOdds }
}

/** Narrow bands: little smoothing, and colours that count less than where the outline is expected. */
const narrow = { smoothness: 8, colorWeight: 0.15 }

const wide = { isWide: true }

const cutInSteps = (rgb: Uint8Array, prior: MaskPrior, onStep?: () => void): Uint8Array => {
  const open = countOf(prior.logOdds, (odds) => !isSettled(odds))
  const isWide = countOf(prior.isWide, (value) => value === 1) > open / 10
  const factor = Math.ceil(Math.sqrt(open / coarseOpenPixels))
  if (factor < 2 && !isWide) return cutForeground(rgb, prior, { ...narrow, onStep })
  const whole = { x0: 0, y0: 0, x1: prior.widthPx, y1: prior.heightPx }
  const region = regionOf(whole, prior, (prior.widthPx * prior.heightPx) / factor ** 2)
  const first = cutForeground(shrink(rgb, prior, region, 3), shrinkPrior(prior, region), { ...wide, onStep })
  const about = enlarge(first, region, prior)
  return cutForeground(rgb, nearOutline(prior, about, region.scale), { ...narrow, rounds: 2, onStep })
}

const countOf = (values: Float32Array | Uint8Array, isCounted: (value: number) => boolean): number => {
  let count = 0
  for (const value of values) if (isCounted(value)) count++
  return count
}

const boundedOdds = 8

/** Settled where all covered pixels are settled alike; else the mean of the odds. */
const shrinkPrior = (prior: MaskPrior, { widthPx, heightPx, scale }: Region): MaskPrior => {
  const logOdds = new Float32Array(widthPx * heightPx)
  const isWide = new Uint8Array(widthPx * heightPx)
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      let sum = 0
      let count = 0
      let settled = 0
      for (let v = Math.floor(y * scale); v < Math.min(prior.heightPx, Math.floor((y + 1) * scale)); v++) {
        for (let u = Math.floor(x * scale); u < Math.min(prior.widthPx, Math.floor((x + 1) * scale)); u++) {
          const odds = prior.logOdds[v * prior.widthPx + u]
          isWide[y * widthPx + x] |= prior.isWide[v * prior.widthPx + u]
          settled += isSettled(odds) ? Math.sign(odds) : 0
          sum += Math.max(-boundedOdds, Math.min(boundedOdds, odds))
          count++
        }
      }
      logOdds[y * widthPx + x] = Math.abs(settled) === count ? settled * Number.POSITIVE_INFINITY : sum / count
    }
  }
  return { widthPx, heightPx, logOdds, isWide }
}

/** The prior after a first cut: what was undecided is open only near the outline found. */
const nearOutline = (prior: MaskPrior, mask: Uint8Array, scale: number): MaskPrior => {
  const toSubject = distanceMap((i) => mask[i] >= 128, prior).distancePx
  const toBackground = distanceMap((i) => mask[i] < 128, prior).distancePx
  const bandPx = 2 * scale
  const logOdds = prior.logOdds.slice()
  for (let i = 0; i < logOdds.length; i++) {
    if (isSettled(logOdds[i]) || prior.isWide[i] === 0) continue
    const distance = mask[i] >= 128 ? toBackground[i] - 0.5 : 0.5 - toSubject[i]
    logOdds[i] = Math.abs(distance) > bandPx ? Math.sign(distance) * Number.POSITIVE_INFINITY : distance / scale
  }
  return { ...prior, logOdds }
}

/** Moves an enlarged outline onto the photo's edges, within the pixels that the enlargement left uncertain. */
const sharpened = (mask: Uint8Array, rgb: Uint8Array, photo: MaskSize, scale: number): Uint8Array => {
  const radiusPx = Math.ceil(1.5 * scale)
  const isWanted = outlineBand(mask, photo, radiusPx)
  const soft = guidedFilter({ ...photo, rgb, values: mask, radiusPx, epsilon: 1e-4, isWanted })
  for (let i = 0; i < soft.length; i++) soft[i] = isWanted(i) ? (soft[i] >= 128 ? 255 : 0) : mask[i]
  return soft
}

/** Pixels within about `radiusPx` of the outline: the mask's window has both kinds. */
const outlineBand = (mask: Uint8Array, { widthPx, heightPx }: MaskSize, radiusPx: number) => {
  const band = new Uint8Array(mask.length)
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const i = y * widthPx + x
      const isEdge = (x + 1 < widthPx && mask[i] !== mask[i + 1]) || (y + 1 < heightPx && mask[i] !== mask[i + widthPx])
      if (!isEdge) continue
      for (let v = Math.max(0, y - radiusPx); v <= Math.min(heightPx - 1, y + radiusPx); v++) {
        band.fill(1, v * widthPx + Math.max(0, x - radiusPx), v * widthPx + Math.min(widthPx, x + radiusPx + 1))
      }
    }
  }
  return (pixel: number): boolean => band[pixel] === 1
}
