import { checkCancelled, type RunContext } from '../model/run.ts'
import { addContourRows, contourRowCount } from './contours/contourRows.ts'
import type { ContourTarget } from './contours/contourTargets.ts'
import { solveCholesky } from './denseCholesky.ts'
import type { FitState } from './fitState.ts'
import { columnCountOf, type JacobianColumns, parameterRows } from './flameJacobian.ts'
import { addLandmarkRows, type LandmarkTarget } from './landmarkRows.ts'
import { gramOfRows, PointRows } from './pointRows.ts'
import type { ObservationOptions, ScanObservations } from './scanObservations.ts'

/** Spread (m) of what the model cannot say, taken for noise while only the model moves, neighbours being alike. */
const misfitM = 0.0022
/** Spread (m) of a click, and where a landmark begins to be doubted. */
const clickM = 0.0015
const doubtM = 0.006
/** A step's own spread: translation and turns of a joint, so that no step leaves the range where it is linear. */
const stepM = 0.03
const stepRad = 0.15
/** A step shorter than this (m, radians, standard deviations) changes nothing any more. */
const smallestStep = 2e-4

/** What the fit takes for granted, for those who ask how it hangs together. */
export const modelSpreads = { misfitM, clickM, doubtM } as const

interface ModelStep extends ObservationOptions {
  /** At most so many identity and expression components. */
  readonly components: number
}

const step = (components: number, kernelMm: number, coveredMm: number, erosionRings: number): ModelStep => ({
  components,
  kernelM: kernelMm / 1000,
  outsideM: coveredMm / 1000,
  insideM: coveredMm / 1000,
  erosionRings,
  leastCosine: 0.5,
})

/** Coarse to fine: few components and a wide kernel first, all the skin that can be reached at the end. */
const schedule: readonly ModelStep[] = [
  step(20, 4, 8, 0),
  step(40, 3, 5, 0),
  step(60, 2, 4, 0),
  step(60, 1.5, 3, 1),
  step(60, 1.2, 2.5, 1),
  step(60, 1, 2.5, 1),
  step(60, 1, 2.5, 1),
  step(60, 1, 2.5, 1),
]

/** Rounds on landmarks alone before the scan is looked at. */
const landmarkRounds = 3
/** Components that so few points may move. */
const landmarkComponents = 10

export interface ModelFitInput {
  readonly state: FitState
  readonly observations: ScanObservations
  readonly landmarks: readonly LandmarkTarget[]
  readonly contours: readonly ContourTarget[]
  /** Components the file gives a meaning to, by their place in `shapeDirs`: identity and expression. */
  readonly identity: Uint32Array
  readonly expression: Uint32Array
  readonly joints: readonly number[]
  /** Whether the state already fits, as after a frame before: landmarks then need not be reached first. */
  readonly isPlaced?: boolean
}

/**
 * Gauss–Newton over translation, turns of the joints and leading components: point-to-plane distances of believed
 * vertices to the scan, landmarks, Mahalanobis priors. The state is left at the result.
 */
export const fitModel = (input: ModelFitInput, context: RunContext): void => {
  const { landmarks, contours, state } = input
  const rows = new PointRows(state.forward.model.vertexCount + landmarks.length * 3 + contourRowCount(contours))
  for (let round = 0; round < (input.isPlaced ? 0 : landmarkRounds); round++) {
    takeStep(input, rows, columnsFor(input, landmarkComponents), null)
  }
  for (const [i, options] of schedule.entries()) {
    checkCancelled(context)
    input.observations.observe(input.state.forward.vertices, options)
    const length = takeStep(input, rows, columnsFor(input, options.components), options)
    context.report?.({
      fraction: (i + 1) / schedule.length,
      message: `Model, iteration ${i + 1}`,
      numbers: {
        medianMm: input.observations.medianM * 1000,
        believedVertices: input.observations.count,
        landmarksOnly: 0,
        components: options.components,
      },
    })
    if (i > 0 && options.components === schedule[i - 1].components && length < smallestStep) break
  }
}

const columnsFor = ({ identity, expression, joints }: ModelFitInput, components: number): JacobianColumns => ({
  joints,
  // Expression components are about as strong as identity's but fewer are needed.
  components: Uint32Array.of(...identity.subarray(0, components), ...expression.subarray(0, components >> 1)),
})

/** One Gauss–Newton step; returns its largest entry. */
const takeStep = (
  input: ModelFitInput,
  rows: PointRows,
  columns: JacobianColumns,
  options: ModelStep | null,
): number => {
  const { state, observations, landmarks, contours } = input
  const vertices = state.forward.vertices
  rows.clear()
  if (options) observations.addRows(rows, null, 1 / misfitM ** 2)
  const pull = {
    ...{ model: vertices, surface: vertices },
    weight: 1 / clickM ** 2,
    kernelM: doubtM * (options ? 1 : 4),
  }
  addLandmarkRows(rows, landmarks, pull)
  addContourRows(rows, contours, pull)
  const count = columnCountOf(columns)
  const { square, right } = gramOfRows(parameterRows(rows, state.forward, columns))
  const { weights: priorWeights, pulls } = state.priors(columns)
  for (let i = 0; i < count; i++) {
    square[i * count + i] += priorWeights[i] + damping(i, columns)
    right[i] += pulls[i]
  }
  if (!solveCholesky(square, right)) return 0
  state.move(right, columns)
  return right.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)
}

/** Levenberg's term for a column: translation in metres, turns in radians; coefficients have their prior. */
const damping = (column: number, { joints }: JacobianColumns): number => {
  if (column < 3) return 1 / stepM ** 2
  return column < 3 + 3 * joints.length ? 1 / stepRad ** 2 : 0
}
