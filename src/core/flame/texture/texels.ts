import type { ModelUv } from './modelUv.ts'
import { overlapCollector, type UvOverlap } from './uvOverlap.ts'

/** The pixels of a square texture that lie on a surface. */
export interface Texels {
  readonly sizePx: number
  /** `[n]` row-major from the top left. */
  readonly pixels: Uint32Array
  /** `[n]` triangle that each lies on. */
  readonly triangles: Uint32Array
  /** `[n*2]` weights of the triangle's second and third corner. */
  readonly weights: Float32Array
  /** Null where no texel lies in more than one triangle. */
  readonly overlap: UvOverlap | null
}

/** A texel nearer (px) to a triangle's edges lies on what the triangle shares with others: no overlap. */
const edgePx = 0.01

/** Pixels whose centres lie in a triangle of the layout; where triangles overlap, the first. */
export const texelsOf = ({ uvs, uvTriangles }: ModelUv, sizePx: number): Texels => {
  const owner = new Int32Array(sizePx * sizePx).fill(-1)
  const second = new Float32Array(sizePx * sizePx)
  const third = new Float32Array(sizePx * sizePx)
  const overlaps = overlapCollector(sizePx)
  let count = 0
  const xOf = (uv: number): number => uvs[uv * 2] * sizePx - 0.5
  const yOf = (uv: number): number => (1 - uvs[uv * 2 + 1]) * sizePx - 0.5
  const clamped = (value: number): number => Math.min(sizePx - 1, Math.max(0, value))
  for (let i = 0; i < uvTriangles.length; i += 3) {
    const [ax, ay] = [xOf(uvTriangles[i]), yOf(uvTriangles[i])]
    const [bx, by] = [xOf(uvTriangles[i + 1]), yOf(uvTriangles[i + 1])]
    const [cx, cy] = [xOf(uvTriangles[i + 2]), yOf(uvTriangles[i + 2])]
    const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    if (area === 0) continue
    const edge = edgePx / Math.abs(area)
    const edgeA = edge * Math.hypot(cx - bx, cy - by)
    const edgeB = edge * Math.hypot(cx - ax, cy - ay)
    const edgeC = edge * Math.hypot(bx - ax, by - ay)
    const [left, right] = [clamped(Math.ceil(Math.min(ax, bx, cx))), clamped(Math.floor(Math.max(ax, bx, cx)))]
    const [top, bottom] = [clamped(Math.ceil(Math.min(ay, by, cy))), clamped(Math.floor(Math.max(ay, by, cy)))]
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const pixel = y * sizePx + x
        const b = ((x - ax) * (cy - ay) - (y - ay) * (cx - ax)) / area
        const c = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / area
        if (b < -1e-6 || c < -1e-6 || b + c > 1 + 1e-6) continue
        if (owner[pixel] >= 0) {
          if (b > edgeB && c > edgeC && 1 - b - c > edgeA) overlaps.add(pixel, i / 3)
          continue
        }
        owner[pixel] = i / 3
        second[pixel] = b
        third[pixel] = c
        count++
      }
    }
  }
  const texels = {
    ...{ sizePx, pixels: new Uint32Array(count), triangles: new Uint32Array(count) },
    weights: new Float32Array(count * 2),
    overlap: overlaps.finish(owner, count),
  }
  let at = 0
  for (let pixel = 0; pixel < owner.length; pixel++) {
    if (owner[pixel] < 0) continue
    texels.pixels[at] = pixel
    texels.triangles[at] = owner[pixel]
    texels.weights[at * 2] = second[pixel]
    texels.weights[at * 2 + 1] = third[pixel]
    at++
  }
  return texels
}

/** Rows (`[V*3]`) of a surface at texels `start` to `end`, into `out`. */
export const atTexels = (
  { triangles: owners, weights }: Texels,
  triangles: Uint32Array,
  rows: ArrayLike<number>,
  o: { readonly start: number; readonly end: number; readonly out: Float64Array },
): void => {
  for (let i = o.start; i < o.end; i++) {
    const corner = owners[i] * 3
    const [a, b, c] = [triangles[corner] * 3, triangles[corner + 1] * 3, triangles[corner + 2] * 3]
    const [wb, wc] = [weights[i * 2], weights[i * 2 + 1]]
    const wa = 1 - wb - wc
    const to = (i - o.start) * 3
    for (let axis = 0; axis < 3; axis++)
      o.out[to + axis] = wa * rows[a + axis] + wb * rows[b + axis] + wc * rows[c + axis]
  }
}
