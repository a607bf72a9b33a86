import { BlendBasis } from './blendBasis.ts'
import { KernelInstance } from './kernelInstance.ts'

const jointCount = 5
const featureCount = 36

/** What of a head model the kernels keep; as in a FlameModel. */
export interface HeadArrays {
  readonly vertexCount: number
  readonly shapeDirs: Float32Array
  readonly poseDirs: Float32Array
  readonly weights: Float64Array
  readonly parents: Int32Array
}

/** A head's present pose, as a FlameForward has it. */
export interface HeadPose {
  readonly corrected: Float64Array
  readonly worldRotations: Float64Array
  readonly skinTranslations: Float64Array
  readonly worldJoints: Float64Array
  readonly rotations: Float64Array
}

/** Points of a head's surface and the directions along which they are asked. */
export interface HeadRowsInput {
  /** `[n*3]`, `[n*9]`, `[n]`; a row of one vertex names it three times. */
  readonly corners: Uint32Array
  readonly gradients: Float64Array
  readonly targets: Float64Array
  readonly joints: readonly number[]
  readonly components: Uint32Array
  /** `[J*J]` 1 where the column's joint hangs on the row's. */
  readonly movedBy: Uint32Array
  /** `[J*3*components]` how the components move the skin's translations. */
  readonly skinDirs: Float32Array
  /** Numbers of a row of the answer, more than the columns. */
  readonly stride: number
}

/**
 * A head model kept in the kernels' memory: its shape, its skinning and its derivatives. Products of components are
 * single precision (about 1e-9 m), skinning is double.
 */
export class SkinnedHead {
  readonly #instance = KernelInstance.ofThread()
  readonly #basis: BlendBasis
  readonly #poseDirs: number
  readonly #weights: number
  readonly #vertexCount: number
  readonly #parents: Int32Array

  constructor({ vertexCount, shapeDirs, poseDirs, weights, parents }: HeadArrays) {
    const rowCount = vertexCount * 3
    const columnCount = shapeDirs.length / rowCount
    this.#vertexCount = vertexCount
    this.#parents = parents
    this.#basis = new BlendBasis(valuesLast(shapeDirs, columnCount), { rowCount, columnCount })
    const [poseAt, weightsAt] = this.#instance.allocateTogether(poseDirs.byteLength, weights.byteLength)
    this.#instance.releaseWith(this, poseAt)
    this.#instance.float32(poseAt, poseDirs.length).set(valuesLast(poseDirs, featureCount))
    this.#instance.float64(weightsAt, weights.length).set(weights)
    this.#poseDirs = poseAt
    this.#weights = weightsAt
  }

  /** `[V*3]` what the coefficients add to the template. */
  blend(coefficients: Float64Array, out: Float32Array<ArrayBuffer>): Float32Array {
    return this.#basis.blend(coefficients, out)
  }

  /**
   * Pose correctives onto `corrected`, and the skinned `vertices`.
   * @param o.features `[36]`. @param o.transforms `[J*12]` rows of 3 × 4, translation included.
   */
  skin(o: {
    readonly features: Float32Array
    readonly transforms: Float64Array
    readonly shaped: Float64Array
    readonly corrected: Float64Array
    readonly vertices: Float64Array
  }): void {
    const instance = this.#instance
    const length = this.#vertexCount * 3
    const [features, transforms, shaped, corrected, vertices] = instance.scratch(
      ...[featureCount * 4, jointCount * 96, length * 8, length * 8, length * 8],
    )
    instance.float32(features, featureCount).set(o.features)
    instance.float64(transforms, jointCount * 12).set(o.transforms)
    instance.float64(shaped, length).set(o.shaped)
    const { skinHead } = instance.kernels
    skinHead(this.#vertexCount, this.#poseDirs, features, this.#weights, transforms, shaped, corrected, vertices)
    o.corrected.set(instance.float64(corrected, length))
    o.vertices.set(instance.float64(vertices, length))
  }

  /**
   * How each point moves along its direction with trans, turns of the joints, and components; then its target, then
   * zeros.
   * @param out `[n*stride]`
   */
  rows(input: HeadRowsInput, pose: HeadPose, out: Float32Array): void {
    const instance = this.#instance
    const { joints, components, targets, stride } = input
    const runs = runsOf(components)
    const before = [input.corners, input.gradients, targets]
    const after = [
      ...[pose.corrected, pose.worldRotations, pose.skinTranslations, pose.worldJoints, pose.rotations],
      ...[this.#parents, input.movedBy, Uint32Array.from(joints), runs, input.skinDirs],
    ]
    const outLength = targets.length * stride
    const all = [...before, ...after]
    const [record, filled, ...places] = instance.scratch(
      ...[recordWords * 4, outLength * 4, ...all.map((part) => part.byteLength)],
    )
    all.forEach((part, i) => {
      instance.bytes(places[i], part.byteLength).set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength))
    })
    instance
      .uint32(record, recordWords)
      .set([
        ...[targets.length, stride, this.#basis.stride, joints.length, runs.length / 2, components.length],
        ...places.slice(0, before.length),
        ...[this.#basis.address, this.#poseDirs, this.#weights],
        ...places.slice(before.length),
        filled,
      ])
    instance.kernels.fillHeadRows(record)
    out.set(instance.float32(filled, outLength))
  }
}

const recordWords = 23

/** Runs of successive components: first, count, first, count … */
const runsOf = (components: Uint32Array): Uint32Array => {
  const runs: number[] = []
  components.forEach((component, i) => {
    if (i > 0 && components[i - 1] === component - 1) runs[runs.length - 1]++
    else runs.push(component, 1)
  })
  return Uint32Array.from(runs)
}

/** Component-major `[c*n]` to `[n*c]`. */
const valuesLast = (source: Float32Array, components: number): Float32Array => {
  const rows = source.length / components
  const out = new Float32Array(source.length)
  for (let start = 0; start < rows; start += 64) {
    const end = Math.min(rows, start + 64)
    for (let c = 0; c < components; c++)
      for (let i = start; i < end; i++) out[i * components + c] = source[c * rows + i]
  }
  return out
}
