import { boundaryLoops } from '../geometry/boundaryLoops.ts'
import { pointsNear } from '../geometry/pointsNear.ts'
import type { Vec3 } from '../model/transform.ts'
import type { LandmarkEmbedding } from './embedding.ts'
import { hasFlameTopology, head8Embedding } from './head8Embedding.ts'
import { headTopologyOf } from './headTopology.ts'
import { pointOnSurface } from './landmarkRows.ts'
import type { FlameModel } from './model.ts'
import type { Regions } from './regions.ts'

/**
 * A place on the template by the face's own measures: `side` from the midline in distances between the outer eye
 * corners (W), `up` from the eye line in distances from it down to the mouth (H), `front` from the eye corners in W.
 */
interface FacePlace {
  readonly side: number
  readonly up: number
  readonly front: number
}

/**
 * Regions of a model's vertices where the user has no file of them, named as in FLAME_masks. Exact: eyeballs (what
 * turns with an eye). From topology: `boundary` (around the neck's open edge), `lips` (around the mouth's). The rest
 * by position on the template relative to eyes, nose and mouth; on another topology than FLAME's, where no embedding
 * names their corners, only what needs no landmarks.
 */
export const deriveRegions = (model: FlameModel, embedding: LandmarkEmbedding | null = null): Regions => {
  if (!hasFlameTopology(model.triangles)) return regionsBy(model, embedding)
  const regions = knownRegions.get(model) ?? regionsBy(model, head8Embedding)
  knownRegions.set(model, regions)
  return regions
}

/** Of FLAME itself they are the same for every scan. */
const knownRegions = new WeakMap<FlameModel, Regions>()

const regionsBy = (model: FlameModel, corners: LandmarkEmbedding | null): Regions => {
  const { eyeballs, isEyeball } = headTopologyOf(model)
  const regions = new Map<string, Uint32Array>([
    ['left_eyeball', eyeballs[0]],
    ['right_eyeball', eyeballs[1]],
  ])
  const loops = boundaryLoops({ positions: Float32Array.from(model.template), triangles: model.triangles })
  const heights = loops.map((loop) => meanHeight(loop, model.template))
  const neck = loops[heights.indexOf(Math.min(...heights))]
  const isSkin = (v: number): boolean => isEyeball[v] === 0
  if (neck) regions.set('boundary', nearTo(model, neck, neckEdgeM).filter(isSkin))
  if (!corners || cornerNames.some((name) => !corners.pointNames?.includes(name))) return regions
  const places = facePlaces(model, corners)
  const mouth = loops[heights.indexOf(Math.max(...heights))]
  if (mouth && mouth !== neck)
    regions.set(
      'lips',
      nearTo(model, mouth, lipM).filter((v) => isSkin(v) && places[v].front > 0.05),
    )
  for (const [name, isInside] of Object.entries(rules)) {
    const found: number[] = []
    for (let v = 0; v < model.vertexCount; v++) if (isSkin(v) && isInside(places[v])) found.push(v)
    regions.set(name, Uint32Array.from(found))
  }
  return regions
}

/** Reach (m) of the neck's edge and of the lips around their open edges. */
const neckEdgeM = 0.03
const lipM = 0.0135

const isEar = ({ side, up, front }: FacePlace): boolean =>
  Math.abs(side) > 0.645 && up < 0.09 && up > -0.9 && front < -0.68 && front > -1.13
const isFront = ({ side, up, front }: FacePlace): boolean => {
  const wide = Math.abs(side) < 0.82 - 0.12 * Math.max(0, -up)
  return (
    wide &&
    up > -1.75 &&
    up < 1.08 &&
    front > -0.72 + 0.32 * Math.max(0, up) &&
    front > -0.72 - 0.45 * Math.min(0, up + 0.7)
  )
}

/** Which places belong to a region; `side` is positive on the subject's left. */
const rules: Readonly<Record<string, (place: FacePlace) => boolean>> = {
  face: (place) => isFront(place) && !isEar(place),
  nose: ({ side, up, front }) =>
    Math.abs(side) < 0.14 - 0.13 * Math.max(-0.9, up) * 0.9 &&
    Math.abs(side) < 0.26 &&
    up < 0 &&
    up > -0.66 &&
    front > 0.12,
  forehead: (place) => isFront(place) && place.up > 0.3 && place.front > -0.35,
  eye_region: ({ side, up, front }) => Math.abs(side) < 0.63 && up > -0.21 && up < 0.52 && front > -0.11,
  left_eye_region: ({ side, up, front }) => side > 0.15 && side < 0.59 && up > -0.14 && up < 0.32 && front > -0.08,
  right_eye_region: ({ side, up, front }) => side < -0.15 && side > -0.59 && up > -0.14 && up < 0.32 && front > -0.08,
  left_ear: (place) => isEar(place) && place.side > 0,
  right_ear: (place) => isEar(place) && place.side < 0,
  neck: (place) => place.up < -1.22 && place.up > -2.9 && !isFront(place),
  scalp: (place) => !isFront(place) && !isEar(place) && place.up > -1.5 && (place.up > 0 || place.front < -1),
}

/** Outer corners of eyes and mouth, which measure a face. */
const cornerNames = ['right_eye_outer', 'left_eye_outer', 'right_lips', 'left_lips'] as const

const facePlaces = (model: FlameModel, { pointNames, faces, barycentrics }: LandmarkEmbedding): FacePlace[] => {
  const point = (name: string): Vec3 => {
    const index = pointNames?.indexOf(name) ?? 0
    const corner = (k: number): number => model.triangles[faces[index] * 3 + k]
    const weight = (k: number): number => barycentrics[index * 3 + k]
    const surface = {
      vertices: [corner(0), corner(1), corner(2)],
      barycentrics: [weight(0), weight(1), weight(2)],
    } as const
    return pointOnSurface(surface, model.template)
  }
  const [right, left, rightMouth, leftMouth] = cornerNames.map(point)
  const width = left[0] - right[0]
  const eyes: Vec3 = [(left[0] + right[0]) / 2, (left[1] + right[1]) / 2, (left[2] + right[2]) / 2]
  const height = eyes[1] - (rightMouth[1] + leftMouth[1]) / 2
  return Array.from({ length: model.vertexCount }, (_, v) => ({
    side: (model.template[v * 3] - eyes[0]) / width,
    up: (model.template[v * 3 + 1] - eyes[1]) / height,
    front: (model.template[v * 3 + 2] - eyes[2]) / width,
  }))
}

const meanHeight = (loop: Uint32Array, template: Float64Array): number =>
  loop.reduce((sum, vertex) => sum + template[vertex * 3 + 1], 0) / loop.length

/** Vertices within a distance (m) of any of these, on the template. */
const nearTo = ({ template }: FlameModel, vertices: Uint32Array, reachM: number): Uint32Array => {
  const places = new Float64Array(vertices.length * 3)
  for (const [i, v] of vertices.entries()) places.set(template.subarray(v * 3, v * 3 + 3), i * 3)
  return pointsNear(template, places, reachM)
}
