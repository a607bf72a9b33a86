import { badInput } from '../../model/errors.ts'
import type { Mesh } from '../../model/mesh.ts'
import { type Mat4, transformPoint, type Vec3 } from '../../model/transform.ts'
import type { MaskSize } from '../types.ts'
import { distanceMap } from './distanceMap.ts'

type Surface = Pick<Mesh, 'positions' | 'triangles'>

/** Where a subject ends for its masks: the neck or the torso, drawn once on the scan. In the scan's frame and unit. */
export interface CutPlane {
  readonly point: readonly number[]
  /** Of length 1, towards what is kept. */
  readonly normal: readonly number[]
}

/** An area smaller than this share of its outline's squared length is a line. */
const leastArea = 1e-9

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
  const found = planeThrough(polyline, keep)
  if (!found) throw bad('the points of the polyline lie on one line, or the point to keep lies in their plane')
  return found
}

/**
 * The plane through points about the neck, `keep` on the side that is kept. Its normal is that of the area which the line
 * through the points goes around (Newell's method). Null for fewer than three points, points on one line, and a point to
 * keep that lies in their plane.
 */
export const planeThrough = (line: readonly (readonly number[])[], keep: readonly number[]): CutPlane | null => {
  if (line.length < 3) return null
  const point = [0, 1, 2].map((c) => line.reduce((sum, each) => sum + each[c], 0) / line.length)
  const area = [0, 0, 0]
  let lengthSum = 0
  line.forEach((a, i) => {
    const b = line[(i + 1) % line.length]
    lengthSum += Math.hypot(...a.map((value, c) => b[c] - value))
    for (let c = 0; c < 3; c++) {
      const [u, v] = [(c + 1) % 3, (c + 2) % 3]
      area[c] += (a[u] - point[u]) * (b[v] - point[v]) - (a[v] - point[v]) * (b[u] - point[u])
    }
  })
  if (!(Math.hypot(...area) > leastArea * lengthSum ** 2)) return null
  const normal = unit(area)
  const side = dot(
    normal,
    keep.map((value, c) => value - point[c]),
  )
  return side === 0 ? null : { point, normal: normal.map((value) => value * Math.sign(side)) }
}

/** The plane of a line in another frame; null where the line is no plane yet. */
export const cutPlaneIn = (
  { points, keep }: { readonly points: readonly Vec3[]; readonly keep: Vec3 },
  targetFromScan: Mat4,
): CutPlane | null =>
  planeThrough(
    points.map((point) => transformPoint(targetFromScan, point)),
    transformPoint(targetFromScan, keep),
  )

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

/** Triangles that share a vertex or a cut edge still do so. */
const sideOf = ({ positions, triangles }: Surface, point: readonly number[], normal: readonly number[]): Surface => {
  const vertices: number[] = []
  const faces: number[] = []
  const offset = dot(point, normal)
  const count = positions.length / 3
  const heights = new Float64Array(count)
  for (let v = 0; v < count; v++) {
    heights[v] =
      positions[v * 3] * normal[0] + positions[v * 3 + 1] * normal[1] + positions[v * 3 + 2] * normal[2] - offset
  }
  const placeOf = new Int32Array(count).fill(-1)
  const place = (x: number, y: number, z: number): number => {
    vertices.push(x, y, z)
    return vertices.length / 3 - 1
  }
  const whole = (v: number): number => {
    if (placeOf[v] < 0) placeOf[v] = place(positions[v * 3], positions[v * 3 + 1], positions[v * 3 + 2])
    return placeOf[v]
  }
  const cutEdges = new Map<number, number>()
  const crossing = (from: number, to: number): number => {
    const [a, b] = from < to ? [from, to] : [to, from]
    const key = a * count + b
    const known = cutEdges.get(key)
    if (known !== undefined) return known
    const share = heights[a] / (heights[a] - heights[b])
    const at = (c: number): number => positions[a * 3 + c] + share * (positions[b * 3 + c] - positions[a * 3 + c])
    const made = place(at(0), at(1), at(2))
    cutEdges.set(key, made)
    return made
  }
  for (let t = 0; t < triangles.length; t += 3) {
    const polygon: number[] = []
    for (let k = 0; k < 3; k++) {
      const [from, to] = [triangles[t + k], triangles[t + ((k + 1) % 3)]]
      if (heights[from] >= 0) polygon.push(whole(from))
      if (heights[from] >= 0 !== heights[to] >= 0) polygon.push(crossing(from, to))
    }
    for (let k = 2; k < polygon.length; k++) faces.push(polygon[0], polygon[k - 1], polygon[k])
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
