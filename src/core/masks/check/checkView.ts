import { distanceMap } from '../propose/distanceMap.ts'
import { silhouettePrior } from '../propose/silhouettePrior.ts'
import type { MaskSize } from '../types.ts'
import { outlinePixels, quantile } from './boundaryDistances.ts'
import { alignToOutline, applySimilarity, type DistanceField, type ImageSimilarity } from './similarity2d.ts'

export interface CheckViewInput extends MaskSize {
  /** 0/255. */
  readonly mask: Uint8Array
  /** The scan as the camera sees it. */
  readonly silhouette: Uint8Array
  /** See `silhouettePrior`: what lies beyond an open border of the scan is not judged. */
  readonly openBorder: Float32Array
  readonly onward: readonly [number, number]
  readonly sigmaPx: number
}

/** How a mask and the scan's silhouette differ, as they stand and after the best similarity of the picture. */
export interface ViewDisagreement {
  readonly iou: number
  /** Area of the mask over that of the silhouette, where both are judged. */
  readonly areaRatio: number
  readonly boundaryP95Px: number
  /** Of the mask's outline: positive where it lies outside of the silhouette. */
  readonly signedMedianPx: number
  /** Parts of the mask beside its largest one. */
  readonly islands: number
  /** The part of the mask that differs by more than the outline's error, in one piece: its pixels. */
  readonly largestDefectPx: number
  /** The same after the silhouette was moved. */
  readonly defectAfterMovePx: number
  /** The silhouette's move that fits the mask best; null where there is too little outline. */
  readonly move: ImageSimilarity | null
  /** How far it moves the outline: root mean square. */
  readonly movePx: number
  /** Median distance of the outlines before and after. */
  readonly medianPx: number
  readonly medianAfterMovePx: number
}

/** Outline points this near to the picture's sides are cut, not seen. */
const sidePx = 3
/** A difference is a defect where it is deeper than this many standard deviations and pixels. */
const defectSigmas = 3
const leastDefectDepthPx = 3

export const checkView = (input: CheckViewInput): ViewDisagreement => {
  const { mask, silhouette, sigmaPx } = input
  const isJudged = judgedPixels(input)
  const counts = countPixels(mask, silhouette, isJudged)
  const field = signedDistances(silhouette, input)
  const points = outlinePoints(input, isJudged)
  const toField = alignToOutline(points, field)
  const depthPx = Math.max(leastDefectDepthPx, defectSigmas * sigmaPx)
  const before = Float32Array.from({ length: points.length / 2 }, (_, k) => at(field, points[2 * k], points[2 * k + 1]))
  const after =
    toField &&
    Float32Array.from({ length: points.length / 2 }, (_, k) =>
      at(field, ...applySimilarity(toField, points[2 * k], points[2 * k + 1])),
    )
  const absolute = Array.from(before, Math.abs)
  const parts = partSizes(mask, input, (i) => mask[i] >= 128)
  return {
    iou: counts.either === 0 ? 1 : counts.both / counts.either,
    areaRatio:
      counts.silhouette === 0 ? (counts.mask === 0 ? 1 : Number.POSITIVE_INFINITY) : counts.mask / counts.silhouette,
    boundaryP95Px: quantile(absolute, 0.95),
    signedMedianPx: quantile([...before], 0.5),
    islands: Math.max(0, parts.length - 1),
    largestDefectPx: largestDefect(input, isJudged, depthPx, field, null),
    defectAfterMovePx: toField
      ? largestDefect(input, isJudged, depthPx, field, toField)
      : largestDefect(input, isJudged, depthPx, field, null),
    move: toField,
    movePx: toField ? rmsMove(points, toField) : 0,
    medianPx: quantile(absolute, 0.5),
    medianAfterMovePx: after ? quantile(Array.from(after, Math.abs), 0.5) : quantile(absolute, 0.5),
  }
}

/** Everything but what a border of the open surface leaves undecided. */
const judgedPixels = ({ mask: _, ...input }: CheckViewInput): Uint8Array =>
  input.openBorder.length === 0
    ? new Uint8Array(input.silhouette.length).fill(1)
    : silhouettePrior(input).isWide.map((wide) => 1 - wide)

const countPixels = (mask: Uint8Array, silhouette: Uint8Array, isJudged: Uint8Array) => {
  const counts = { mask: 0, silhouette: 0, both: 0, either: 0 }
  for (let i = 0; i < mask.length; i++) {
    if (isJudged[i] === 0) continue
    const inMask = mask[i] >= 128
    const inSilhouette = silhouette[i] >= 128
    if (inMask) counts.mask++
    if (inSilhouette) counts.silhouette++
    if (inMask && inSilhouette) counts.both++
    if (inMask || inSilhouette) counts.either++
  }
  return counts
}

/** To the outline of the mask: negative inside, positive outside. */
const signedDistances = (mask: Uint8Array, { widthPx, heightPx }: MaskSize): DistanceField => {
  const outside = distanceMap((i) => mask[i] >= 128, { widthPx, heightPx }).distancePx
  const inside = distanceMap((i) => mask[i] < 128, { widthPx, heightPx }).distancePx
  const values = outside.map((distance, i) => {
    const signed = distance > 0 ? distance - 0.5 : 0.5 - inside[i]
    return Math.max(-1e4, Math.min(1e4, signed))
  })
  return { values, widthPx, heightPx }
}

const at = ({ values, widthPx, heightPx }: DistanceField, x: number, y: number): number => {
  const u = Math.max(0, Math.min(widthPx - 1, Math.round(x)))
  const v = Math.max(0, Math.min(heightPx - 1, Math.round(y)))
  return values[v * widthPx + u]
}

const outlinePoints = ({ mask, widthPx, heightPx }: CheckViewInput, isJudged: Uint8Array): Float32Array => {
  const outline = outlinePixels(mask, { widthPx, heightPx })
  const points: number[] = []
  for (let y = sidePx; y < heightPx - sidePx; y++) {
    for (let x = sidePx; x < widthPx - sidePx; x++) {
      const i = y * widthPx + x
      if (outline[i] === 1 && isJudged[i] === 1) points.push(x, y)
    }
  }
  return Float32Array.from(points)
}

const rmsMove = (points: Float32Array, similarity: ImageSimilarity): number => {
  let sum = 0
  for (let k = 0; k < points.length; k += 2) {
    const [x, y] = applySimilarity(similarity, points[k], points[k + 1])
    sum += (x - points[k]) ** 2 + (y - points[k + 1]) ** 2
  }
  return Math.sqrt(sum / (points.length / 2))
}

/** Pixels of the largest connected difference deeper than `depthPx`, counted to the outline itself. */
const largestDefect = (
  input: CheckViewInput,
  isJudged: Uint8Array,
  depthPx: number,
  field: DistanceField,
  toField: ImageSimilarity | null,
): number => {
  const { mask, widthPx, heightPx } = input
  const difference = new Uint8Array(mask.length)
  const isDeep = new Uint8Array(mask.length)
  for (let y = 0, i = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, i++) {
      if (isJudged[i] === 0) continue
      const [u, v] = toField ? applySimilarity(toField, x, y) : [x, y]
      // What the moved silhouette brings in from beyond the picture is unknown.
      if (u < 0 || v < 0 || u > widthPx - 1 || v > heightPx - 1) continue
      const distance = at(field, u, v)
      if (distance < 0 === mask[i] >= 128) continue
      difference[i] = 1
      if (Math.abs(distance) > depthPx) isDeep[i] = 1
    }
  }
  return Math.max(
    0,
    ...partSizes(
      difference,
      input,
      (i) => difference[i] === 1,
      (i) => isDeep[i] === 1,
    ),
  )
}

/** Sizes of the connected parts (by edges) in which at least one pixel is wanted. */
const partSizes = (
  picture: Uint8Array,
  { widthPx, heightPx }: MaskSize,
  isPart: (pixel: number) => boolean,
  isWanted: (pixel: number) => boolean = () => true,
): number[] => {
  const seen = new Uint8Array(picture.length)
  const sizes: number[] = []
  const stack: number[] = []
  for (let start = 0; start < picture.length; start++) {
    if (seen[start] === 1 || !isPart(start)) continue
    let size = 0
    let wanted = false
    seen[start] = 1
    stack.push(start)
    for (let pixel = stack.pop(); pixel !== undefined; pixel = stack.pop()) {
      size++
      wanted ||= isWanted(pixel)
      const x = pixel % widthPx
      const around = [
        x > 0 ? pixel - 1 : -1,
        x + 1 < widthPx ? pixel + 1 : -1,
        pixel - widthPx,
        pixel + widthPx < widthPx * heightPx ? pixel + widthPx : -1,
      ]
      for (const next of around) {
        if (next < 0 || seen[next] === 1 || !isPart(next)) continue
        seen[next] = 1
        stack.push(next)
      }
    }
    if (wanted) sizes.push(size)
  }
  return sizes
}
