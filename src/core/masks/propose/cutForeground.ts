import type { MaskSize } from '../types.ts'
import { type ColorEvidence, colorEvidence, placedColors, plainColors } from './colorCosts.ts'
import { minimumCut } from './gridCut.ts'
import { type PhotoEdges, photoEdges } from './photoEdges.ts'
import { isSettled, type MaskPrior, undecidedUpTo } from './prior.ts'

export interface CutOptions {
  /** The prior leaves wide areas undecided: they are no examples at first, and colours count there wherever seen. */
  readonly isWide?: boolean
  /** How often colours are learnt anew from the cut. */
  readonly rounds?: number
  /** Normal distributions for the subject and for the background. */
  readonly components?: number
  /** What parting two equal neighbours costs; 50 in the paper, which knows no prior. */
  readonly smoothness?: number
  /** How much a colour counts against what was known before. */
  readonly colorWeight?: number
  /** Farther than this from what is open, pixels are no example of a colour. */
  readonly examplesWithinPx?: number
  /** Called between steps; may throw to end the work. */
  readonly onStep?: () => void
}

/** Capacities are whole: this many to the unit of energy. */
const perEnergy = 256
/** A bound for a pixel's pull that no sum of edges overflows. */
const strongest = 1 << 26
/** No single colour outweighs everything else. */
const mostColorCost = 12

/**
 * Decides the open pixels of a prior by the photo: the labels that minimise the sum of −log of the prior, −log of the
 * colours' densities under mixtures for subject and background, and the contrast-weighted length of the outline. A
 * minimum cut finds them; colours are learnt from it and it is cut again (GrabCut: Rother, Kolmogorov and Blake, 2004,
 * with a prior and with the place as part of a colour). Only open pixels are nodes of the graph.
 *
 * @param rgb `[heightPx*widthPx*3]`.
 * @returns 0/255.
 */
export const cutForeground = (rgb: Uint8Array, prior: MaskPrior, options: CutOptions = {}): Uint8Array => {
  const { isWide = false, rounds = 4, components = 8, smoothness = 50, examplesWithinPx = 60 } = options
  const { logOdds } = prior
  let mask = labelsOf(logOdds)
  const open = pixelsWhere(logOdds.length, (i) => !isSettled(logOdds[i]))
  if (open.length === 0) return mask
  const placed = placedColors(rgb, prior)
  const plain = isWide ? plainColors(rgb) : null
  const examples = nearOpen(open, prior, examplesWithinPx)
  const edges = photoEdges(rgb, prior, open, smoothness)
  for (let round = 0; round < rounds; round++) {
    options.onStep?.()
    const current = mask
    const isExample = (i: number): boolean => !isWide || round > 0 || Math.abs(logOdds[i]) > undecidedUpTo
    const { inside, outside } = parted(examples, current, isExample)
    const evidence = colorEvidence({ placed, plain, isWide: prior.isWide, inside, outside, components })
    if (!evidence) return mask
    mask = cutOnce({ logOdds, open, edges, evidence, colorWeight: options.colorWeight ?? 1 }, options.onStep)
    if (areEqual(mask, current)) break
  }
  return mask
}

const labelsOf = (logOdds: Float32Array): Uint8Array => {
  const labels = new Uint8Array(logOdds.length)
  for (let i = 0; i < labels.length; i++) labels[i] = logOdds[i] > 0 ? 255 : 0
  return labels
}

const areEqual = (a: Uint8Array, b: Uint8Array): boolean => {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

const pixelsWhere = (count: number, isWanted: (pixel: number) => boolean): Int32Array => {
  const found = new Int32Array(count)
  let used = 0
  for (let i = 0; i < count; i++) if (isWanted(i)) found[used++] = i
  return found.slice(0, used)
}

/** The pixels that are examples, by what the mask says of them. */
const parted = (pixels: Int32Array, mask: Uint8Array, isExample: (pixel: number) => boolean) => {
  const inside = new Int32Array(pixels.length)
  const outside = new Int32Array(pixels.length)
  let insideCount = 0
  let outsideCount = 0
  for (let n = 0; n < pixels.length; n++) {
    const pixel = pixels[n]
    if (!isExample(pixel)) continue
    if (mask[pixel] === 255) inside[insideCount++] = pixel
    else outside[outsideCount++] = pixel
  }
  return { inside: inside.subarray(0, insideCount), outside: outside.subarray(0, outsideCount) }
}

/** Pixels in a square of ±`withinPx` about an open one: rows first, then columns. */
const nearOpen = (open: Int32Array, { widthPx, heightPx }: MaskSize, withinPx: number): Int32Array => {
  const isOpen = new Uint8Array(widthPx * heightPx)
  for (const pixel of open) isOpen[pixel] = 1
  const along = new Uint8Array(isOpen.length)
  for (let y = 0; y < heightPx; y++) spread(isOpen, along, { start: y * widthPx, step: 1, count: widthPx }, withinPx)
  const near = new Uint8Array(isOpen.length)
  for (let x = 0; x < widthPx; x++) spread(along, near, { start: x, step: widthPx, count: heightPx }, withinPx)
  return pixelsWhere(near.length, (i) => near[i] === 1)
}

interface Line {
  readonly start: number
  readonly step: number
  readonly count: number
}

const spread = (from: Uint8Array, to: Uint8Array, { start, step, count }: Line, within: number): void => {
  let marked = 0
  for (let i = 0; i < count; i++) {
    if (from[start + i * step] === 0) continue
    const end = Math.min(count - 1, i + within)
    for (let k = Math.max(marked, i - within); k <= end; k++) to[start + k * step] = 1
    marked = end + 1
  }
}

interface CutInput {
  readonly logOdds: Float32Array
  readonly open: Int32Array
  readonly edges: PhotoEdges
  readonly evidence: ColorEvidence
  readonly colorWeight: number
}

const cutOnce = ({ logOdds, open, edges, evidence, colorWeight }: CutInput, onStep?: () => void): Uint8Array => {
  const { pixels, weights, nodeOf } = edges
  const neighbours = new Int32Array(pixels.length).fill(-1)
  const capacities = new Int32Array(pixels.length)
  const terminals = new Int32Array(open.length)
  for (let node = 0; node < open.length; node++) {
    const pixel = open[node]
    const byColor = Math.max(-mostColorCost, Math.min(mostColorCost, evidence(pixel)))
    let pull = logOdds[pixel] + colorWeight * byColor
    for (let d = 0; d < 8; d++) {
      const other = pixels[node * 8 + d]
      if (other < 0) continue
      const weight = weights[node * 8 + d]
      if (nodeOf[other] >= 0) {
        neighbours[node * 8 + d] = nodeOf[other]
        capacities[node * 8 + d] = Math.round(perEnergy * weight)
      } else pull += logOdds[other] > 0 ? weight : -weight
    }
    terminals[node] = Math.max(-strongest, Math.min(strongest, Math.round(perEnergy * pull)))
  }
  const isSubject = minimumCut({ neighbours, capacities, terminals }, onStep)
  const mask = labelsOf(logOdds)
  open.forEach((pixel, node) => {
    mask[pixel] = isSubject[node] ? 255 : 0
  })
  return mask
}
