import { badInput } from '../model/errors.ts'
import type { Warning } from '../model/mesh.ts'
import type {
  Crossings,
  RegistrationCertificate,
  RegistrationReason,
  RegistrationReport,
} from '../model/registration.ts'
import { partOf, type RunContext, type StopReason } from '../model/run.ts'
import type { LengthUnit } from '../model/units.ts'
import { deriveRegions } from './deriveRegions.ts'
import type { LandmarkEmbedding } from './embedding.ts'
import type { FitState } from './fitState.ts'
import type { JacobianColumns } from './flameJacobian.ts'
import { betasOf } from './forward.ts'
import { headTopologyOf } from './headTopology.ts'
import { addOffsets, fitJointly } from './jointFit.ts'
import type { LandmarkTarget } from './landmarkRows.ts'
import type { LandmarkStart } from './landmarkStart.ts'
import { measureRegistration, type RegistrationNumbers } from './measureRegistration.ts'
import type { FlameModel } from './model.ts'
import { fitModel } from './modelFit.ts'
import { OffsetField } from './offsetField.ts'
import type { OpenedScan } from './openScan.ts'
import { placeEyeballs, turnEyes } from './placeEyes.ts'
import { refitParameters } from './refitParameters.ts'
import type { Regions } from './regions.ts'
import { certifyRegistration } from './report/certifyRegistration.ts'
import { heldOutByModel, heldOutByRegistration } from './report/heldOutLandmarks.ts'
import { reportRegistration } from './report/reportRegistration.ts'
import { scanPlaces } from './report/scanPlaces.ts'
import { ScanObservations } from './scanObservations.ts'
import { fitSurface } from './surfaceFit.ts'
import { takeApart } from './takeApart.ts'
import { usefulComponents } from './usefulComponents.ts'

export interface RegistrationResult extends RegistrationNumbers {
  readonly report: RegistrationReport
  readonly certificate: RegistrationCertificate
  /** `[V*3]` metres, in the scan's frame: a scan in mm has them at its positions / 1000. */
  readonly vertices: Float64Array
  /** `[F*3]` the model's. */
  readonly triangles: Uint32Array
  /** `[400]`, `[15]`, `[3]`: the model-only part of the registration, as MICA and flame-fitting store it. */
  readonly betas: Float64Array
  readonly pose: Float64Array
  readonly trans: Float64Array
  readonly unit: LengthUnit
  readonly landmarksUsed: readonly string[]
  readonly landmarksUnused: readonly string[]
  readonly stop: StopReason
  readonly warnings: readonly Warning[]
  /** Seconds each stage took. */
  readonly stages: readonly { readonly name: string; readonly seconds: number }[]
}

/** Joints that the scan turns: global, neck, jaw. Eyes turn by what colours say. */
export const fittedJoints = [0, 1, 2] as const

/** A scan that is open, and a state that lies on it. */
export interface OpenedRegistration {
  readonly model: FlameModel
  readonly embedding: LandmarkEmbedding | null
  readonly regions: Regions | null
  readonly isTested: boolean
  /** Of the scan's vertices. */
  readonly colors: Uint8Array | undefined
  /** Changed: left at the registration's parameters. */
  readonly state: FitState
  readonly opened: OpenedScan
  readonly start: Pick<LandmarkStart, 'unit' | 'metresPerUnit' | 'originInScan' | 'warnings'>
  /** Vertices at which growth begins. */
  readonly seeds: Uint32Array
  /** Landmarks without a place on the model. */
  readonly unused: readonly string[]
  /** Null: from landmarks. Else the state is that of a frame before. */
  readonly continued: {
    /** Places of landmarks on the model, which say where the face is. */
    readonly places: readonly Pick<LandmarkTarget, 'name' | 'vertices' | 'barycentrics'>[]
    /** Whether the identity is known and stays. */
    readonly isIdentityKnown: boolean
    /** How it is judged that a frame follows from the one before. */
    readonly reason: (surface: Float64Array) => RegistrationReason
  } | null
}

/** All that follows once a scan is open and a state lies on it: the fit, its numbers and the verdict. */
export const registerOpened = (
  input: OpenedRegistration,
  context: RunContext,
  clock: Stopwatch,
): RegistrationResult => {
  const { model, state, opened, start, continued } = input
  const { embedding } = input
  const regions = input.regions ?? deriveRegions(model, embedding)
  const fit = fitHead({ ...input, allRegions: regions }, context, clock)
  const surface = addOffsets(fit.modelVertices, fit.offsets)
  const { scan, landmarks } = opened
  // What faces may not turn from must not pass through itself.
  const modelVertices = fit.uncrossed
  const places = scanPlaces(scan, { surface, triangles: model.triangles })
  const numbers = measureRegistration({
    ...{ surface, modelVertices, model, scan, places, landmarks },
    facePlaces: continued?.places ?? [],
  })
  const { coefficients } = state
  const found = { ...opened, ...fit.found, places, numbers }
  const measured = { surface, modelVertices, model, embedding, regions, coefficients, ...found }
  const report = reportRegistration(measured)
  const further = continued ? [continued.reason(surface)] : []
  clock.lap('numbers')
  context.report?.({ fraction: 1, message: 'Registered' })
  return {
    ...numbers,
    report,
    certificate: certifyRegistration(report, { further, isContinued: continued !== null }),
    ...inScanFrame(state, surface, start),
    triangles: model.triangles,
    betas: betasOf(model, state.coefficients),
    pose: state.pose(),
    unit: start.unit,
    landmarksUsed: landmarks.map((landmark) => landmark.name),
    landmarksUnused: [...input.unused, ...opened.offScan],
    stop: fit.stop,
    warnings: [
      ...start.warnings,
      ...opened.warnings,
      ...(fit.sawEyes ? [] : [eyesAheadWarning]),
      ...crossingWarnings(fit.found.crossings),
    ],
    stages: clock.laps,
  }
}

/**
 * All stages of the fit, in the frame of the scan's surface. The state is left at the parameters that explain the
 * finished surface best; `modelVertices` are those the offsets belong to, `uncrossed` the same without crossings.
 */
const fitHead = (
  input: OpenedRegistration & { readonly allRegions: Regions },
  context: RunContext,
  clock: Stopwatch,
) => {
  const { model, state, opened, seeds, continued } = input
  const { scan, landmarks, contours } = opened
  const { triangles } = model
  const topology = headTopologyOf(model)
  const observations = new ScanObservations(scan, { triangles, topology, seeds })
  const { identity: useful, expression } = usefulComponents(model)
  const identity = continued?.isIdentityKnown ? new Uint32Array(0) : useful
  const joints = fittedJoints
  const isPlaced = continued !== null
  fitModel(
    { state, observations, landmarks, contours, identity, expression, joints, isPlaced },
    partOf(context, { from: 0.05, to: 0.3 }),
  )
  if (observations.count < mostUnreliableCount) throw tooLittleSkin(observations.count, continued !== null)
  const columns: JacobianColumns = { joints, components: Uint32Array.of(...identity, ...expression) }
  const heldOutModel = input.isTested ? heldOutByModel({ state, observations, landmarks, columns }) : null
  clock.lap('model')
  const field = new OffsetField({ positions: model.template, triangles }, topology.adjacency, 'areas')
  const leading = { joints, components: leadingComponents(identity, expression) }
  const {
    offsets: jointOffsets,
    stiffness,
    stop,
  } = fitJointly(
    { state, observations, landmarks, contours, leading, columns, field, topology, noiseM: scan.noiseM },
    partOf(context, { from: 0.3, to: 0.75 }),
  )
  const sawEyes = turnEyes({ state, topology, scan }, jointOffsets, input.colors)
  clock.lap('joint')
  const modelVertices = state.forward.vertices.slice()
  const offsets = fitSurface(
    { model: modelVertices, triangles, scan, observations, landmarks, contours, field, stiffness, topology },
    jointOffsets,
    partOf(context, { from: 0.75, to: 0.95 }),
  )
  placeEyeballs(offsets, state, topology)
  const { crossings, uncrossed } = takeApart(offsets, {
    ...{ state, modelVertices, topology, regions: input.allRegions },
    isSeen: knownVertices(observations),
  })
  clock.lap('surface')
  const ending = { offsets, field, stiffness, noiseM: scan.noiseM }
  const heldOut = heldOutModel && {
    model: heldOutModel,
    registration: heldOutByRegistration({ state, observations, landmarks, columns }, ending),
  }
  clock.lap('held out')
  refitParameters(state, { surface: addOffsets(modelVertices, offsets), isKnown: knownVertices(observations) }, columns)
  clock.lap('parameters')
  return {
    uncrossed,
    modelVertices,
    offsets,
    stop,
    sawEyes,
    found: { observations, heldOut, identity: useful, expression, crossings },
  }
}

const crossingWarnings = ({ found, left }: Crossings): Warning[] =>
  left === 0
    ? []
    : [
        {
          code: 'lips-or-lids-cross',
          message: `${left} pairs of triangles of lips or lids pass through each other (${found} before they were taken apart): look at the closed mouth and eyes.`,
        },
      ]

/** The components that tell people and faces apart most, which is enough while correspondences still move. */
const leadingComponents = (identity: Uint32Array, expression: Uint32Array): Uint32Array =>
  Uint32Array.of(...identity.subarray(0, 100), ...expression.subarray(0, 50))

const knownVertices = ({ weights }: ScanObservations): Uint8Array => {
  const isKnown = new Uint8Array(weights.length)
  for (let v = 0; v < weights.length; v++) if (weights[v] > 0.1) isKnown[v] = 1
  return isKnown
}

/** With fewer believed vertices than this nothing but the landmarks has been fitted. */
const mostUnreliableCount = 60

const tooLittleSkin = (count: number, isContinued: boolean): Error =>
  badInput(
    'scan-without-face',
    isContinued
      ? `Only ${count} vertices of the model find skin on the scan of this frame. Does it show the face, in the unit of the first frame? Landmarks of its own say where the head is.`
      : `Only ${count} vertices of the model find skin on the scan near the landmarks. Is this the scan the landmarks belong to, and does it show the face?`,
  )

const eyesAheadWarning: Warning = {
  code: 'eyes-ahead',
  message: 'The scan does not show by colour where the eyes look; they are left looking straight ahead.',
}

/** Back from the fit's frame (metres about the landmarks' centre) to the scan's (metres about its own origin). */
const inScanFrame = (
  state: FitState,
  surface: Float64Array,
  { originInScan, metresPerUnit }: OpenedRegistration['start'],
) => {
  const shift = originInScan.map((value) => value * metresPerUnit)
  return {
    vertices: shifted(surface, shift),
    trans: state.trans.map((value, axis) => value + shift[axis]),
  }
}

const shifted = (points: Float64Array, shift: readonly number[]): Float64Array => {
  const out = points.slice()
  for (let i = 0; i < out.length; i++) out[i] += shift[i % 3]
  return out
}

export interface Stopwatch {
  readonly laps: RegistrationResult['stages']
  lap(name: string): void
}

export const stopwatch = (): Stopwatch => {
  const laps: { name: string; seconds: number }[] = []
  let since = performance.now()
  return {
    laps,
    lap: (name: string): void => {
      const now = performance.now()
      laps.push({ name, seconds: (now - since) / 1000 })
      since = now
    },
  }
}
