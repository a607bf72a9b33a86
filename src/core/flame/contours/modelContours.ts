import { boundaryLoops } from '../../geometry/boundaryLoops.ts'
import { vertexNormals } from '../../geometry/normals.ts'
import { releasing } from '../../kernels/releasing.ts'
import { TriangleTree } from '../../kernels/triangleTree.ts'
import { type ContourFeature, contourMeaning } from '../../model/faceContours.ts'
import type { SchemeCurve } from '../../model/landmarks.ts'
import { landmarkSchemes } from '../../model/schemes.ts'
import type { Vec3 } from '../../model/transform.ts'
import type { LandmarkEmbedding } from '../embedding.ts'
import { headTopologyOf } from '../headTopology.ts'
import { type LandmarkTarget, pointOnSurface } from '../landmarkRows.ts'
import { indexInEmbedding } from '../matchLandmarks.ts'
import type { FlameModel } from '../model.ts'
import { areaFromFront, smoothLine } from './contourLines.ts'
import { turningLine } from './turningLine.ts'

export type PlaceOnModel = Pick<LandmarkTarget, 'vertices' | 'barycentrics'>

/** A contour of a head model. */
export interface ModelContour {
  /** In order; seen from the front the upper half runs to the subject's right. */
  readonly places: readonly PlaceOnModel[]
  readonly isClosed: boolean
}

/** Lids are looked for within so many radii of the eyeball's centre, lips within this distance (m) of the mouth's. */
const socketRadii = 1.8
const mouthReachM = 0.045
/** The line of the mouth ends where it lies this far (m) behind the corners: there it is not seen any more. */
const behindCornersM = 0.002
/** Places are at least this far (m) apart on the template. */
const spacingM = 0.0012

/**
 * The contours of a model. Lids: where the skin turns towards the eyeball. Inner lips: where it turns into the mouth.
 * Both are read off the template's form, whatever its topology, as long as it looks along +Z. Outer lips, which no form
 * tells: through the points of a 51-, 68- or 105-set of the embedding; absent without.
 */
export const modelContours = (
  model: FlameModel,
  embedding: LandmarkEmbedding | null,
): ReadonlyMap<ContourFeature, ModelContour> => {
  const found = new Map<ContourFeature, ModelContour>()
  const lines = knownLines.get(model) ?? linesOfForm(model)
  knownLines.set(model, lines)
  for (const [feature, contour] of lines) found.set(feature, contour)
  const outerCurve = embedding && outerLips().find((curve) => placesOf(curve, embedding, model))
  const outer = outerCurve && contourThrough(outerCurve, { embedding, model })
  if (outer) {
    const line = outer.places.map((place) => pointOnSurface(place, model.template))
    found.set('outer-lips', areaFromFront(line) < 0 ? { ...outer, places: [...outer.places].reverse() } : outer)
  }
  return found
}

type ModelLines = readonly (readonly [ContourFeature, ModelContour])[]

const knownLines = new WeakMap<FlameModel, ModelLines>()

/** What the template's form tells. */
const linesOfForm = (model: FlameModel): ModelLines =>
  (
    [
      ['left-lids', lidLine(model, 0)],
      ['right-lids', lidLine(model, 1)],
      ['inner-lips', mouthLine(model)],
    ] as const
  ).flatMap(([feature, contour]) => (contour ? [[feature, contour] as const] : []))

/** The line of the shipped schemes around the red of the lips. */
const outerLips = (): readonly SchemeCurve[] =>
  [...landmarkSchemes.values()]
    .flatMap(({ curves }) => curves)
    .filter(({ name, isClosed }) => isClosed && contourMeaning(name)?.feature === 'outer-lips')

const placesOf = (
  { points }: Pick<SchemeCurve, 'points'>,
  embedding: LandmarkEmbedding,
  { triangles }: FlameModel,
): readonly PlaceOnModel[] | null => {
  const indices = points.map((name) => indexInEmbedding(embedding, name))
  if (indices.some((index) => index < 0)) return null
  return indices.map((index) => {
    const [a, b, c] = triangles.subarray(embedding.faces[index] * 3, embedding.faces[index] * 3 + 3)
    const [wa, wb, wc] = embedding.barycentrics.subarray(index * 3, index * 3 + 3)
    return { vertices: [a, b, c], barycentrics: [wa, wb, wc] }
  })
}

/** The smooth line on the template through points of an embedding; null where it has not all of them. */
export const contourThrough = (
  curve: Pick<SchemeCurve, 'points' | 'isClosed'>,
  { embedding, model }: { readonly embedding: LandmarkEmbedding; readonly model: FlameModel },
): ModelContour | null => {
  const { template, triangles } = model
  const { isClosed } = curve
  const anchors = placesOf(curve, embedding, model)
  if (!anchors) return null
  const line = smoothLine(
    anchors.map((place) => pointOnSurface(place, template)),
    isClosed,
  )
  const places = releasing(TriangleTree.build({ positions: Float32Array.from(template), triangles }), (tree) =>
    line.flatMap(([x, y, z]): PlaceOnModel[] => {
      const hit = tree.closestPoint(x, y, z)
      if (!hit) return []
      const [a, b, c] = triangles.subarray(hit.triangle * 3, hit.triangle * 3 + 3)
      return [{ vertices: [a, b, c], barycentrics: hit.barycentrics }]
    }),
  )
  return { places: thinned(places, template), isClosed }
}

/** Left (0) or right (1). */
const lidLine = (model: FlameModel, side: 0 | 1): ModelContour | null => {
  const { template, triangles, vertexCount } = model
  const { eyeballs, isEyeball, adjacency } = headTopologyOf(model)
  const ball = eyeballs[side]
  if (ball.length === 0) return null
  const centre = centreOf(template, ball)
  const radiusM = ball.reduce((sum, v) => sum + distanceTo(template, v, centre), 0) / ball.length
  const normals = vertexNormals({ positions: template, triangles })
  const values = new Float64Array(vertexCount).fill(Number.NaN)
  const pole: Vec3 = [centre[0], centre[1], centre[2] - radiusM]
  let deepest = -1
  let least = Number.POSITIVE_INFINITY
  for (let v = 0; v < vertexCount; v++) {
    const distanceM = distanceTo(template, v, centre)
    if (isEyeball[v] || distanceM > socketRadii * radiusM) continue
    let outward = 0
    for (let axis = 0; axis < 3; axis++) outward += normals[v * 3 + axis] * (template[v * 3 + axis] - centre[axis])
    values[v] = outward / distanceM
    const toPole = distanceTo(template, v, pole)
    if (outward < 0 && toPole < least) [least, deepest] = [toPole, v]
  }
  return deepest < 0 ? null : lineContour(model, turningLine(triangles, adjacency, { seeds: [deepest], values }), true)
}

const mouthLine = (model: FlameModel): ModelContour | null => {
  const { template, triangles, vertexCount } = model
  const { isEyeball, adjacency } = headTopologyOf(model)
  const loops = boundaryLoops({ positions: Float32Array.from(template), triangles })
  if (loops.length < 2) return null
  const heights = loops.map((loop) => centreOf(template, loop)[1])
  const mouth = loops[heights.indexOf(Math.max(...heights))]
  const centre = centreOf(template, mouth)
  const normals = vertexNormals({ positions: template, triangles })
  const values = new Float64Array(vertexCount).fill(Number.NaN)
  for (let v = 0; v < vertexCount; v++) {
    if (!isEyeball[v] && distanceTo(template, v, centre) < mouthReachM) values[v] = normals[v * 3 + 2]
  }
  const line = lineContour(model, turningLine(triangles, adjacency, { seeds: mouth, values }), false)
  if (!line) return null
  const at = line.places.map((place) => pointOnSurface(place, template))
  const depthOf = (side: number): number => at.reduce((a, b) => (side * b[0] > side * a[0] ? b : a))[2]
  const [left, right] = [depthOf(1), depthOf(-1)]
  const isSeen = ([x, , z]: Vec3): boolean => z > (x > centre[0] ? left : right) - behindCornersM
  return { places: line.places.filter((_, i) => isSeen(at[i])), isClosed: true }
}

/** @param isRound whether it must go around something when seen from the front. */
const lineContour = (
  { template }: FlameModel,
  line: ReturnType<typeof turningLine>,
  isRound: boolean,
): ModelContour | null => {
  const places = thinned(
    line.map(({ vertices, share }): PlaceOnModel => ({ vertices, barycentrics: [1 - share, share, 0] })),
    template,
  )
  const isLine = places.length > 8
  if (!isLine || (isRound && areaFromFront(places.map((place) => pointOnSurface(place, template))) <= 0)) return null
  return { places, isClosed: true }
}

const thinned = (places: readonly PlaceOnModel[], template: Float64Array): readonly PlaceOnModel[] => {
  let last: Vec3 | null = null
  return places.filter((place) => {
    const at = pointOnSurface(place, template)
    if (last && Math.hypot(at[0] - last[0], at[1] - last[1], at[2] - last[2]) < spacingM) return false
    last = at
    return true
  })
}

const distanceTo = (p: Float64Array, v: number, [x, y, z]: Vec3): number =>
  Math.hypot(p[v * 3] - x, p[v * 3 + 1] - y, p[v * 3 + 2] - z)

const centreOf = (p: Float64Array, vertices: Uint32Array): Vec3 => {
  const sum = [0, 0, 0]
  for (const v of vertices) for (let axis = 0; axis < 3; axis++) sum[axis] += p[v * 3 + axis]
  return [sum[0] / vertices.length, sum[1] / vertices.length, sum[2] / vertices.length]
}
