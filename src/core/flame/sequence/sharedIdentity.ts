import { releasing } from '../../kernels/releasing.ts'
import type { LandmarkSet } from '../../model/landmarks.ts'
import { checkCancelled, type RunContext } from '../../model/run.ts'
import { addContourRows, contourRowCount } from '../contours/contourRows.ts'
import type { ContourTarget } from '../contours/contourTargets.ts'
import { factorCholesky, solveCholesky, solveFactored } from '../denseCholesky.ts'
import type { FitState } from '../fitState.ts'
import { columnCountOf, type JacobianColumns, parameterRows } from '../flameJacobian.ts'
import { headTopologyOf } from '../headTopology.ts'
import { addLandmarkRows, type LandmarkTarget } from '../landmarkRows.ts'
import { modelSpreads } from '../modelFit.ts'
import { gramOfRows, PointRows } from '../pointRows.ts'
import type { Regions } from '../regions.ts'
import { fittedJoints } from '../registerOpened.ts'
import { matchInput, seedsOf } from '../registerToFlame.ts'
import { ScanObservations } from '../scanObservations.ts'
import { usefulComponents } from '../usefulComponents.ts'
import { type FrameInput, openFrame } from './openFrame.ts'

/** Rounds of Gauss–Newton, all frames together, and the step that ends them (standard deviations). */
const rounds = 5
const smallestStep = 0.01
const observed = { kernelM: 0.001, outsideM: 0.0025, insideM: 0.0025, erosionRings: 1, leastCosine: 0.5 }
/** A step's own spread, so that it stays where the model is linear: metres, radians. */
const stepM = 0.03
const stepRad = 0.15

interface OpenFit {
  readonly state: FitState
  readonly observations: ScanObservations
  readonly landmarks: readonly LandmarkTarget[]
  readonly contours: readonly ContourTarget[]
}

/** A frame's normal equations in two parts: what only it has (`p`: pose, expression) and what all share (`s`). */
interface FrameSystem {
  /** `[p*p]` factored. */
  readonly own: Float64Array
  /** `[p*s]` */
  readonly mixed: Float64Array
  /** `[p]` */
  readonly ownRight: Float64Array
}

/**
 * One identity for all frames: pose and expression of each frame and the identity they share, together, by Gauss–Newton
 * on the model's distances to the scans (as `fitModel`), landmarks and priors. The identity's prior counts once. Each
 * frame's own parameters are eliminated (Schur complement), so the cost grows with the frames and not with their square.
 *
 * @param frames each with the parameters of its own registration.
 * @returns `[400]` betas, the expressions 0.
 */
export const sharedIdentity = (
  frames: readonly FrameInput[],
  about: { readonly firstLandmarks: LandmarkSet; readonly regions: Regions | null },
  context: RunContext,
): Float64Array => {
  const { model, embedding } = frames[0]
  const topology = headTopologyOf(model)
  const { identity, expression } = usefulComponents(model)
  const { pairs } = matchInput({ landmarks: about.firstLandmarks, model, embedding })
  const seeds = seedsOf(pairs, model, topology, about.regions)
  const mean = meanIdentity(frames, identity)
  const columns: JacobianColumns = { joints: fittedJoints, components: Uint32Array.of(...expression, ...identity) }
  const opened = frames.map((frame) => {
    const { state, opened: scan } = openFrame(frame, seeds, context)
    identity.forEach((component, i) => {
      state.coefficients[component] = mean[i]
    })
    state.evaluate()
    const observations = new ScanObservations(scan.scan, { triangles: model.triangles, topology, seeds })
    const { landmarks, contours } = scan
    return { state, observations, landmarks, contours, surface: scan.scan }
  })
  const release = (): void => {
    for (const { surface } of opened) surface.release()
  }
  return releasing({ release }, () => {
    for (let round = 0; round < rounds; round++) {
      checkCancelled(context)
      const largest = takeSharedStep(opened, columns, identity.length)
      context.report?.({
        fraction: (round + 1) / rounds,
        message: `Shared identity, iteration ${round + 1}`,
        numbers: { largestStep: largest },
      })
      if (largest < smallestStep) break
    }
    const betas = new Float64Array(400)
    for (const component of identity) betas[component] = opened[0].state.coefficients[component]
    return betas
  })
}

const meanIdentity = (frames: readonly FrameInput[], identity: Uint32Array): Float64Array =>
  Float64Array.from(identity, (c) => frames.reduce((sum, { before }) => sum + before.betas[c], 0) / frames.length)

/** One step of everything; returns the largest change of the identity. */
const takeSharedStep = (fits: readonly OpenFit[], columns: JacobianColumns, shared: number): number => {
  const own = columnCountOf(columns) - shared
  const sum = new Float64Array(shared * shared)
  const right = new Float64Array(shared)
  const systems = fits.map((fit) => eliminated(fit, columns, { own, shared, sum, right }))
  const { weights, pulls } = fits[0].state.priors(columns)
  for (let i = 0; i < shared; i++) {
    sum[i * shared + i] += weights[own + i]
    right[i] += pulls[own + i]
  }
  if (!solveCholesky(sum, right)) return 0
  for (const [f, { own: factor, mixed, ownRight }] of systems.entries()) {
    const step = new Float64Array(own + shared)
    for (let i = 0; i < own; i++) {
      step[i] = ownRight[i]
      for (let j = 0; j < shared; j++) step[i] -= mixed[i * shared + j] * right[j]
    }
    const ownStep = step.slice(0, own)
    solveFactored(factor, ownStep)
    step.set(ownStep)
    step.set(right, own)
    fits[f].state.move(step, columns)
  }
  return right.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
}

/** Adds a frame's part to the shared equations: S += H_ss − H_spH_pp⁻¹H_ps, r += g_s − H_spH_pp⁻¹g_p. */
const eliminated = (
  fit: OpenFit,
  columns: JacobianColumns,
  o: { readonly own: number; readonly shared: number; readonly sum: Float64Array; readonly right: Float64Array },
): FrameSystem => {
  const { own, shared } = o
  const { square, right, count } = normalEquations(fit, columns, own)
  const factor = new Float64Array(own * own)
  const mixed = new Float64Array(own * shared)
  for (let i = 0; i < own; i++) {
    factor.set(square.subarray(i * count, i * count + own), i * own)
    // The lower triangle is the one that is filled.
    for (let j = 0; j < shared; j++) mixed[i * shared + j] = square[(own + j) * count + i]
  }
  factorCholesky(factor, own)
  const ownRight = right.slice(0, own)
  const reduced = ownRight.slice()
  solveFactored(factor, reduced)
  const column = new Float64Array(own)
  for (let j = 0; j < shared; j++) {
    for (let i = 0; i < own; i++) column[i] = mixed[i * shared + j]
    solveFactored(factor, column)
    for (let k = 0; k < shared; k++) {
      let product = 0
      for (let i = 0; i < own; i++) product += mixed[i * shared + k] * column[i]
      o.sum[k * shared + j] += square[(own + k) * count + own + j] - product
    }
    let pull = 0
    for (let i = 0; i < own; i++) pull += mixed[i * shared + j] * reduced[i]
    o.right[j] += right[own + j] - pull
  }
  return { own: factor, mixed, ownRight }
}

/** Of a frame at its present parameters, with the priors of what only it has. */
const normalEquations = (
  { state, observations, landmarks, contours }: OpenFit,
  columns: JacobianColumns,
  own: number,
) => {
  const { vertices } = state.forward
  observations.observe(vertices, observed)
  const rows = new PointRows(vertices.length / 3 + landmarks.length * 3 + contourRowCount(contours))
  const { misfitM, clickM, doubtM } = modelSpreads
  observations.addRows(rows, null, 1 / misfitM ** 2)
  const pull = { model: vertices, surface: vertices, weight: 1 / clickM ** 2, kernelM: doubtM }
  addLandmarkRows(rows, landmarks, pull)
  addContourRows(rows, contours, pull)
  const count = columnCountOf(columns)
  const { square, right } = gramOfRows(parameterRows(rows, state.forward, columns))
  const { weights, pulls } = state.priors(columns)
  const turns = 3 + 3 * columns.joints.length
  for (let i = 0; i < own; i++) {
    square[i * count + i] += weights[i] + (i < 3 ? 1 / stepM ** 2 : i < turns ? 1 / stepRad ** 2 : 0)
    right[i] += pulls[i]
  }
  return { square, right, count }
}
