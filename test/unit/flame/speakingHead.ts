import { modelContours } from '#core/flame/contours/modelContours.ts'
import { flameForward } from '#core/flame/forward.ts'
import { pointOnSurface } from '#core/flame/landmarkRows.ts'
import type { FlameModel } from '#core/flame/model.ts'
import { contourFeatures, type FaceContour } from '#core/model/faceContours.ts'
import type { LandmarkSet } from '#core/model/landmarks.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { seededRandom } from '#core/model/random.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { headParts } from '#core/synth/head/ringPatch.ts'
import { standInEmbedding } from '#core/synth/standInEmbedding.ts'
import { standIn } from '#core/synth/standInModel.ts'
import { cutInFour } from './smallScan.ts'

export const { model, head } = standIn(1)
export const embedding = standInEmbedding(model)

const isInside = (v: number): boolean =>
  head.parts[v] === headParts.mouthInside || head.parts[v] === headParts.lidInside

/** `[m*3]` of the model without what a scanner cannot see: the inside of the mouth and of the lids. */
export const seenTriangles = Uint32Array.from(
  Array.from({ length: model.faceCount }, (_, face) => model.triangles.subarray(face * 3, face * 3 + 3))
    .filter((corners) => !corners.every(isInside))
    .flatMap((corners) => [...corners]),
)

export interface SpeakingHead {
  /** mm, without what a scanner cannot see: the inside of the mouth and of the lids. */
  readonly scan: Mesh
  readonly landmarks: LandmarkSet
  /** Lids and inner lips as somebody drew them. */
  readonly contours: readonly FaceContour[]
  /** `[V*3]` metres. */
  readonly truth: Float64Array
  /** `[400]` */
  readonly betas: Float64Array
}

/** Somebody with the stand-in's topology, a form of their own and the jaw turned, scanned with 0.05 mm of noise. */
export const speakingHead = (seed: number, jawRad: number): SpeakingHead => {
  const random = seededRandom(seed)
  const betas = new Float64Array(400)
  for (let c = 0; c < 40; c++) betas[c] = 0.8 * random.normal()
  for (let c = 1; c < 14; c++) betas[300 + c] = 0.5 * random.normal()
  const pose = new Float64Array(15)
  pose.set([0.1 * random.normal(), 0.3 * random.normal(), 0.1 * random.normal()])
  pose[6] = jawRad
  const truth = flameForward(model, { betas, pose, trans: [0.02, -0.1, 0.3] })
  addOwnForm(truth, model, random)
  const cut = cutInFour(truth, seenTriangles)
  const scan: Mesh = {
    positions: Float32Array.from(cut.positions, (value) => value * 1000 + 0.05 * random.normal()),
    triangles: cut.triangles,
  }
  const toMm = ([x, y, z]: Vec3, sigma: number): Vec3 => [
    x * 1000 + sigma * random.normal(),
    y * 1000 + sigma * random.normal(),
    z * 1000 + sigma * random.normal(),
  ]
  const landmarks = (embedding.pointNames ?? []).map((name, i) => {
    const [a, b, c] = model.triangles.subarray(embedding.faces[i] * 3, embedding.faces[i] * 3 + 3)
    const [wa, wb, wc] = embedding.barycentrics.subarray(i * 3, i * 3 + 3)
    const at = pointOnSurface({ vertices: [a, b, c], barycentrics: [wa, wb, wc] }, truth)
    return { name, status: 'placed' as const, position: toMm(at, 0.4), surface: null }
  })
  const known = modelContours(model, null)
  const contours = contourFeatures.flatMap((feature): FaceContour[] => {
    const contour = known.get(feature)
    if (!contour) return []
    const points = contour.places.filter((_, i) => i % 3 === 0).map((place) => toMm(pointOnSurface(place, truth), 0.25))
    return [{ name: feature, feature, half: null, isClosed: true, points, anchors: null }]
  })
  const set = { scheme: 'head-8', unit: 'mm', annotator: null, time: null, landmarks } as const
  return { scan, landmarks: set, contours, truth, betas }
}

const addOwnForm = (
  truth: Float64Array,
  { template, weights }: FlameModel,
  random: ReturnType<typeof seededRandom>,
): void => {
  const waves = Array.from({ length: 12 }, () => {
    const way = [random.normal(), random.normal(), random.normal()]
    const perM = (2 * Math.PI) / (0.04 + 0.05 * random.next()) / Math.hypot(...way)
    return {
      way: way.map((v) => v * perM),
      phase: 6.28 * random.next(),
      move: [0, 1, 2].map(() => 0.0004 * random.normal()),
    }
  })
  for (let v = 0; v < truth.length / 3; v++) {
    if (weights[v * 5 + 3] + weights[v * 5 + 4] > 0.5) continue
    const p = template.subarray(v * 3, v * 3 + 3)
    for (const { way, phase, move } of waves) {
      const height = Math.sin(way[0] * p[0] + way[1] * p[1] + way[2] * p[2] + phase)
      for (let axis = 0; axis < 3; axis++) truth[v * 3 + axis] += height * move[axis]
    }
  }
}

/** Median distance (mm) of the vertices next to the model's contours from the true ones: lips and lids. */
export const contourErrorsMm = (
  found: Float64Array,
  truth: Float64Array,
): { readonly lips: number; readonly lids: number } => {
  const known = modelContours(model, null)
  const medianNear = (features: readonly string[]): number => {
    const vertices = new Set<number>()
    for (const [feature, { places }] of known) {
      if (features.includes(feature)) for (const place of places) for (const v of place.vertices) vertices.add(v)
    }
    const errors = [...vertices].map(
      (v) => 1000 * Math.hypot(...[0, 1, 2].map((axis) => found[v * 3 + axis] - truth[v * 3 + axis])),
    )
    errors.sort((a, b) => a - b)
    return errors[errors.length >> 1]
  }
  return { lips: medianNear(['inner-lips']), lids: medianNear(['left-lids', 'right-lids']) }
}
