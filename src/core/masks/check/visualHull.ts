import { determinant3, type Mat4 } from '../../model/transform.ts'
import type { MaskSize } from '../types.ts'

export interface HullView extends MaskSize {
  readonly index: number
  readonly worldMat: Mat4
  /** 0/255. */
  readonly mask: Uint8Array
}

export interface HullInput {
  /** Of the scan, `[n*3]`: the hull is looked for in its box and somewhat about it. */
  readonly positions: Float32Array
  /** How far the subject may go on beyond the scan, in its unit. */
  readonly reach: number
  readonly views: readonly HullView[]
  /** A place stays where at most so many views see background there. */
  readonly tolerance: number
}

export interface HullReport {
  readonly voxelsPerSide: number
  readonly views: readonly {
    readonly index: number
    /** Of the mask's pixels that the grid covers: the share no place of the strict hull (no view against it) explains. */
    readonly outsideShare: number
    /** The same for the hull that bears `tolerance` views against it. */
    readonly outsideTolerantShare: number
    /** Views that alone carved this mask's pixels away, most first, with the share of the pixels. */
    readonly carvedBy: readonly { readonly view: number; readonly share: number }[]
  }[]
  /** The views that alone carve the most of others, where it is much: their mask is too small, or their camera is off. */
  readonly carvers: readonly { readonly view: number; readonly share: number }[]
}

const voxelsPerSide = 96
/** The box is grown by at least this part of its longest side: what a scan leaves out is judged too. */
const leastMargin = 0.15
/** A view is named where it alone carves this share of what the others have. */
const carverFrom = 0.0005
const none = -1

interface Grid {
  readonly low: readonly number[]
  readonly step: number
  readonly counts: readonly number[]
}

const gridOf = (positions: Float32Array, reach: number): Grid => {
  const low = [Infinity, Infinity, Infinity]
  const high = [-Infinity, -Infinity, -Infinity]
  for (let i = 0; i < positions.length; i++) {
    const c = i % 3
    low[c] = Math.min(low[c], positions[i])
    high[c] = Math.max(high[c], positions[i])
  }
  const longest = Math.max(...high.map((value, c) => value - low[c]))
  const margin = Math.max(reach, leastMargin * longest)
  const step = (longest + 2 * margin) / voxelsPerSide
  const counts = high.map((value, c) => Math.ceil((value - low[c] + 2 * margin) / step))
  return { low: low.map((value) => value - margin), step, counts }
}

/** For every voxel: how many views see background there, and which one was first. */
interface Votes {
  readonly against: Uint16Array
  readonly firstAgainst: Int16Array
}

const vote = (grid: Grid, views: readonly HullView[]): Votes => {
  const total = grid.counts[0] * grid.counts[1] * grid.counts[2]
  const against = new Uint16Array(total)
  const firstAgainst = new Int16Array(total).fill(none)
  for (const [v, { mask, widthPx, heightPx, worldMat }] of views.entries()) {
    forEachVoxel(grid, worldMat, (voxel, x, y) => {
      const column = Math.round(x)
      const row = Math.round(y)
      if (column < 0 || row < 0 || column >= widthPx || row >= heightPx || mask[row * widthPx + column] >= 128) return
      if (against[voxel]++ === 0) firstAgainst[voxel] = v
    })
  }
  return { against, firstAgainst }
}

/** Calls back for every voxel in front of the camera with the pixel of its centre and its depth. */
const forEachVoxel = (
  { low, step, counts }: Grid,
  m: Mat4,
  visit: (voxel: number, x: number, y: number, pxPerStep: number) => void,
): void => {
  const sign = determinant3(m) < 0 ? -1 : 1
  const focal = Math.sqrt(Math.abs(determinant3(m)) / Math.hypot(m[8], m[9], m[10]))
  let voxel = 0
  for (let k = 0; k < counts[2]; k++) {
    const z = low[2] + (k + 0.5) * step
    for (let j = 0; j < counts[1]; j++) {
      const y = low[1] + (j + 0.5) * step
      const u0 = m[1] * y + m[2] * z + m[3]
      const v0 = m[5] * y + m[6] * z + m[7]
      const w0 = m[9] * y + m[10] * z + m[11]
      for (let i = 0; i < counts[0]; i++, voxel++) {
        const x = low[0] + (i + 0.5) * step
        const w = m[8] * x + w0
        if (w * sign > 0) visit(voxel, (m[0] * x + u0) / w, (m[4] * x + v0) / w, (focal * step) / (w * sign))
      }
    }
  }
}

/** Pixels of a picture half as wide, in which a voxel's footprint is a square. */
const pixelStep = 2

/**
 * What a view's mask has outside of the visual hull of all masks (Laurentini, 1994), and who carved it away. A place
 * belongs to the hull that bears `tolerance` views where at most so many see background there; views that do not see a
 * place have no vote. A mask's pixel that only places with a single view against them explain was carved by that view.
 */
export const hullReport = ({ positions, reach, views, tolerance }: HullInput): HullReport => {
  const grid = gridOf(positions, reach)
  const { against, firstAgainst } = vote(grid, views)
  const carvedOf = new Float64Array(views.length)
  let seen = 0
  const rows = views.map((view) => {
    const cover = coverOf(grid, view, { against, firstAgainst }, tolerance)
    const counts = countCovered(view, cover, views.length)
    seen += counts.seen
    for (const [v, count] of counts.carvedBy.entries()) carvedOf[v] += count
    const share = (count: number): number => (counts.seen === 0 ? 0 : count / counts.seen)
    const carvedBy = [...counts.carvedBy]
      .map((count, v) => ({ view: views[v].index, share: share(count) }))
      .filter((entry) => entry.share > 0)
      .sort((a, b) => b.share - a.share)
    return {
      index: view.index,
      outsideShare: share(counts.outside),
      outsideTolerantShare: share(counts.outsideTolerant),
      carvedBy,
    }
  })
  const carvers = [...carvedOf]
    .map((count, v) => ({ view: views[v].index, share: seen === 0 ? 0 : count / seen }))
    .filter(({ share }) => share >= carverFrom)
    .sort((a, b) => b.share - a.share)
  return { voxelsPerSide, views: rows, carvers }
}

/** Bits of what lies along a pixel's ray, and one view that stands alone against a place on it. */
interface Cover {
  readonly width: number
  readonly bits: Uint8Array
  readonly single: Int16Array
}

const bit = { grid: 1, strict: 2, tolerant: 4 } as const

const coverOf = (grid: Grid, { worldMat, widthPx, heightPx }: HullView, votes: Votes, tolerance: number): Cover => {
  const width = Math.ceil(widthPx / pixelStep)
  const height = Math.ceil(heightPx / pixelStep)
  const bits = new Uint8Array(width * height)
  const single = new Int16Array(width * height).fill(none)
  forEachVoxel(grid, worldMat, (voxel, x, y, pxPerStep) => {
    const count = votes.against[voxel]
    const value = bit.grid | (count === 0 ? bit.strict : 0) | (count <= tolerance ? bit.tolerant : 0)
    // A voxel seen over its corner is √3 as wide.
    const half = 0.87 * pxPerStep
    const x0 = Math.max(0, Math.floor((x - half) / pixelStep))
    const x1 = Math.min(width - 1, Math.floor((x + half) / pixelStep))
    const y0 = Math.max(0, Math.floor((y - half) / pixelStep))
    const y1 = Math.min(height - 1, Math.floor((y + half) / pixelStep))
    for (let row = y0; row <= y1; row++) {
      for (let column = x0; column <= x1; column++) {
        const pixel = row * width + column
        bits[pixel] |= value
        if (count === 1) single[pixel] = votes.firstAgainst[voxel]
      }
    }
  })
  return { width, bits, single }
}

const countCovered = ({ mask, widthPx, heightPx }: HullView, { width, bits, single }: Cover, views: number) => {
  const counts = { seen: 0, outside: 0, outsideTolerant: 0, carvedBy: new Float64Array(views) }
  for (let y = 0; y < heightPx; y += pixelStep) {
    for (let x = 0; x < widthPx; x += pixelStep) {
      const pixel = (y / pixelStep) * width + x / pixelStep
      if (mask[y * widthPx + x] < 128 || (bits[pixel] & bit.grid) === 0) continue
      counts.seen++
      if (bits[pixel] & bit.strict) continue
      counts.outside++
      if (!(bits[pixel] & bit.tolerant)) counts.outsideTolerant++
      if (single[pixel] !== none) counts.carvedBy[single[pixel]]++
    }
  }
  return counts
}
