import { flameForward } from '#core/flame/forward.ts'
import type { FlameModel } from '#core/flame/model.ts'
import { axisAngleFromRotation, rotationFromAxisAngle } from '#core/flame/rotations.ts'
import { vertexNormals } from '#core/geometry/normals.ts'
import type { LandmarkSet } from '#core/model/landmarks.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { seededRandom } from '#core/model/random.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { smallEmbedding } from './smallModel.ts'

export interface SmallScan {
  readonly scan: Mesh
  readonly landmarks: LandmarkSet
  /** `[V*3]` metres, in the scan's frame: what a perfect registration returns. */
  readonly truth: Float64Array
  readonly parameters: { readonly betas: Float64Array; readonly pose: Float64Array; readonly trans: Float64Array }
}

/**
 * A scan of the small head: random parameters, a smooth own form of at most 2 mm, every triangle cut in four, noise,
 * turned anywhere, in millimetres unless said.
 */
export const smallScan = (
  model: FlameModel,
  seed: number,
  o: { readonly unitsPerMetre?: number; readonly noiseMm?: number; readonly isFlipped?: boolean } = {},
): SmallScan => {
  const { unitsPerMetre = 1000, noiseMm = 0.05 } = o
  const random = seededRandom(seed)
  const betas = new Float64Array(400)
  for (let c = 0; c < 8; c++) betas[c] = 0.8 * random.normal()
  for (let c = 0; c < 3; c++) betas[300 + c] = 0.6 * random.normal()
  const pose = Float64Array.from({ length: 15 }, (_, i) =>
    i < 3 ? random.normal() : i < 9 ? 0.04 * random.normal() : 0,
  )
  pose.set(axisAngleFromRotation(rotationFromAxisAngle(pose[0], pose[1], pose[2])))
  const trans = Float64Array.of(0.1 * random.normal(), 0.1 * random.normal(), 0.1 * random.normal())
  const truth = flameForward(model, { betas, pose, trans })
  addOwnForm(truth, model, random.next() * 6)
  const { positions, triangles } = cutInFour(truth, model.triangles)
  const scan: Mesh = {
    positions: Float32Array.from(
      positions,
      (value) => value * unitsPerMetre + (noiseMm / 1000) * unitsPerMetre * random.normal(),
    ),
    triangles: o.isFlipped ? triangles.map((_, i) => triangles[i - (i % 3) + (2 - (i % 3))]) : triangles,
  }
  return { scan, landmarks: landmarksOf(model, truth, unitsPerMetre), truth, parameters: { betas, pose, trans } }
}

/** A wave of 1.2 mm along the normals that no component makes; eyeballs stay whole. */
const addOwnForm = (truth: Float64Array, { template, weights, triangles }: FlameModel, phase: number): void => {
  const normals = vertexNormals({ positions: Float32Array.from(truth), triangles })
  for (let v = 0; v < truth.length / 3; v++) {
    if (weights[v * 5 + 3] + weights[v * 5 + 4] > 0.5) continue
    const height = 0.0012 * Math.sin(45 * template[v * 3] + 38 * template[v * 3 + 1] + phase)
    for (let axis = 0; axis < 3; axis++) truth[v * 3 + axis] += height * normals[v * 3 + axis]
  }
}

/** Every triangle cut at the middles of its edges; the flat surface stays. */
export const cutInFour = (
  vertices: Float64Array,
  triangles: Uint32Array,
): { positions: number[]; triangles: Uint32Array } => {
  const positions = Array.from(vertices)
  const middles = new Map<string, number>()
  const middle = (a: number, b: number): number => {
    const key = a < b ? `${a} ${b}` : `${b} ${a}`
    const known = middles.get(key)
    if (known !== undefined) return known
    const made = positions.length / 3
    for (let axis = 0; axis < 3; axis++) positions.push((positions[a * 3 + axis] + positions[b * 3 + axis]) / 2)
    middles.set(key, made)
    return made
  }
  const out: number[] = []
  for (let i = 0; i < triangles.length; i += 3) {
    const [a, b, c] = triangles.subarray(i, i + 3)
    const [ab, bc, ca] = [middle(a, b), middle(b, c), middle(c, a)]
    out.push(a, ab, ca, ab, b, bc, ca, bc, c, ab, bc, ca)
  }
  return { positions, triangles: Uint32Array.from(out) }
}

const landmarksOf = (model: FlameModel, surface: Float64Array, unitsPerMetre: number): LandmarkSet => ({
  scheme: 'head-8',
  unit: null,
  annotator: null,
  time: null,
  landmarks: (smallEmbedding.pointNames ?? []).map((name, i) => {
    const corners = model.triangles.subarray(smallEmbedding.faces[i] * 3, smallEmbedding.faces[i] * 3 + 3)
    const at = (axis: number): number => {
      let sum = 0
      for (const corner of corners) sum += surface[corner * 3 + axis] / 3
      return sum * unitsPerMetre
    }
    return { name, status: 'placed', position: [at(0), at(1), at(2)] as Vec3, surface: null }
  }),
})

/** Distances (mm) between two `[V*3]` surfaces in metres, ascending. */
export const sortedErrorsMm = (found: Float64Array, truth: Float64Array): Float64Array =>
  Float64Array.from(
    { length: truth.length / 3 },
    (_, v) =>
      1000 *
      Math.hypot(found[v * 3] - truth[v * 3], found[v * 3 + 1] - truth[v * 3 + 1], found[v * 3 + 2] - truth[v * 3 + 2]),
  ).sort()

/** A person who moves: one identity, an expression and a pose a frame, every frame scanned in mm as by `smallScan`. */
export const smallSequence = (
  model: FlameModel,
  seed: number,
  o: { readonly frames: number; readonly noiseMm: number },
): readonly SmallScan[] => {
  const random = seededRandom(seed)
  const identity = Float64Array.from({ length: 8 }, () => 0.8 * random.normal())
  const waves = Array.from({ length: 3 }, () => ({ height: 1.2 + 0.4 * random.next(), phase: 6 * random.next() }))
  const phase = 6 * random.next()
  return Array.from({ length: o.frames }, (_, frame) => {
    const t = frame / 4
    const betas = new Float64Array(400)
    betas.set(identity)
    waves.forEach(({ height, phase: start }, c) => {
      betas[300 + c] = height * Math.sin(t + start)
    })
    // Turned as a head that nods, the jaw opening and closing.
    const pose = new Float64Array(15)
    pose.set([0.05 * Math.sin(t), 0.3 + 0.04 * frame, 0.02 * t])
    pose[6] = 0.08 + 0.06 * Math.sin(2 * t)
    const trans = Float64Array.of(0.004 * frame, 0.002 * Math.sin(t), 0.05)
    const truth = flameForward(model, { betas, pose, trans })
    addOwnForm(truth, model, phase)
    const { positions, triangles } = cutInFour(truth, model.triangles)
    const noise = (): number => o.noiseMm * random.normal()
    const scan: Mesh = { positions: Float32Array.from(positions, (value) => value * 1000 + noise()), triangles }
    return { scan, landmarks: landmarksOf(model, truth, 1000), truth, parameters: { betas, pose, trans } }
  })
}
