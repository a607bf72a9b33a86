import { releasing } from '../kernels/releasing.ts'
import { badInput } from '../model/errors.ts'
import type { LandmarkSet } from '../model/landmarks.ts'
import type { Mesh, Warning } from '../model/mesh.ts'
import type { RegistrationCertificate, RegistrationReport } from '../model/registration.ts'
import { partOf, type RunContext, type StopReason } from '../model/run.ts'
import type { LengthUnit } from '../model/units.ts'
import type { LandmarkEmbedding } from './embedding.ts'
import { FitState } from './fitState.ts'
import type { JacobianColumns } from './flameJacobian.ts'
import { betasOf } from './forward.ts'
import { type HeadTopology, headTopologyOf } from './headTopology.ts'
import { addOffsets, fitJointly } from './jointFit.ts'
import { type LandmarkTarget, pointOnSurface } from './landmarkRows.ts'
import { type LandmarkStart, startFromLandmarks } from './landmarkStart.ts'
import { type LandmarkMatch, matchLandmarks } from './matchLandmarks.ts'
import { measureRegistration, type RegistrationNumbers } from './measureRegistration.ts'
import type { FlameModel } from './model.ts'
import { fitModel } from './modelFit.ts'
import { OffsetField } from './offsetField.ts'
import { type OpenedScan, openScan } from './openScan.ts'
import { placeEyeballs, turnEyes } from './placeEyes.ts'
import { refitParameters } from './refitParameters.ts'
import type { Regions } from './regions.ts'
import { certifyRegistration } from './report/certifyRegistration.ts'
import { heldOutByModel, heldOutByRegistration } from './report/heldOutLandmarks.ts'
import { reportRegistration } from './report/reportRegistration.ts'
import { scanPlaces } from './report/scanPlaces.ts'
import { ScanObservations } from './scanObservations.ts'
import { fitSurface } from './surfaceFit.ts'
import { usefulComponents } from './usefulComponents.ts'

export interface RegistrationInput {
  readonly scan: Mesh
  /** `auto`: m, cm, mm or µm, whichever makes the landmarks a face. */
  readonly unit: LengthUnit | 'auto'
  readonly landmarks: LandmarkSet
  readonly model: FlameModel
  /** Where the landmarks lie on the model; null: the points of head-8 and what the set shares with them. */
  readonly embedding: LandmarkEmbedding | null
  /** The user's regions; growth never begins in scalp, ears, neck or boundary. */
  readonly regions: Regions | null
  /** Whether landmarks are left out in turn, to tell how well points are found; takes about as long as a stage. */
  readonly isTested?: boolean
}

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
/** Growth begins within this distance (m) of a landmark, on the template. */
const seedM = 0.025
const regionsWithoutSeeds = ['scalp', 'neck', 'boundary', 'left_ear', 'right_ear'] as const

/**
 * Registers a FLAME model to a scan: rigid from landmarks, then pose and coefficients, then model and free vertices
 * together, then the surface to the scan's own points, eyes last. Deterministic; the same in any frame.
 *
 * @throws CameoError `input/…` with what to do: too few landmarks, a wrong unit, mirrored landmarks, landmarks off the
 * scan, a scan without a surface. `job/cancelled`.
 */
export const registerToFlame = (input: RegistrationInput, context: RunContext): RegistrationResult => {
  const clock = stopwatch()
  context.report?.({ fraction: 0, message: 'Opening the scan' })
  const { model } = input
  const match = matchInput(input)
  const start = startFromLandmarks(match.pairs, model.template, input.unit)
  const state = new FitState(model)
  state.place(start.scanFromTemplate)
  const opened = openScan({ scan: input.scan, start, match, state })
  clock.lap('scan')
  return releasing(opened.scan, () => registered({ ...input, state, opened, start, match }, context, clock))
}

const registered = (
  input: RegistrationInput & {
    readonly state: FitState
    readonly opened: OpenedScan
    readonly start: LandmarkStart
    readonly match: LandmarkMatch
  },
  context: RunContext,
  clock: Stopwatch,
): RegistrationResult => {
  const { model, state, opened, start, match } = input
  const fit = fitHead(input, context, clock)
  const surface = addOffsets(fit.modelVertices, fit.offsets)
  const { scan, landmarks } = opened
  const { modelVertices } = fit
  const places = scanPlaces(scan, { surface, triangles: model.triangles })
  const numbers = measureRegistration({ surface, modelVertices, model, scan, places, landmarks })
  const { embedding, regions } = input
  const { coefficients } = state
  const found = { ...opened, ...fit.found, places, numbers }
  const measured = { surface, modelVertices, model, embedding, regions, coefficients, ...found }
  const report = reportRegistration(measured)
  clock.lap('numbers')
  context.report?.({ fraction: 1, message: 'Registered' })
  return {
    ...numbers,
    report,
    certificate: certifyRegistration(report),
    ...inScanFrame(state, surface, start),
    triangles: model.triangles,
    betas: betasOf(model, state.coefficients),
    pose: state.pose(),
    unit: start.unit,
    landmarksUsed: landmarks.map((landmark) => landmark.name),
    landmarksUnused: [...match.unused, ...opened.offScan],
    stop: fit.stop,
    warnings: [...start.warnings, ...opened.warnings, ...(fit.sawEyes ? [] : [eyesAheadWarning])],
    stages: clock.laps,
  }
}

/**
 * All stages of the fit, in the frame of the scan's surface. The state is left at the parameters that explain the
 * finished surface best; `modelVertices` are those the offsets belong to.
 */
const fitHead = (
  input: RegistrationInput & { readonly state: FitState; readonly opened: OpenedScan },
  context: RunContext,
  clock: Stopwatch,
) => {
  const { model, state, opened } = input
  const { scan, landmarks } = opened
  const { triangles } = model
  const topology = headTopologyOf(model)
  const seeds = seedsOf(landmarks, model, topology, input.regions)
  const observations = new ScanObservations(scan, { triangles, topology, seeds })
  const { identity, expression } = usefulComponents(model)
  const joints = fittedJoints
  fitModel({ state, observations, landmarks, identity, expression, joints }, partOf(context, { from: 0.05, to: 0.3 }))
  if (observations.count < mostUnreliableCount) throw tooLittleSkin(observations.count)
  const columns: JacobianColumns = { joints, components: Uint32Array.of(...identity, ...expression) }
  const heldOutModel = input.isTested ? heldOutByModel({ state, observations, landmarks, columns }) : null
  clock.lap('model')
  const field = new OffsetField(model.template, topology.adjacency)
  const leading = { joints, components: leadingComponents(identity, expression) }
  const {
    offsets: jointOffsets,
    stiffness,
    stop,
  } = fitJointly(
    { state, observations, landmarks, leading, columns, field, topology, noiseM: scan.noiseM },
    partOf(context, { from: 0.3, to: 0.75 }),
  )
  const sawEyes = turnEyes({ state, topology, scan }, jointOffsets, input.scan.colors)
  clock.lap('joint')
  const modelVertices = state.forward.vertices.slice()
  const offsets = fitSurface(
    { model: modelVertices, triangles, scan, observations, landmarks, field, stiffness, topology },
    jointOffsets,
    partOf(context, { from: 0.75, to: 0.95 }),
  )
  placeEyeballs(offsets, state, topology)
  clock.lap('surface')
  const ending = { offsets, field, stiffness, noiseM: scan.noiseM }
  const heldOut = heldOutModel && {
    model: heldOutModel,
    registration: heldOutByRegistration({ state, observations, landmarks, columns }, ending),
  }
  clock.lap('held out')
  refitParameters(state, { surface: addOffsets(modelVertices, offsets), isKnown: knownVertices(observations) }, columns)
  clock.lap('parameters')
  return { modelVertices, offsets, stop, sawEyes, found: { observations, heldOut, identity, expression } }
}

/** The components that tell people and faces apart most, which is enough while correspondences still move. */
const leadingComponents = (identity: Uint32Array, expression: Uint32Array): Uint32Array =>
  Uint32Array.of(...identity.subarray(0, 100), ...expression.subarray(0, 50))

const knownVertices = ({ weights }: ScanObservations): Uint8Array =>
  Uint8Array.from(weights, (weight) => (weight > 0.1 ? 1 : 0))

/** With fewer believed vertices than this nothing but the landmarks has been fitted. */
const mostUnreliableCount = 60

const tooLittleSkin = (count: number): Error =>
  badInput(
    'scan-without-face',
    `Only ${count} vertices of the model find skin on the scan near the landmarks. Is this the scan the landmarks belong to, and does it show the face?`,
  )

const eyesAheadWarning: Warning = {
  code: 'eyes-ahead',
  message: 'The scan does not show by colour where the eyes look; they are left looking straight ahead.',
}

/** The landmarks with their places on the model. Throws `input/flame-embedding`. */
export const matchInput = ({
  landmarks,
  embedding,
  model,
}: Pick<RegistrationInput, 'landmarks' | 'embedding' | 'model'>): LandmarkMatch => {
  const outside = embedding?.faces.findIndex((face) => face >= model.faceCount) ?? -1
  if (embedding && outside >= 0) {
    throw badInput(
      'flame-embedding',
      `Point ${outside} of the embedding "${embedding.name}" lies on face ${embedding.faces[outside]}, but the model has ${model.faceCount} faces. Use the embedding that belongs to this model.`,
    )
  }
  return matchLandmarks(landmarks, { embedding, triangles: model.triangles })
}

/** Vertices around the landmarks' places on the template, but none where hair and clothes may lie. */
export const seedsOf = (
  landmarks: readonly LandmarkTarget[],
  { template, vertexCount }: FlameModel,
  { isEyeball, isRim }: HeadTopology,
  regions: Regions | null,
): Uint32Array => {
  const isExcluded = new Uint8Array(vertexCount)
  for (const name of regionsWithoutSeeds) for (const v of regions?.get(name) ?? []) isExcluded[v] = 1
  const centres = landmarks.map((landmark) => pointOnSurface(landmark, template))
  const seeds: number[] = []
  for (let v = 0; v < vertexCount; v++) {
    if (isEyeball[v] || isRim[v] || isExcluded[v]) continue
    const at = v * 3
    const isNear = centres.some(
      ([x, y, z]) => Math.hypot(template[at] - x, template[at + 1] - y, template[at + 2] - z) < seedM,
    )
    if (isNear) seeds.push(v)
  }
  return Uint32Array.from(seeds)
}

/** Back from the fit's frame (metres about the landmarks' centre) to the scan's (metres about its own origin). */
const inScanFrame = (state: FitState, surface: Float64Array, { originInScan, metresPerUnit }: LandmarkStart) => {
  const shift = originInScan.map((value) => value * metresPerUnit)
  return {
    vertices: surface.map((value, i) => value + shift[i % 3]),
    trans: state.trans.map((value, axis) => value + shift[axis]),
  }
}

interface Stopwatch {
  readonly laps: RegistrationResult['stages']
  lap(name: string): void
}

const stopwatch = (): Stopwatch => {
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
