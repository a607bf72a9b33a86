import { checkCancelled, type RunContext, type StopReason } from '../model/run.ts'
import { addContourRows, contourRowCount } from './contours/contourRows.ts'
import type { ContourTarget } from './contours/contourTargets.ts'
import type { FitState } from './fitState.ts'
import { columnCountOf, type JacobianColumns, parameterRows } from './flameJacobian.ts'
import type { HeadTopology } from './headTopology.ts'
import { addLandmarkRows, type LandmarkTarget } from './landmarkRows.ts'
import { maternStiffness, type OffsetField, type OffsetStiffness } from './offsetField.ts'
import { offsetNormals } from './offsetNormals.ts'
import { solveOffsetSystem } from './offsetSystem.ts'
import { PointRows } from './pointRows.ts'
import type { ScanObservations } from './scanObservations.ts'

/** Spread (m) of a noiseless scan about the registered surface at a vertex, and of a click. */
const finenessM = 0.0002
const clickM = 0.001
const doubtM = 0.004
/** Misfits (m) of a model are taken for no less and no more. */
const leastMisfitM = 0.0002
const mostMisfitM = 0.0015

/**
 * How far offsets go along and across the normal, in misfits of the model, and how evenly: what a person has beyond the
 * model's components is smooth, and more of it along the normal than across.
 */
const normalMisfits = 2
const tangentMisfits = 1
const offsetReachM = 0.02

/** Of the solver in an iteration: correspondences move on anyway. */
const tolerance = 1e-3

/** How much stiffer eyeballs and open edges are: they move with the model. */
const rigidFactor = 1e3

/** Kernel widths in misfits, then the last one over again. */
const kernelMisfits = [6, 4, 3, 2.2] as const
const leastKernelM = 0.0008
const mostIterations = 8
/** Rounds in which only the leading components move. */
const leadingRounds = 3
/** Largest change (m) of the surface, its mean over vertices, that counts as none. */
const smallestChangeM = 3e-5

/** Spread of a single step, so that it stays where the model is linear: metres, radians, standard deviations. */
const stepM = 0.03
const stepRad = 0.15
const stepCoefficient = 1

export interface JointFitInput {
  readonly state: FitState
  readonly observations: ScanObservations
  readonly landmarks: readonly LandmarkTarget[]
  readonly contours: readonly ContourTarget[]
  /** What moves in the first rounds, and from then on. */
  readonly leading: JacobianColumns
  readonly columns: JacobianColumns
  readonly field: OffsetField
  readonly topology: HeadTopology
  /** The scanner's, metres. */
  readonly noiseM: number
}

export interface JointFitResult {
  /** `[V*3]` metres, what the surface has beyond the model's. */
  readonly offsets: Float64Array
  readonly stiffness: OffsetStiffness
  readonly stop: StopReason
}

/** A closest point lies between three vertices: their mean has this share of a vertex's noise. */
const closestPointShare = 0.65

/** What the fit takes for granted, for those who ask how it hangs together. */
export const jointSpreads = { finenessM, clickM, doubtM, closestPointShare } as const

/** Robust spread of residuals with this median absolute value, the scanner's noise taken out, within reason. */
const misfitOf = (medianM: number, noiseM: number): number => {
  const squared = (1.4826 * medianM) ** 2 - (closestPointShare * noiseM) ** 2
  return Math.min(mostMisfitM, Math.sqrt(Math.max(leastMisfitM ** 2, squared)))
}

/**
 * Model and free vertices at once: the surface is M(θ, β) + D, and pose, coefficients and offsets D share the scan's
 * point-to-plane distances, landmarks and priors in one linear system an iteration. What the model can say is said by
 * the model, what it cannot by smooth offsets: the maximum a posteriori of FLAME's coupled registration (Li et al.
 * 2017, section 5), which alternates the two, without the bias of fitting one to the other's residue.
 */
export const fitJointly = (input: JointFitInput, context: RunContext): JointFitResult => {
  const { state, observations, field } = input
  const misfitM = misfitOf(observations.medianM, input.noiseM)
  const spreadM = Math.hypot(misfitM, closestPointShare * input.noiseM)
  const stiffness = maternStiffness({
    normalM: normalMisfits * misfitM,
    tangentM: tangentMisfits * misfitM,
    reachM: offsetReachM,
  })
  stiffenRigidParts(field, input.topology)
  const offsets = new Float64Array(field.vertexCount * 3)
  const { landmarks, contours } = input
  const rows = new PointRows(field.vertexCount + landmarks.length * 3 + contourRowCount(contours))
  let surface: Float64Array = state.forward.vertices.slice()
  let stop: StopReason = 'max-iterations'
  let iteration = 0
  while (iteration < mostIterations) {
    checkCancelled(context)
    const kernel = spreadM * kernelMisfits[Math.min(iteration, kernelMisfits.length - 1)]
    const coveredM = Math.max(0.002, 4 * spreadM)
    observations.observe(surface, {
      kernelM: Math.max(leastKernelM, kernel),
      outsideM: coveredM,
      insideM: coveredM,
      erosionRings: 1,
      leastCosine: 0.6,
    })
    if (observations.count < 3) return { offsets, stiffness, stop: 'too-few-pairs' }
    const columns = iteration < leadingRounds ? input.leading : input.columns
    const cgIterations = takeStep(input, columns, { rows, offsets, surface, stiffness })
    const next = addOffsets(state.forward.vertices, offsets)
    const changeM = meanDistance(surface, next)
    surface = next
    iteration++
    context.report?.({
      fraction: iteration / mostIterations,
      message: `Model and surface, iteration ${iteration}`,
      numbers: {
        medianMm: observations.medianM * 1000,
        changeMm: changeM * 1000,
        believedVertices: observations.count,
        solverIterations: cgIterations,
      },
    })
    if (changeM < smallestChangeM && iteration >= kernelMisfits.length) {
      stop = 'converged'
      break
    }
  }
  return { offsets, stiffness, stop }
}

const stiffenRigidParts = (field: OffsetField, { isEyeball, isRim }: HeadTopology): void => {
  for (let v = 0; v < field.vertexCount; v++) if (isEyeball[v] || isRim[v]) field.stiffnessOfVertex[v] = rigidFactor
}

interface StepState {
  /** Room for the step's own. */
  readonly rows: PointRows
  /** Changed in place. */
  readonly offsets: Float64Array
  readonly surface: Float64Array
  readonly stiffness: OffsetStiffness
}

/** One Gauss–Newton step of everything; returns the solver's iterations. */
const takeStep = (
  input: JointFitInput,
  columns: JacobianColumns,
  { rows, offsets, surface, stiffness }: StepState,
): number => {
  const { state, observations, landmarks, contours, field } = input
  const model = state.forward.vertices
  const { triangles } = state.forward.model
  const normals = offsetNormals({ positions: model, triangles }, field.adjacency, observations)
  field.prepare(stiffness, normals)
  rows.clear()
  const noiseM = closestPointShare * input.noiseM
  observations.addRows(rows, offsets, 1 / (finenessM ** 2 + noiseM ** 2))
  const pull = { model, surface, weight: 1 / clickM ** 2, kernelM: doubtM }
  addLandmarkRows(rows, landmarks, pull)
  addContourRows(rows, contours, pull)
  const { weights, pulls } = state.priors(columns)
  const first = 3 + 3 * columns.joints.length
  for (let i = 0; i < weights.length; i++) {
    weights[i] += 1 / (i < 3 ? stepM : i < first ? stepRad : stepCoefficient) ** 2
  }
  const parameters = { rows: parameterRows(rows, state.forward, columns), priorWeights: weights, priorPulls: pulls }
  const start = new Float64Array(offsets.length + columnCountOf(columns))
  start.set(offsets)
  const { x, iterations } = solveOffsetSystem({ rows, field, parameters }, { start, tolerance, maxIterations: 200 })
  offsets.set(x.subarray(0, offsets.length))
  state.move(x.subarray(offsets.length), columns)
  return iterations
}

export const addOffsets = (surface: Float64Array, offsets: Float64Array): Float64Array => {
  const sum = surface.slice()
  for (let i = 0; i < sum.length; i++) sum[i] += offsets[i]
  return sum
}

const meanDistance = (a: Float64Array, b: Float64Array): number => {
  let sum = 0
  for (let i = 0; i < a.length; i += 3) {
    const x = a[i] - b[i]
    const y = a[i + 1] - b[i + 1]
    const z = a[i + 2] - b[i + 2]
    sum += Math.sqrt(x * x + y * y + z * z)
  }
  return (3 * sum) / a.length
}
