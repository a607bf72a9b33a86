import { lensOf } from '../../geometry/lens.ts'
import type { Projection } from '../../model/camera.ts'
import { determinant3 } from '../../model/transform.ts'
import type { SizedView } from '../types.ts'

export interface HullView extends SizedView {
  readonly index: number
  /** 0/255. */
  readonly mask: Uint8Array
}

export const voxelsPerSide = 96
/** The box is grown by at least this part of its longest side: what a scan leaves out is judged too. */
const leastMargin = 0.15
export const noView = -1

export interface Grid {
  readonly low: readonly number[]
  readonly step: number
  readonly counts: readonly number[]
}

export const gridOf = (positions: Float32Array, reach: number): Grid => {
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
export interface Votes {
  readonly against: Uint16Array
  readonly firstAgainst: Int16Array
}

export const vote = (grid: Grid, views: readonly HullView[]): Votes => {
  const total = grid.counts[0] * grid.counts[1] * grid.counts[2]
  const against = new Uint16Array(total)
  const firstAgainst = new Int16Array(total).fill(noView)
  for (const [v, view] of views.entries()) {
    const { mask, widthPx, heightPx } = view
    forEachVoxel(grid, view, (voxel, x, y) => {
      const column = Math.round(x)
      const row = Math.round(y)
      if (column < 0 || row < 0 || column >= widthPx || row >= heightPx || mask[row * widthPx + column] >= 128) return
      if (against[voxel]++ === 0) firstAgainst[voxel] = v
    })
  }
  return { against, firstAgainst }
}

/** Calls back for every voxel in front of the camera with the pixel of its centre and its depth. */
export const forEachVoxel = (
  { low, step, counts }: Grid,
  view: Projection,
  visit: (voxel: number, x: number, y: number, pxPerStep: number) => void,
): void => {
  const { worldMat: m } = view
  const lens = lensOf(view)
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
        if (!(w * sign > 0)) continue
        const pxPerStep = (focal * step) / (w * sign)
        const u = (m[0] * x + u0) / w
        const v = (m[4] * x + v0) / w
        if (!lens) visit(voxel, u, v, pxPerStep)
        else visit(voxel, ...lens.photoFromPinhole(u, v), pxPerStep)
      }
    }
  }
}
