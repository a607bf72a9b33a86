import { quantile } from '../../geometry/distances.ts'
import type {
  CoefficientReport,
  ContourReport,
  Crossings,
  RegionReport,
  RegistrationReport,
} from '../../model/registration.ts'
import { belowForehead, surfaceStates } from '../../model/registration.ts'
import { contourDistancesMm } from '../contours/contourRows.ts'
import type { ContourTarget } from '../contours/contourTargets.ts'
import { deriveRegions } from '../deriveRegions.ts'
import type { LandmarkEmbedding } from '../embedding.ts'
import { headTopologyOf } from '../headTopology.ts'
import type { LandmarkTarget } from '../landmarkRows.ts'
import { landmarkDistances } from '../landmarkRows.ts'
import type { RegistrationNumbers } from '../measureRegistration.ts'
import type { FlameModel } from '../model.ts'
import type { Regions } from '../regions.ts'
import type { ScanObservations } from '../scanObservations.ts'
import type { ScanSurface } from '../scanSurface.ts'
import { qualityOf } from './distanceQuality.ts'
import { flippedFaces, stretchedFaces } from './faceDamage.ts'
import { heldOutChoice } from './heldOutLandmarks.ts'
import { type ScanPlaceKind, type ScanPlaces, scanShares } from './scanPlaces.ts'
import { hiddenBy, stateShares, statesOf, vertexAreas } from './surfaceStates.ts'

/** Scan points farther than this (m) from the surface say nothing of how well it fits. */
const reachM = 0.01
/** Fewer landmarks than this cannot be left out: three are needed to begin. */
const fewestForHeldOut = 4
const ears = ['left_ear', 'right_ear'] as const
/** By the face and head, then its parts; a model's other regions follow as they come. */
const regionOrder = [
  'face',
  belowForehead,
  'forehead',
  'nose',
  'lips',
  'eye_region',
  ...ears,
  'scalp',
  'neck',
  'boundary',
] as const

export interface ReportInput {
  /** `[V*3]` registration and fitted model, metres, in the scan surface's frame. */
  readonly surface: Float64Array
  readonly modelVertices: Float64Array
  readonly model: FlameModel
  readonly scan: ScanSurface
  /** Of the scan's points on `surface`. */
  readonly places: ScanPlaces
  /** As the last round of the fit left them. */
  readonly observations: ScanObservations
  readonly landmarks: readonly LandmarkTarget[]
  readonly contours: readonly ContourTarget[]
  readonly offScan: readonly string[]
  readonly regions: Regions | null
  readonly embedding: LandmarkEmbedding | null
  readonly numbers: RegistrationNumbers
  readonly crossings: Crossings
  /** Leave-one-out errors (m) of `heldOutChoice`, with the surface and with the model alone. */
  readonly heldOut: { readonly registration: Float64Array; readonly model: Float64Array } | null
  readonly coefficients: Float64Array
  /** Those that could move. */
  readonly identity: Uint32Array
  readonly expression: Uint32Array
}

/** All that can be said of a registration without knowing the truth. */
export const reportRegistration = (input: ReportInput): RegistrationReport => {
  const { surface, model, scan, places, landmarks, numbers, coefficients } = input
  const regions = input.regions ?? deriveRegions(model, input.embedding)
  const coveredM = Math.max(0.002, 4 * scan.noiseM)
  const states = statesOf(input.observations, headTopologyOf(model), {
    coveredM,
    isHidden: hiddenBy(scan, { surface, triangles: model.triangles }, regions.get('face')),
  })
  const areas = vertexAreas(surface, model.triangles)
  const shared = { states, areas, places, residualsMm: numbers.meshResidualMm, vertexCount: model.vertexCount }
  const reports = orderedRegions(regions).map(([name, vertices]) => reportRegion(name, vertices, shared))
  const isEar = maskOf(model.vertexCount, ears, regions)
  const faces = { ...input, triangles: model.triangles, isEar }
  const residuals = landmarkDistances(landmarks, surface)
  const { heldOut } = input
  const isTested = heldOut !== null && landmarks.length >= fewestForHeldOut
  const choice = heldOutChoice(landmarks.length)
  const heldOutOf = (errors: Float64Array | undefined, landmark: number): number | null => {
    const place = choice.indexOf(landmark)
    return isTested && errors && place >= 0 && Number.isFinite(errors[place]) ? errors[place] * 1000 : null
  }
  return {
    scanToMeshMm: numbers.scanToMeshMm,
    scanToMeshInsideMm: numbers.scanToMeshInsideMm,
    meshToScanMm: reports.find(({ name }) => name === 'face')?.meshToScanMm ?? qualityOf(numbers.meshResidualMm),
    regions: reports,
    seenHalves: seenHalves(regions.get('face'), { ...shared, template: model.template }),
    landmarks: landmarks.map(({ name }, i) => ({
      name,
      residualMm: residuals[i] * 1000,
      heldOutMm: heldOutOf(heldOut?.registration, i),
      heldOutModelMm: heldOutOf(heldOut?.model, i),
    })),
    offScan: input.offScan,
    heldOutMm: isTested ? heldOutMedians(heldOut) : null,
    flippedFaces: flippedFaces(faces),
    stretchedFaces: stretchedFaces(faces),
    contours: input.contours.map((contour) => contourReport(contour, surface)),
    crossings: input.crossings,
    shape: coefficientReport(coefficients, input.identity),
    expression: coefficientReport(coefficients, input.expression),
    scan: scanShares(places, scan, placeKinds(regions, states)),
    noiseMm: scan.noiseM * 1000,
  }
}

const contourReport = (contour: ContourTarget, surface: Float64Array): ContourReport => {
  const found = contourDistancesMm(contour, surface)
  const distanceMm = found.length === 0 ? null : { median: quantile(found, 0.5), p90: quantile(found, 0.9) }
  return { name: contour.name, distanceMm }
}

const median = (values: Float64Array): number => quantile(values.slice().sort(), 0.5)

/** Over the landmarks of which both are known; null where there is none. */
const heldOutMedians = (heldOut: NonNullable<ReportInput['heldOut']>): RegistrationReport['heldOutMm'] => {
  const isKnown = (_: number, i: number): boolean => Number.isFinite(heldOut.registration[i] + heldOut.model[i])
  const registration = heldOut.registration.filter(isKnown)
  if (registration.length === 0) return null
  const model = heldOut.model.filter(isKnown)
  return { registration: 1000 * median(registration), model: 1000 * median(model), count: registration.length }
}

const orderedRegions = (own: Regions): [string, Uint32Array][] => {
  const forehead = new Set(own.get('forehead'))
  const below = own.get('face')?.filter((vertex) => !forehead.has(vertex))
  const regions = below && forehead.size > 0 ? new Map([...own, [belowForehead, below]]) : own
  const rank = (name: string): number => {
    const place = regionOrder.indexOf(name as (typeof regionOrder)[number])
    return place < 0 ? regionOrder.length : place
  }
  return [...regions].sort(([a], [b]) => rank(a) - rank(b))
}

const maskOf = (count: number, names: readonly string[], regions: Regions): Uint8Array => {
  const mask = new Uint8Array(count)
  for (const name of names) for (const vertex of regions.get(name) ?? []) mask[vertex] = 1
  return mask
}

interface Shared {
  readonly states: Uint8Array
  readonly areas: Float64Array
  readonly places: ScanPlaces
  readonly residualsMm: Float32Array
  readonly vertexCount: number
}

const reportRegion = (name: string, vertices: Uint32Array, shared: Shared): RegionReport => {
  const { states, areas, places, residualsMm } = shared
  return {
    name,
    vertices: vertices.length,
    scanToMeshMm: qualityOf(distancesOn(vertices, places, shared.vertexCount)),
    meshToScanMm: qualityOf(Float32Array.from(vertices, (vertex) => residualsMm[vertex])),
    states: stateShares(vertices, states, areas),
  }
}

/** Distances (mm) of the scan's points that lie nearest to some vertices. */
const distancesOn = (vertices: Uint32Array, places: ScanPlaces, vertexCount: number): Float64Array => {
  const isInside = new Uint8Array(vertexCount)
  for (let i = 0; i < vertices.length; i++) isInside[vertices[i]] = 1
  const found = new Float64Array(nearOn(isInside, places, null))
  nearOn(isInside, places, found)
  return found
}

/** How many there are; written to `out` where it is given. */
const nearOn = (isInside: Uint8Array, { vertices, distancesM }: ScanPlaces, out: Float64Array | null): number => {
  let count = 0
  for (let i = 0; i < vertices.length; i++) {
    if (vertices[i] < 0 || isInside[vertices[i]] === 0 || distancesM[i] > reachM) continue
    if (out) out[count] = distancesM[i] * 1000
    count++
  }
  return count
}

const seenState = surfaceStates.indexOf('seen')
const modelState = surfaceStates.indexOf('model')

/** The subject's left is +X of every FLAME template, whose midline is x = 0. */
const seenHalves = (
  face: Uint32Array | undefined,
  { states, areas, template }: Shared & { readonly template: Float64Array },
): RegistrationReport['seenHalves'] => {
  if (!face || face.length === 0) return null
  const half = (sign: number): number => {
    const skin = face.filter((v) => template[v * 3] * sign > 0 && states[v] !== modelState)
    const sum = (vertices: Uint32Array): number => vertices.reduce((total, v) => total + areas[v], 0)
    return skin.length === 0 ? 0 : sum(skin.filter((v) => states[v] === seenState)) / sum(skin)
  }
  return { left: half(1), right: half(-1) }
}

const coefficientReport = (coefficients: Float64Array, components: Uint32Array): CoefficientReport => {
  let squares = 0
  let largest = 0
  for (const component of components) {
    squares += coefficients[component] ** 2
    largest = Math.max(largest, Math.abs(coefficients[component]))
  }
  return { mahalanobis: Math.sqrt(squares), components: components.length, largest }
}

const placeKinds = (regions: Regions, states: Uint8Array): readonly ScanPlaceKind[] => {
  const isHair = maskOf(states.length, ['scalp', ...ears], regions)
  const isClothes = maskOf(states.length, ['neck', 'boundary'], regions)
  const kinds: ScanPlaceKind[] = []
  for (let v = 0; v < states.length; v++) {
    kinds.push(states[v] === seenState ? 'used' : isHair[v] ? 'hair' : isClothes[v] ? 'clothes' : 'besideFace')
  }
  return kinds
}
