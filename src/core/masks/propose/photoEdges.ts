import type { MaskSize } from '../types.ts'
import { stepsX, stepsY } from './gridCut.ts'

/** Edges from the open pixels of a picture to their neighbours. */
export interface PhotoEdges {
  /** `[open*8]` the pixel there, −1 outside of the picture. */
  readonly pixels: Int32Array
  /** `[open*8]` γ·exp(−β·‖Δcolour‖²)/distance. */
  readonly weights: Float32Array
  /** Pixel → index among the open ones, −1 for settled ones. */
  readonly nodeOf: Int32Array
}

/**
 * What it costs to part two neighbours: little where the photo has an edge (Boykov and Jolly, Interactive Graph Cuts,
 * 2001), β from the mean contrast over the open pixels as GrabCut has it (Rother, Kolmogorov and Blake, 2004).
 *
 * @param rgb `[heightPx*widthPx*3]`.
 * @param smoothness γ: what parting equal colours costs.
 */
export const photoEdges = (
  rgb: Uint8Array,
  { widthPx, heightPx }: MaskSize,
  open: Int32Array,
  smoothness: number,
): PhotoEdges => {
  const nodeOf = new Int32Array(widthPx * heightPx).fill(-1)
  open.forEach((pixel, node) => {
    nodeOf[pixel] = node
  })
  const pixels = new Int32Array(open.length * 8).fill(-1)
  const weights = new Float32Array(open.length * 8)
  let sum = 0
  let count = 0
  for (let node = 0; node < open.length; node++) {
    const pixel = open[node]
    const x = pixel % widthPx
    const y = (pixel - x) / widthPx
    for (let d = 0; d < 8; d++) {
      const nx = x + stepsX[d]
      const ny = y + stepsY[d]
      if (nx < 0 || ny < 0 || nx >= widthPx || ny >= heightPx) continue
      const other = ny * widthPx + nx
      pixels[node * 8 + d] = other
      weights[node * 8 + d] = squaredContrast(rgb, pixel, other)
      sum += weights[node * 8 + d]
      count++
    }
  }
  const beta = sum > 0 ? count / (2 * sum) : 0
  for (let e = 0; e < weights.length; e++) {
    const length = stepsX[e % 8] !== 0 && stepsY[e % 8] !== 0 ? Math.SQRT2 : 1
    weights[e] = (smoothness * Math.exp(-beta * weights[e])) / length
  }
  return { pixels, weights, nodeOf }
}

const squaredContrast = (rgb: Uint8Array, pixel: number, other: number): number => {
  const a = pixel * 3
  const b = other * 3
  return (rgb[a] - rgb[b]) ** 2 + (rgb[a + 1] - rgb[b + 1]) ** 2 + (rgb[a + 2] - rgb[b + 2]) ** 2
}
