import { Matrix, SingularValueDecomposition } from 'ml-matrix'
import { type Mat4, scaleOf, toMat4, type Vec3 } from '../../model/transform.ts'

/** Steps of the past that take part. */
const memory = 5
/** An extrapolation farther than this many plain steps is not believed. */
const farthest = 100
/** Unknowns of a pose: turn, shift, logarithm of the scale. */
const size = 7

/**
 * Anderson's acceleration (1965) of an iteration g over similarities near the identity, as of closest points by Zhang,
 * Yao and Deng (2021): of the steps f = g(u) − u of the last few poses, the combination that is nearest to no step at all
 * is where the plain iteration is heading. It changes the way to a fixed point, not the point.
 */
export class StepAcceleration {
  private readonly radiusMm: number
  private last: { readonly step: Float64Array; readonly to: Float64Array } | null = null
  private stepChanges: Float64Array[] = []
  private poseChanges: Float64Array[] = []

  /** @param radiusMm size of what is moved: turns and scalings count as what they move there. */
  constructor(radiusMm: number) {
    this.radiusMm = radiusMm
  }

  /** Forgets the past: where what is minimised has changed. */
  reset(): void {
    this.last = null
    this.stepChanges = []
    this.poseChanges = []
  }

  /** Where to go on from after the plain iteration went from pose `before` to pose `after`. */
  next(before: Mat4, after: Mat4): Mat4 {
    const to = this.vectorOf(after)
    const from = this.vectorOf(before)
    const step = to.map((value, i) => value - from[i])
    const { last } = this
    this.last = { step, to }
    if (last === null) return after
    this.stepChanges.push(step.map((value, i) => value - last.step[i]))
    this.poseChanges.push(to.map((value, i) => value - last.to[i]))
    if (this.stepChanges.length > memory) {
      this.stepChanges.shift()
      this.poseChanges.shift()
    }
    const shares = leastSquares(this.stepChanges, step)
    const change = new Float64Array(size)
    shares.forEach((share, k) => {
      for (let i = 0; i < size; i++) change[i] -= share * this.poseChanges[k][i]
    })
    if (!(Math.hypot(...change) < farthest * Math.hypot(...step))) {
      this.reset()
      return after
    }
    return this.poseOf(to.map((value, i) => value + change[i]))
  }

  private vectorOf(m: Mat4): Float64Array {
    const scale = scaleOf(m)
    const turn = turnOf(m, scale)
    const { radiusMm: r } = this
    return Float64Array.of(r * turn[0], r * turn[1], r * turn[2], m[3], m[7], m[11], r * Math.log(scale))
  }

  private poseOf(v: Float64Array): Mat4 {
    const { radiusMm: r } = this
    const [x, y, z] = [v[0] / r, v[1] / r, v[2] / r]
    const angle = Math.hypot(x, y, z)
    const s = angle > 1e-9 ? Math.sin(angle) / angle : 1
    const c = angle > 1e-9 ? (1 - Math.cos(angle)) / (angle * angle) : 0.5
    const k = Math.exp(v[6] / r)
    const cos = Math.cos(angle)
    return toMat4([
      ...[k * (cos + c * x * x), k * (c * x * y - s * z), k * (c * x * z + s * y), v[3]],
      ...[k * (c * x * y + s * z), k * (cos + c * y * y), k * (c * y * z - s * x), v[4]],
      ...[k * (c * x * z - s * y), k * (c * y * z + s * x), k * (cos + c * z * z), v[5]],
      ...[0, 0, 0, 1],
    ])
  }
}

/** Axis times angle (radians, below π) of the turn in a similarity. */
const turnOf = (m: Mat4, scale: number): Vec3 => {
  const axis: Vec3 = [(m[9] - m[6]) / (2 * scale), (m[2] - m[8]) / (2 * scale), (m[4] - m[1]) / (2 * scale)]
  const sine = Math.hypot(...axis)
  const angle = Math.atan2(sine, ((m[0] + m[5] + m[10]) / scale - 1) / 2)
  const factor = sine > 1e-12 ? angle / sine : 1
  return [axis[0] * factor, axis[1] * factor, axis[2] * factor]
}

/** Shares of the columns that together come nearest to `goal`; of many alike, the smallest. */
const leastSquares = (columns: readonly Float64Array[], goal: Float64Array): number[] => {
  const matrix = new Matrix(Array.from(goal, (_, row) => columns.map((column) => column[row])))
  return new SingularValueDecomposition(matrix, { autoTranspose: true }).solve(Matrix.columnVector(goal)).to1DArray()
}
