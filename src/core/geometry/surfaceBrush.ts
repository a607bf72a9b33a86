import { badInput } from '../model/errors.ts'

/** A round brush drawn along a path over a surface; lengths in the unit of the surface. */
export interface SurfaceStroke {
  /** What the middle of the brush sets, 0..1. */
  readonly value: number
  readonly radius: number
  /** `[k*3]` xyz rows on the surface, at least one. */
  readonly points: readonly number[]
}

/** Part of the radius within which the brush is full; from there it fades out. */
const fullShare = 0.7

/**
 * Draws a stroke on numbers per vertex (`[n]` bytes, 255 for 1), in place: a vertex nearer to the path than the radius
 * moves towards the stroke's value, wholly in the inner 70 % of the brush and less towards its rim. Host and window run
 * this same code on the same numbers.
 *
 * @param positions `[n*3]` in the frame of the stroke's points.
 * @returns first and last vertex that changed, null where none did.
 * @throws input/stroke where the radius or the points are unusable.
 */
export const paintVertices = (
  values: Uint8Array,
  positions: Float32Array,
  stroke: SurfaceStroke,
): { readonly first: number; readonly last: number } | null => {
  checkStroke(stroke)
  const { radius, points } = stroke
  const goal = Math.round(255 * stroke.value)
  const box = boxAround(points, radius)
  let [first, last] = [-1, -1]
  for (let i = 0; i < values.length; i++) {
    const [x, y, z] = [positions[i * 3], positions[i * 3 + 1], positions[i * 3 + 2]]
    if (x < box[0] || y < box[1] || z < box[2] || x > box[3] || y > box[4] || z > box[5]) continue
    const share = strengthAt(Math.sqrt(squaredToPath(points, x, y, z)) / radius)
    const painted = Math.round(values[i] + share * (goal - values[i]))
    if (painted === values[i]) continue
    values[i] = painted
    if (first < 0) first = i
    last = i
  }
  return first < 0 ? null : { first, last }
}

const checkStroke = ({ value, radius, points }: SurfaceStroke): void => {
  if (!(radius > 0) || !Number.isFinite(radius)) {
    throw badInput('stroke', `A brush has a positive radius, not ${radius}.`)
  }
  if (!(value >= 0 && value <= 1)) throw badInput('stroke', `A brush sets a number from 0 to 1, not ${value}.`)
  if (points.length < 3 || points.length % 3 !== 0 || !points.every(Number.isFinite)) {
    throw badInput('stroke', 'A stroke is a list of finite x y z rows, at least one.')
  }
}

const strengthAt = (share: number): number => Math.max(0, Math.min(1, (1 - share) / (1 - fullShare)))

const boxAround = (points: readonly number[], radius: number): readonly number[] => {
  const box = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity]
  for (const [i, value] of points.entries()) {
    const axis = i % 3
    box[axis] = Math.min(box[axis], value - radius)
    box[axis + 3] = Math.max(box[axis + 3], value + radius)
  }
  return box
}

const squaredToPath = (points: readonly number[], x: number, y: number, z: number): number => {
  let best = Infinity
  for (let i = 0; i < points.length; i += 3) {
    const j = Math.min(i + 3, points.length - 3)
    best = Math.min(best, squaredToSegment(points, i, j, [x, y, z]))
  }
  return best
}

const squaredToSegment = (points: readonly number[], a: number, b: number, p: readonly number[]): number => {
  let [along, length] = [0, 0]
  for (let axis = 0; axis < 3; axis++) {
    const step = points[b + axis] - points[a + axis]
    along += step * (p[axis] - points[a + axis])
    length += step * step
  }
  const t = length > 0 ? Math.max(0, Math.min(1, along / length)) : 0
  let squared = 0
  for (let axis = 0; axis < 3; axis++) {
    const near = points[a + axis] + t * (points[b + axis] - points[a + axis])
    squared += (p[axis] - near) ** 2
  }
  return squared
}
