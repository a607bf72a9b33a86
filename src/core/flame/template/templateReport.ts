import { quantile } from '../../geometry/distances.ts'
import type { RegistrationReason, RegistrationReport } from '../../model/registration.ts'
import { surfaceStates } from '../../model/registration.ts'
import { type LandmarkTarget, landmarkDistances } from '../landmarkRows.ts'
import type { TemplateRegistration } from '../registerTemplate.ts'
import { qualityOf } from '../report/distanceQuality.ts'
import { flippedFaces, stretchedFaces } from '../report/faceDamage.ts'
import { distancesNear, insideOf, type ScanPlaces, scanPlaces, scanShares } from '../report/scanPlaces.ts'
import { stateShares, vertexAreas } from '../report/surfaceStates.ts'
import { knownDistancesMm, type ScanSurface, scanMatchesFor } from '../scanSurface.ts'
import type { HeldOutOfTemplate } from './heldOutOfTemplate.ts'

/** The one region of a template that is nobody's model. */
export const templateRegion = 'template'
/** What counts of the scan: this near (m) to the nose tip (H3DS's face sphere), or to the middle of the landmarks. */
const faceM = 0.095
/** Beyond this (m) the scan has nothing for a vertex, and without landmarks a scan point nothing to say. */
const reachM = 0.01
/** Parts of the template's area that found the scan: with less the result is its own guess. */
const seenLimits = { amber: 0.3, red: 0.1 }

interface Registered {
  /** `[V*3]` metres, as it was laid on the scan. */
  readonly template: Float64Array
  readonly triangles: Uint32Array
  readonly scan: ScanSurface
  readonly landmarks: readonly LandmarkTarget[]
  readonly registration: TemplateRegistration
  readonly heldOut: HeldOutOfTemplate | null
  readonly offScan: readonly string[]
}

export interface TemplateNumbers {
  readonly report: RegistrationReport
  readonly meshResidualMm: Float32Array
  /** Null without landmarks. */
  readonly landmarkRmsMm: number | null
}

/** All that can be said of the registration of a template without knowing the truth. */
export const reportTemplate = (input: Registered): TemplateNumbers => {
  const { template, triangles, scan, landmarks, registration, heldOut, offScan } = input
  const { vertices: surface, states } = registration
  const places = scanPlaces(scan, { surface, triangles })
  const meshResidualMm = residualsOf(scan, surface)
  const scanToMeshMm = qualityOf(countedDistances(scan, places, landmarks))
  const scanToMeshInsideMm = qualityOf(countedDistances(scan, insideOf(places), landmarks))
  const meshToScanMm = qualityOf(meshResidualMm)
  const isEar = new Uint8Array(states.length)
  const faces = { triangles, surface, modelVertices: template, isEar }
  const residuals = landmarkDistances(landmarks, surface)
  const seen = surfaceStates.indexOf('seen')
  const all = Uint32Array.from(states, (_, vertex) => vertex)
  const report: RegistrationReport = {
    scanToMeshMm,
    scanToMeshInsideMm,
    meshToScanMm,
    regions: [
      {
        name: templateRegion,
        vertices: states.length,
        scanToMeshMm,
        meshToScanMm,
        states: stateShares(all, states, vertexAreas(surface, triangles)),
      },
    ],
    seenHalves: null,
    landmarks: landmarks.map(({ name }, i) => ({
      name,
      residualMm: residuals[i] * 1000,
      heldOutMm: knownMm(heldOut?.registration[i]),
      heldOutModelMm: knownMm(heldOut?.start[i]),
    })),
    offScan,
    heldOutMm: heldOut && mediansOf(heldOut),
    flippedFaces: flippedFaces(faces),
    stretchedFaces: stretchedFaces(faces),
    shape: { mahalanobis: 0, components: 0, largest: 0 },
    expression: { mahalanobis: 0, components: 0, largest: 0 },
    scan: scanShares(
      places,
      scan,
      Array.from(states, (state) => (state === seen ? 'used' : 'besideFace')),
    ),
    noiseMm: scan.noiseM * 1000,
  }
  const squares = residuals.reduce((sum, distance) => sum + distance * distance, 0)
  return {
    report,
    meshResidualMm,
    landmarkRmsMm: landmarks.length > 0 ? 1000 * Math.sqrt(squares / landmarks.length) : null,
  }
}

/** How much of the template found the scan. */
export const templateReason = ({ regions }: RegistrationReport): RegistrationReason => {
  const share = regions.find(({ name }) => name === templateRegion)?.states.seen ?? 0
  const verdict = share < seenLimits.red ? 'red' : share < seenLimits.amber ? 'amber' : 'green'
  return {
    code: 'registration/template-seen',
    verdict,
    message: `${(100 * share).toFixed(0)} % of the template's area lies on the scan; the rest follows its neighbours.`,
    advice: verdict === 'green' ? '' : 'Use a template that shows what the scan shows, or more landmarks.',
  }
}

const knownMm = (metres: number | undefined): number | null =>
  metres !== undefined && Number.isFinite(metres) ? metres * 1000 : null

const mediansOf = ({ registration, start }: HeldOutOfTemplate): RegistrationReport['heldOutMm'] => {
  const isKnown = (_: number, i: number): boolean => Number.isFinite(registration[i] + start[i])
  const known = registration.filter(isKnown)
  if (known.length === 0) return null
  const median = (values: Float64Array): number => 1000 * quantile(values.sort(), 0.5)
  return { registration: median(known), model: median(start.filter(isKnown)), count: known.length }
}

const residualsOf = (scan: ScanSurface, surface: Float64Array): Float32Array => {
  const matches = scanMatchesFor(surface.length / 3)
  scan.match(surface, matches, reachM)
  return knownDistancesMm(matches)
}

const countedDistances = (
  scan: ScanSurface,
  places: ScanPlaces,
  landmarks: readonly LandmarkTarget[],
): Float32Array => {
  const { distancesM } = places
  if (landmarks.length === 0) return distancesM.filter((metres) => metres <= reachM).map((metres) => metres * 1000)
  const tip = landmarks.find(({ name }) => name === 'nose_tip')
  const chosen = tip ? [tip] : landmarks
  const mean = (axis: number): number => chosen.reduce((sum, { position }) => sum + position[axis], 0) / chosen.length
  return distancesNear([mean(0), mean(1), mean(2)], faceM, scan, places)
}
