import { badInput } from '../../model/errors.ts'
import type { Mesh } from '../../model/mesh.ts'
import type { MaskSize } from '../types.ts'
import { distanceMap } from './distanceMap.ts'

type Surface = Pick<Mesh, 'positions' | 'triangles'>

/** Where a subject ends for its masks: the neck or the torso, drawn once on the scan. In the scan's frame and unit. */
export interface CutPlane {
  readonly point: readonly number[]
  /** Of length 1, towards what is kept. */
  readonly normal: readonly number[]
}

const isVector = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length === 3 && value.every((each) => Number.isFinite(each))

const dot = (a: readonly number[], b: readonly number[]): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]

/**
 * A cut file: `{"plane": {"point", "normal"}}` with the normal towards what is kept, or `{"polyline": [points about the
 * neck], "keep": a point on the side that is kept}`, through whose points the plane is laid (Newell's method: the normal of
 * the area that the line goes around).
 * @throws input/cut-file
 */
export const readCutFile = (text: string): CutPlane => {
  const bad = (why: string) => badInput('cut-file', `This is no cut file: ${why}.`)
  let file: { plane?: { point?: unknown; normal?: unknown }; polyline?: unknown; keep?: unknown }
  try {
    file = JSON.parse(text)
  } catch (error) {
    throw bad((error as Error).message)
  }
  const { plane, polyline, keep } = file
  if (plane) {
    if (!isVector(plane.point) || !isVector(plane.normal) || !(Math.hypot(...plane.normal) > 0)) {
      throw bad('a plane has a point and a normal of three numbers each')
    }
    return { point: plane.point, normal: unit(plane.normal) }
  }
  if (!Array.isArray(polyline) || polyline.length < 3 || !polyline.every(isVector) || !isVector(keep)) {
    throw bad('it needs a plane, or a polyline of three points or more and a point to keep')
  }
  const point = [0, 1, 2].map((c) => polyline.reduce((sum, each) => sum + each[c], 0) / polyline.length)
  const area = [0, 0, 0]
  polyline.forEach((a, i) => {
    const b = polyline[(i + 1) % polyline.length]
    for (let c = 0; c < 3; c++) {
      const [u, v] = [(c + 1) % 3, (c + 2) % 3]
      area[c] += (a[u] - point[u]) * (b[v] - point[v]) - (a[v] - point[v]) * (b[u] - point[u])
    }
  })
  if (!(Math.hypot(...area) > 0)) throw bad('the points of the polyline lie on one line')
  const normal = unit(area)
  const side = dot(
    normal,
    keep.map((value, c) => value - point[c]),
  )
  if (side === 0) throw bad('the point to keep lies in the plane of the polyline')
  return { point, normal: normal.map((value) => value * Math.sign(side)) }
}

const unit = (vector: readonly number[]): number[] => vector.map((value) => value / Math.hypot(...vector))

/** The two sides of a surface, triangles that the plane crosses cut along it. */
export const splitSurface = (surface: Surface, { point, normal }: CutPlane): { kept: Surface; cutOff: Surface } => ({
  kept: sideOf(surface, point, normal),
  cutOff: sideOf(
    surface,
    point,
    normal.map((value) => -value),
  ),
})

const sideOf = ({ positions, triangles }: Surface, point: readonly number[], normal: readonly number[]): Surface => {
  const vertices: number[] = []
  const faces: number[] = []
  const offset = dot(point, normal)
  const heightOf = (corner: readonly number[]): number => dot(corner, normal) - offset
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = [0, 1, 2].map((k) => [...positions.subarray(triangles[t + k] * 3, triangles[t + k] * 3 + 3)])
    const heights = corners.map(heightOf)
    if (heights.every((height) => height < 0)) continue
    const polygon: number[][] = []
    for (let k = 0; k < 3; k++) {
      const next = (k + 1) % 3
      if (heights[k] >= 0) polygon.push(corners[k])
      if (heights[k] >= 0 !== heights[next] >= 0) {
        const share = heights[k] / (heights[k] - heights[next])
        polygon.push(corners[k].map((value, c) => value + share * (corners[next][c] - value)))
      }
    }
    const first = vertices.length / 3
    for (const corner of polygon) vertices.push(...corner)
    for (let k = 2; k < polygon.length; k++) faces.push(first, first + k - 1, first + k)
  }
  return { positions: Float32Array.from(vertices), triangles: Uint32Array.from(faces) }
}

/**
 * A mask without what lies beyond the cut: a pixel goes where the scan shows only what was cut off, and beside the scan
 * (hair, or what it misses) where what was cut off is nearer than what is kept.
 *
 * @param kept, cutOff silhouettes of the two sides, 0/255.
 */
export const cutMask = (
  mask: Uint8Array,
  { kept, cutOff }: { readonly kept: Uint8Array; readonly cutOff: Uint8Array },
  size: MaskSize,
): Uint8Array => {
  const toKept = distanceMap((i) => kept[i] >= 128, size).distancePx
  const toCutOff = distanceMap((i) => cutOff[i] >= 128, size).distancePx
  return mask.map((value, i) => (toKept[i] > 0 && toCutOff[i] < toKept[i] ? 0 : value))
}
