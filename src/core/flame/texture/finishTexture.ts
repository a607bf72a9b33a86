import { adjacency } from '../../geometry/topology.ts'
import { growGutter } from '../../model/gutter.ts'
import { textureMask } from '../../model/texture.ts'
import type { RgbPicture } from './picture.ts'
import type { TexelColors, TexturedSurface } from './surfaceColors.ts'
import type { Texels } from './texels.ts'

export interface FinishedTexture extends RgbPicture {
  /** `[sizePx*sizePx]` values of `textureMask`. */
  readonly mask: Uint8Array
  /** Parts (0..1) of the texels of the surface. */
  readonly measuredShare: number
  readonly filledShare: number
}

/** A vertex is known where texels with this weight together lie by it. */
const leastKnown = 1e-3
/** Rounds of averaging that carry colours into what was not seen. */
const fillRounds = 400

/**
 * The picture from the texels' colours. What was not seen is filled over the surface, not over the picture, so that no
 * seam shows: each unknown vertex gets the mean of its neighbours, from the known ones outwards; pieces that nobody saw
 * get the mean of all. The mask tells measured from filled.
 */
export const finishTexture = (
  { vertices, triangles }: TexturedSurface,
  texels: Texels,
  { sums, weights }: TexelColors,
): FinishedTexture => {
  const { sizePx, pixels, triangles: owners, weights: places } = texels
  const rgb = new Uint8Array(sizePx * sizePx * 3)
  const mask = new Uint8Array(sizePx * sizePx)
  const ofVertices = filledVertexColors({ vertices, triangles }, texels, { sums, weights })
  let measured = 0
  for (let i = 0; i < pixels.length; i++) {
    const to = pixels[i] * 3
    const isMeasured = weights[i] > 0
    mask[pixels[i]] = isMeasured ? textureMask.measured : textureMask.filled
    if (isMeasured) measured++
    const corner = owners[i] * 3
    const [wb, wc] = [places[i * 2], places[i * 2 + 1]]
    for (let channel = 0; channel < 3; channel++) {
      const at = (k: number): number => ofVertices[triangles[corner + k] * 3 + channel]
      const value = isMeasured ? sums[i * 3 + channel] / weights[i] : (1 - wb - wc) * at(0) + wb * at(1) + wc * at(2)
      rgb[to + channel] = Math.min(255, Math.max(0, Math.round(value)))
    }
  }
  const isInside = mask.map((value) => (value === textureMask.outside ? 0 : 1))
  growGutter(isInside, sizePx, (from, to) => rgb.copyWithin(to * 3, from * 3, from * 3 + 3))
  const measuredShare = pixels.length > 0 ? measured / pixels.length : 0
  return {
    rgb,
    mask,
    widthPx: sizePx,
    heightPx: sizePx,
    measuredShare,
    filledShare: pixels.length > 0 ? 1 - measuredShare : 0,
  }
}

/** `[V*3]` colours, 0–255: means of the measured texels around a vertex, and what follows from them. */
const filledVertexColors = (
  { vertices, triangles }: TexturedSurface,
  { triangles: owners, weights: places }: Texels,
  { sums, weights }: TexelColors,
): Float64Array => {
  const colors = new Float64Array(vertices.length)
  const known = new Float64Array(vertices.length / 3)
  const mean = [0, 0, 0]
  let measured = 0
  for (let i = 0; i < owners.length; i++) {
    if (!(weights[i] > 0)) continue
    measured++
    const [wb, wc] = [places[i * 2], places[i * 2 + 1]]
    const shares = [1 - wb - wc, wb, wc].map((share) => Math.max(0, share))
    for (let channel = 0; channel < 3; channel++) {
      const value = sums[i * 3 + channel] / weights[i]
      mean[channel] += value
      for (let k = 0; k < 3; k++) colors[triangles[owners[i] * 3 + k] * 3 + channel] += shares[k] * value
    }
    for (let k = 0; k < 3; k++) known[triangles[owners[i] * 3 + k]] += shares[k]
  }
  const isKnown = Uint8Array.from(known, (weight) => (weight > leastKnown ? 1 : 0))
  for (let v = 0; v < known.length; v++) {
    for (let channel = 0; channel < 3; channel++) {
      colors[v * 3 + channel] = isKnown[v] ? colors[v * 3 + channel] / known[v] : mean[channel] / Math.max(1, measured)
    }
  }
  carryOutwards(colors, isKnown, adjacency({ positions: Float32Array.from(vertices), triangles }))
  return colors
}

/** First outwards from the known vertices ring by ring, then rounds of averaging among those that are not known. */
const carryOutwards = (
  colors: Float64Array,
  isKnown: Uint8Array,
  { starts, neighbours }: { readonly starts: ArrayLike<number>; readonly neighbours: ArrayLike<number> },
): void => {
  const isReached = isKnown.slice()
  const meanOfNeighbours = (v: number, counts: (other: number) => boolean): boolean => {
    const sum = [0, 0, 0]
    let count = 0
    for (let k = starts[v]; k < starts[v + 1]; k++) {
      if (!counts(neighbours[k])) continue
      count++
      for (let channel = 0; channel < 3; channel++) sum[channel] += colors[neighbours[k] * 3 + channel]
    }
    if (count === 0) return false
    for (let channel = 0; channel < 3; channel++) colors[v * 3 + channel] = sum[channel] / count
    return true
  }
  for (let isGrowing = true; isGrowing; ) {
    const before = isReached.slice()
    isGrowing = false
    for (let v = 0; v < isReached.length; v++) {
      if (isReached[v] || !meanOfNeighbours(v, (other) => before[other] === 1)) continue
      isReached[v] = 1
      isGrowing = true
    }
  }
  const unknown = Uint32Array.from(isKnown.keys()).filter((v) => !isKnown[v] && isReached[v])
  for (let round = 0; round < fillRounds; round++) for (const v of unknown) meanOfNeighbours(v, () => true)
}
