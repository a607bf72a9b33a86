import type { DistanceQuality } from '../model/registration.ts'
import type { Vec3 } from '../model/transform.ts'
import { foldedFaces } from './foldedFaces.ts'
import { hasFlameTopology, head8Embedding } from './head8Embedding.ts'
import { type LandmarkTarget, landmarkDistances, pointOnSurface } from './landmarkRows.ts'
import type { FlameModel } from './model.ts'
import { qualityOf } from './report/distanceQuality.ts'
import { distancesNear, insideOf, type ScanPlaces } from './report/scanPlaces.ts'
import { knownDistancesMm, type ScanSurface, scanMatchesFor } from './scanSurface.ts'

/** The face is what lies this near (m) to the nose tip (H3DS's face sphere). */
const faceM = 0.095
/** Beyond this (m) the scan has nothing for a vertex of the registration. */
const residualReachM = 0.01

export interface RegistrationNumbers {
  /** Unsigned distance of the scan's vertices within 95 mm of the nose tip to the registration's surface. */
  readonly scanToMeshMm: DistanceQuality
  /** The same without those that are nearest to the registration's open border: they lie in an opening of it. */
  readonly scanToMeshInsideMm: DistanceQuality
  /** `[V]` distance of each registration vertex to the scan, −1 where the scan has nothing. */
  readonly meshResidualMm: Float32Array
  readonly landmarkRmsMm: number
  /** Faces that point the other way than the fitted model's. */
  readonly flippedFaces: number
}

export const measureRegistration = (input: {
  /** `[V*3]` in the scan surface's frame, as all of this. */
  readonly surface: Float64Array
  readonly modelVertices: Float64Array
  readonly model: FlameModel
  readonly scan: ScanSurface
  /** Of the scan's points on `surface`. */
  readonly places: ScanPlaces
  readonly landmarks: readonly LandmarkTarget[]
  /** Places on the model that say where the face is when the scan has no landmarks. */
  readonly facePlaces: readonly Pick<LandmarkTarget, 'name' | 'vertices' | 'barycentrics'>[]
}): RegistrationNumbers => {
  const { surface, modelVertices, model, scan, places, landmarks, facePlaces } = input
  const distances = landmarkDistances(landmarks, surface)
  const tip = noseTipOf([...landmarks, ...placesOn(facePlaces, surface)], surface, model)
  return {
    scanToMeshMm: qualityOf(distancesNear(tip, faceM, scan, places)),
    scanToMeshInsideMm: qualityOf(distancesNear(tip, faceM, scan, insideOf(places))),
    meshResidualMm: meshResiduals(scan, surface),
    landmarkRmsMm:
      1000 *
      Math.sqrt(distances.reduce((sum, distance) => sum + distance * distance, 0) / Math.max(1, distances.length)),
    flippedFaces: foldedFaces(model.triangles, surface, modelVertices, 0).length,
  }
}

const placesOn = (
  places: readonly Pick<LandmarkTarget, 'name' | 'vertices' | 'barycentrics'>[],
  surface: Float64Array,
): LandmarkTarget[] => places.map((place) => ({ ...place, position: pointOnSurface(place, surface) }))

/** The landmark where there is one, else the registered vertex; on an unknown topology the landmarks' centre. */
const noseTipOf = (landmarks: readonly LandmarkTarget[], surface: Float64Array, { triangles }: FlameModel): Vec3 => {
  const placed = landmarks.find((landmark) => landmark.name === 'nose_tip')
  if (placed) return placed.position
  if (hasFlameTopology(triangles)) {
    const tip = head8Embedding.pointNames?.indexOf('nose_tip') ?? 0
    const corners = triangles.subarray(head8Embedding.faces[tip] * 3, head8Embedding.faces[tip] * 3 + 3)
    const [a, b, c] = head8Embedding.barycentrics.subarray(tip * 3, tip * 3 + 3)
    return pointOnSurface({ vertices: [corners[0], corners[1], corners[2]], barycentrics: [a, b, c] }, surface)
  }
  const mean = (axis: number): number =>
    landmarks.reduce((sum, { position }) => sum + position[axis], 0) / landmarks.length
  return [mean(0), mean(1), mean(2)]
}

const meshResiduals = (scan: ScanSurface, surface: Float64Array): Float32Array => {
  const matches = scanMatchesFor(surface.length / 3)
  scan.match(surface, matches, residualReachM)
  return knownDistancesMm(matches)
}
