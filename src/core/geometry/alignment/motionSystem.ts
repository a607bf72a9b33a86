import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { type Mat4, multiply4, toMat4, type Vec3 } from '../../model/transform.ts'

/** Number of unknowns: three turns, three shifts, the logarithm of the scale; in the order of the model's `freedoms`. */
export const motionUnknowns = 7
/** All of them, and those of a rigid motion. */
export const similarityUnknowns: readonly number[] = [0, 1, 2, 3, 4, 5, 6]
export const rigidUnknowns: readonly number[] = [0, 1, 2, 3, 4, 5]

/** Directions weaker than this, against the strongest, are left alone: the surface slides there. */
const weakest = 1e-7
/** Farthest turn of one step, radians: the linearisation is not good for more. */
const largestTurnRad = 0.3
/** Largest change of scale (natural logarithm) of one step. */
const largestScaling = 0.1

/** A small similarity about a pivot: p′ = pivot + e^σ·R(ω)·(p − pivot) + t. */
export interface Motion {
  readonly turnRad: Vec3
  readonly shift: Vec3
  readonly logScale: number
}

/**
 * Weighted least squares for a small similarity: every row says that a point p should move by −r along the direction
 * d, that is d·(ω × (p − pivot) + t + σ·(p − pivot)) = −r. Lengths are divided by `radius`, so that all seven unknowns
 * are of one size.
 */
export class MotionSystem {
  readonly pivot: Vec3
  readonly radius: number
  /** Of the last `add`: the seven coefficients over lengths divided by the radius. */
  readonly row = new Float64Array(motionUnknowns)
  /** `[49]` upper triangle of Σ w·rowᵀ·row. */
  readonly matrix = new Float64Array(motionUnknowns * motionUnknowns)
  private readonly right = new Float64Array(motionUnknowns)

  constructor(o: { readonly pivot: Vec3; readonly radius: number }) {
    this.pivot = o.pivot
    this.radius = o.radius
  }

  /** Adds the row of the point (px, py, pz) with direction (x, y, z), residual `r` and weight `w`. */
  add(px: number, py: number, pz: number, x: number, y: number, z: number, r: number, w: number): void {
    const { row, matrix, right } = this
    this.fillRow(px, py, pz, x, y, z)
    for (let i = 0; i < motionUnknowns; i++) {
      const weighted = w * row[i]
      right[i] -= weighted * r
      for (let j = i; j < motionUnknowns; j++) matrix[i * motionUnknowns + j] += weighted * row[j]
    }
  }

  /** Computes `row` without adding it. */
  fillRow(px: number, py: number, pz: number, x: number, y: number, z: number): void {
    const { row, pivot, radius } = this
    const ax = (px - pivot[0]) / radius
    const ay = (py - pivot[1]) / radius
    const az = (pz - pivot[2]) / radius
    row[0] = ay * z - az * y
    row[1] = az * x - ax * z
    row[2] = ax * y - ay * x
    row[3] = x
    row[4] = y
    row[5] = z
    row[6] = ax * x + ay * y + az * z
  }

  /** The best motion in these unknowns (ascending, of `similarityUnknowns`), the others 0; null where no row was added. */
  solve(free: readonly number[]): Motion | null {
    if (free.length === 0) return null
    const size = free.length
    const matrix = Matrix.zeros(size, size)
    for (let i = 0; i < size; i++) {
      for (let j = i; j < size; j++) {
        matrix.set(i, j, this.matrix[free[i] * motionUnknowns + free[j]])
        matrix.set(j, i, this.matrix[free[i] * motionUnknowns + free[j]])
      }
    }
    const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true })
    const strongest = Math.max(...realEigenvalues)
    if (!(strongest > 0)) return null
    const solution = new Float64Array(motionUnknowns)
    realEigenvalues.forEach((eigenvalue, k) => {
      if (eigenvalue < weakest * strongest) return
      let along = 0
      for (let i = 0; i < size; i++) along += eigenvectorMatrix.get(i, k) * this.right[free[i]]
      for (let i = 0; i < size; i++) solution[free[i]] += (along / eigenvalue) * eigenvectorMatrix.get(i, k)
    })
    return this.limited(solution)
  }

  /** Unknowns in units of `radius` back to lengths, shortened where the step goes too far for its linearisation. */
  private limited(solution: Float64Array): Motion {
    const [wx, wy, wz, tx, ty, tz, logScale] = Array.from(solution, (value, i) =>
      i >= 3 && i < 6 ? value : value / this.radius,
    )
    const turn = Math.hypot(wx, wy, wz)
    const k = Math.min(1, largestTurnRad / (turn || 1e-30), largestScaling / (Math.abs(logScale) || 1e-30))
    return { turnRad: [k * wx, k * wy, k * wz], shift: [k * tx, k * ty, k * tz], logScale: k * logScale }
  }

  /** The motion as a matrix on top of `before`. */
  apply(motion: Motion, before: Mat4): Mat4 {
    const [x, y, z] = motion.turnRad
    const angle = Math.hypot(x, y, z)
    const scale = Math.exp(motion.logScale)
    const c = Math.cos(angle)
    const s = angle > 1e-9 ? Math.sin(angle) / angle : 1
    const v = angle > 1e-9 ? (1 - c) / (angle * angle) : 0.5
    const linear = [
      [c + v * x * x, v * x * y - s * z, v * x * z + s * y],
      [v * x * y + s * z, c + v * y * y, v * y * z - s * x],
      [v * x * z - s * y, v * y * z + s * x, c + v * z * z],
    ].map((row) => row.map((value) => scale * value))
    const rows = linear.flatMap((row, axis) => {
      const moved = row.reduce((sum, value, k) => sum + value * this.pivot[k], 0)
      return [...row, this.pivot[axis] + motion.shift[axis] - moved]
    })
    return multiply4(toMat4([...rows, 0, 0, 0, 1]), before)
  }
}
