import { jointCount } from './flameLayout.ts'
import type { FlameForward } from './forward.ts'
import { type FlameModel, regressJoints } from './model.ts'

/** Which parameters move; the columns of the Jacobian are trans (3), three for each joint, one for each component. */
export interface JacobianColumns {
  /** Joints that may turn. */
  readonly joints: readonly number[]
  /** Components that may change, by their place in `shapeDirs`. */
  readonly components: Uint32Array
}

export const columnCountOf = ({ joints, components }: JacobianColumns): number =>
  3 + 3 * joints.length + components.length

/** Vertices per block: their part of a component stays in the first-level cache while all components pass. */
const blockSize = 64

/**
 * First derivatives of FLAME's vertices along given directions, exact, at the state of a `FlameForward`.
 *
 * A joint's three columns are a turn δ of its own rotation, R_k ← exp(δ)·R_k, pose correctives included; a component
 * moves the joints with the shape. For an axis-angle θ_k multiply by `leftJacobian(θ_k)` from the right.
 */
export class FlameJacobian {
  readonly columns: JacobianColumns
  readonly columnCount: number
  private readonly forward: FlameForward
  /** `[components*J*3]` how each component moves the unposed joints. */
  private readonly jointDirs: Float64Array
  /** `[components*J*3]` how each component moves the translations of A_k, at the present pose. */
  private readonly skinDirs: Float64Array
  /** `[J*J]` 1 where the column's joint is moved by the row's joint. */
  private readonly movedBy: Uint8Array
  private readonly skin = new Float64Array(12)

  constructor(forward: FlameForward, columns: JacobianColumns) {
    this.forward = forward
    this.columns = columns
    this.columnCount = columnCountOf(columns)
    this.jointDirs = jointDirectionsOf(forward.model, columns.components)
    this.skinDirs = new Float64Array(this.jointDirs.length)
    this.movedBy = descendantsOf(forward.model.parents)
  }

  /** To be called whenever the pose has changed. */
  update(): void {
    const { worldRotations, model } = this.forward
    const moved = new Float64Array(jointCount * 3)
    for (let c = 0; c < this.columns.components.length; c++) {
      const base = c * jointCount * 3
      for (let k = 0; k < jointCount; k++) {
        const parent = model.parents[k]
        for (let axis = 0; axis < 3; axis++) {
          let world = this.jointDirs[base + k * 3 + axis]
          if (parent >= 0) {
            world = moved[parent * 3 + axis]
            for (let i = 0; i < 3; i++) {
              world +=
                worldRotations[parent * 9 + axis * 3 + i] *
                (this.jointDirs[base + k * 3 + i] - this.jointDirs[base + parent * 3 + i])
            }
          }
          moved[k * 3 + axis] = world
          let skin = world
          for (let i = 0; i < 3; i++) skin -= worldRotations[k * 9 + axis * 3 + i] * this.jointDirs[base + k * 3 + i]
          this.skinDirs[base + k * 3 + axis] = skin
        }
      }
    }
  }

  /**
   * Row r of `out` (`[rows*columnCount]`) = directions[r]ᵀ · ∂v/∂parameters for vertex `vertices[r]`.
   * @param directions `[rows*3]`, any length.
   */
  fillRows(vertices: ArrayLike<number>, directions: Float64Array, out: Float64Array): void {
    const turned = new Float64Array(blockSize * 3)
    for (let start = 0; start < vertices.length; start += blockSize) {
      const end = Math.min(vertices.length, start + blockSize)
      for (let row = start; row < end; row++) this.#fillPose(vertices[row], directions, row, out, turned, row - start)
      this.#fillComponents(vertices, directions, start, end, out, turned)
    }
  }

  /** Columns of trans and joints; leaves Bᵀ·direction, the direction seen in the unposed head, in `turned`. */
  #fillPose(
    vertex: number,
    directions: Float64Array,
    row: number,
    out: Float64Array,
    turned: Float64Array,
    slot: number,
  ): void {
    const { forward, skin } = this
    forward.blend(vertex, skin)
    const nx = directions[row * 3]
    const ny = directions[row * 3 + 1]
    const nz = directions[row * 3 + 2]
    const mx = skin[0] * nx + skin[3] * ny + skin[6] * nz
    const my = skin[1] * nx + skin[4] * ny + skin[7] * nz
    const mz = skin[2] * nx + skin[5] * ny + skin[8] * nz
    turned[slot * 3] = mx
    turned[slot * 3 + 1] = my
    turned[slot * 3 + 2] = mz
    let column = row * this.columnCount
    out[column++] = nx
    out[column++] = ny
    out[column++] = nz
    for (const joint of this.columns.joints) {
      this.#fillJoint(joint, vertex, [nx, ny, nz], [mx, my, mz], out, column)
      column += 3
    }
  }

  #fillJoint(
    joint: number,
    vertex: number,
    n: readonly [number, number, number],
    m: readonly [number, number, number],
    out: Float64Array,
    column: number,
  ): void {
    const { forward } = this
    const { worldRotations, skinTranslations, worldJoints, corrected, rotations, model } = forward
    // s = Σ over the joints it moves of w_j·(A_j·v − g), g the joint's world position: the lever of the turn.
    let sx = 0
    let sy = 0
    let sz = 0
    const x = corrected[vertex * 3]
    const y = corrected[vertex * 3 + 1]
    const z = corrected[vertex * 3 + 2]
    for (let j = 0; j < jointCount; j++) {
      const weight = this.movedBy[joint * jointCount + j] * model.weights[vertex * jointCount + j]
      if (weight === 0) continue
      const r = j * 9
      sx +=
        weight *
        (worldRotations[r] * x +
          worldRotations[r + 1] * y +
          worldRotations[r + 2] * z +
          skinTranslations[j * 3] -
          worldJoints[joint * 3])
      sy +=
        weight *
        (worldRotations[r + 3] * x +
          worldRotations[r + 4] * y +
          worldRotations[r + 5] * z +
          skinTranslations[j * 3 + 1] -
          worldJoints[joint * 3 + 1])
      sz +=
        weight *
        (worldRotations[r + 6] * x +
          worldRotations[r + 7] * y +
          worldRotations[r + 8] * z +
          skinTranslations[j * 3 + 2] -
          worldJoints[joint * 3 + 2])
    }
    // n·(Gδ × s) = Gδ·(s × n), G the world rotation of the joint's parent.
    const cx = sy * n[2] - sz * n[1]
    const cy = sz * n[0] - sx * n[2]
    const cz = sx * n[1] - sy * n[0]
    const parent = model.parents[joint]
    if (parent < 0) {
      out[column] = cx
      out[column + 1] = cy
      out[column + 2] = cz
      return
    }
    const p = parent * 9
    for (let i = 0; i < 3; i++) {
      out[column + i] = worldRotations[p + i] * cx + worldRotations[p + 3 + i] * cy + worldRotations[p + 6 + i] * cz
    }
    // Pose correctives: n·B·P·vec([δ]×R) = δ·Σ over columns c of R of (R_c × q_c), q the correctives seen along n.
    const plane = model.vertexCount * 3
    for (let c = 0; c < 3; c++) {
      const q: [number, number, number] = [0, 0, 0]
      for (let r = 0; r < 3; r++) {
        const at = (9 * (joint - 1) + 3 * r + c) * plane + vertex * 3
        q[r] = model.poseDirs[at] * m[0] + model.poseDirs[at + 1] * m[1] + model.poseDirs[at + 2] * m[2]
      }
      const r0 = rotations[joint * 9 + c]
      const r1 = rotations[joint * 9 + 3 + c]
      const r2 = rotations[joint * 9 + 6 + c]
      out[column] += r1 * q[2] - r2 * q[1]
      out[column + 1] += r2 * q[0] - r0 * q[2]
      out[column + 2] += r0 * q[1] - r1 * q[0]
    }
  }

  #fillComponents(
    vertices: ArrayLike<number>,
    directions: Float64Array,
    start: number,
    end: number,
    out: Float64Array,
    turned: Float64Array,
  ): void {
    const { shapeDirs, vertexCount, weights } = this.forward.model
    const { components, joints } = this.columns
    const first = 3 + 3 * joints.length
    for (let c = 0; c < components.length; c++) {
      const component = components[c] * vertexCount * 3
      const skin = c * jointCount * 3
      for (let row = start; row < end; row++) {
        const vertex = vertices[row]
        const at = component + vertex * 3
        const slot = (row - start) * 3
        let sum =
          shapeDirs[at] * turned[slot] + shapeDirs[at + 1] * turned[slot + 1] + shapeDirs[at + 2] * turned[slot + 2]
        const nx = directions[row * 3]
        const ny = directions[row * 3 + 1]
        const nz = directions[row * 3 + 2]
        for (let k = 0; k < jointCount; k++) {
          const weight = weights[vertex * jointCount + k]
          if (weight === 0) continue
          const d = skin + k * 3
          sum += weight * (nx * this.skinDirs[d] + ny * this.skinDirs[d + 1] + nz * this.skinDirs[d + 2])
        }
        out[row * this.columnCount + first + c] = sum
      }
    }
  }
}

const jointDirectionsOf = (model: FlameModel, components: Uint32Array): Float64Array => {
  const out = new Float64Array(components.length * jointCount * 3)
  const joints = new Float64Array(jointCount * 3)
  for (let c = 0; c < components.length; c++) {
    regressJoints(model, model.shapeDirs, joints, components[c] * model.vertexCount * 3)
    out.set(joints, c * jointCount * 3)
  }
  return out
}

/** Row k, column j: whether joint j is k or hangs on it. */
const descendantsOf = (parents: Int32Array): Uint8Array => {
  const out = new Uint8Array(jointCount * jointCount)
  for (let j = 0; j < jointCount; j++) {
    for (let k = j; k >= 0; k = parents[k]) out[k * jointCount + j] = 1
  }
  return out
}
