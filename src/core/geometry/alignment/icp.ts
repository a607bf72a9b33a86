import { type AlignIteration, type Freedom, freedoms } from '../../model/alignment.ts'
import { checkCancelled, type RunContext, type StopReason } from '../../model/run.ts'
import { identity4, type Mat4, multiply4, scaleOf, toMat4, transformPoint, type Vec3 } from '../../model/transform.ts'
import { type Motion, MotionSystem, similarityUnknowns } from './motionSystem.ts'
import { everyNthInSpace, type SourceSamples } from './sourceSamples.ts'
import { StepAcceleration } from './stepAcceleration.ts'
import { type PairingRules, type PairNumbers, SurfacePairs } from './surfacePairs.ts'
import type { TargetSurface } from './targetSurface.ts'
import { type MotionUncertainty, motionUncertainty } from './uncertainty.ts'

export interface IcpLevel {
  /** Samples of the source at most. */
  readonly samples: number
  readonly iterations: number
  /** Converged where a step moves the samples by less than this (root mean square), mm. */
  readonly toleranceMm: number
}

/** From few samples to all that help: most of the way is gone where a step is cheap. */
export const icpLevels: readonly IcpLevel[] = [
  { samples: 1500, iterations: 150, toleranceMm: 0.03 },
  { samples: 6000, iterations: 60, toleranceMm: 0.01 },
  { samples: 100_000, iterations: 40, toleranceMm: 0.0005 },
]

export interface IcpInput {
  /** All of the source in the frame of the alignment (mm), as the start places it. */
  readonly source: SourceSamples
  /** Which of its vertices may decide. */
  readonly usable: Uint32Array
  /** Prepared once, for any number of runs. */
  readonly target: TargetSurface
  /** Landmarks in the same frame: `[k*3]` each; they hold the first iterations together. Null: there are none. */
  readonly landmarks: IcpLandmarks | null
  readonly rules: PairingRules
  readonly scale: 'free' | 'fixed'
  /** How far the scale may leave that of the start, as a share either way; default `usualScaleFreedom`. */
  readonly scaleFreedom?: number
  /** Degrees of freedom that stay as the start has them; axes of the frame. */
  readonly locked?: readonly Freedom[]
  /**
   * The source's part of the noise variance of both scans, 0..1; default 1. A lever that holds the same noise as the
   * residual makes the scale too small (errors in variables), so levers are taken where both noises cancel: at the
   * target's point where the source is noisy, at the source's where the target is. (The symmetric objective has its
   * own half way.)
   */
  readonly sourceNoiseShare?: number
  readonly levels: readonly IcpLevel[]
  /** Motion on top of the source's place at which to begin; the identity where absent. */
  readonly start?: Mat4
}

export interface IcpLandmarks {
  readonly source: Float64Array
  readonly target: Float64Array
  readonly weights: Float64Array
}

export interface IcpResult {
  /** Motion of the source on top of its place in the input. */
  readonly motion: Mat4
  readonly stop: StopReason
  readonly iterations: number
  readonly numbers: PairNumbers
  /** The scale ended at its bound. */
  readonly isScaleBounded: boolean
  /** Null where nothing was free to move, or too few pairs were left. */
  readonly uncertainty: MotionUncertainty | null
  readonly log: readonly AlignIteration[]
}

export const usualScaleFreedom = 0.1
/** Distance to which counterparts are searched at first, and that which is never fallen short of, mm. */
const searchFromMm = 60
const searchLeastMm = 4
/** Robust standard deviations of the distances to which they are searched later. */
const searchSigmas = 9
/** The landmarks' say in the first iteration against that of the surface, and what is left of it in the next. */
const landmarkSay = { first: 0.3, decay: 0.7 }
/** Iterations after which the landmarks have no say worth counting. */
const landmarkIterations = 20
/** Point-to-point creeps where surfaces slide along each other: its steps are extrapolated, for something of this size, mm. */
const accelerationRadiusMm = 80
/** The scale stays as it is until a step is shorter than this, mm: far from the goal it would only shrink. */
const scaleFromStepMm = 2
const leastPairs = 30
/** Iterations without a better residual after which a search that still moves is given up … */
const patience = 8
/** … unless it moves by less than so many tolerances: then pairs change to and fro at the goal. */
const atGoal = 10

const scaleUnknown = freedoms.indexOf('scale')

/**
 * Iterative closest points, coarse to fine: minimises Σ w·r² over similarities (rigid motions for `fixed`), r the
 * distance to the tangent plane of the closest point (Chen and Medioni, 1992), to the mean plane of both surfaces
 * (Rusinkiewicz, 2019) or to the point itself (Besl and McKay, 1992), w a robust kernel. The first iterations of the
 * coarsest level lean on the landmarks a little. Looks at the cancel signal in every iteration.
 */
export const runIcp = (input: IcpInput, context: RunContext): IcpResult => {
  const unlocked = similarityUnknowns.filter((unknown) => !input.locked?.includes(freedoms[unknown]))
  const free = input.scale === 'free' ? unlocked : unlocked.filter((unknown) => unknown !== scaleUnknown)
  let state: IcpState = {
    motion: input.start ?? identity4,
    searchMm: searchFromMm,
    sigmaMm: 0,
    iterations: 0,
    isScaleBounded: false,
  }
  let outcome: LevelOutcome | null = null
  const log: AlignIteration[] = []
  for (const [index, level] of input.levels.entries()) {
    const step = Math.max(1, input.usable.length / level.samples)
    const pairs = new SurfacePairs(everyNthInSpace(input.source, input.usable, step), input.target, input.rules)
    const part = { index, count: input.levels.length }
    if (index === input.levels.length - 1 && index > 0) pairs.judgeRegions(state.motion)
    outcome = runLevel({ input, free, level, pairs, hasLandmarks: index === 0, part, log }, state, context)
    state = outcome.state
    if (outcome.stop === 'too-few-pairs') break
  }
  if (outcome === null) throw new RangeError('ICP needs at least one level')
  const { motion, iterations, isScaleBounded } = state
  const { stop, numbers, uncertainty } = outcome
  return { motion, iterations, isScaleBounded, stop, numbers, uncertainty, log }
}

interface IcpState {
  readonly motion: Mat4
  readonly searchMm: number
  /** Robust standard deviation of the last residuals. */
  readonly sigmaMm: number
  readonly iterations: number
  readonly isScaleBounded: boolean
}

interface LevelRun {
  readonly input: IcpInput
  /** Unknowns that may move. */
  readonly free: readonly number[]
  readonly level: IcpLevel
  readonly pairs: SurfacePairs
  readonly hasLandmarks: boolean
  readonly part: { readonly index: number; readonly count: number }
  readonly log: AlignIteration[]
}

interface LevelOutcome {
  readonly state: IcpState
  readonly stop: StopReason
  readonly numbers: PairNumbers
  readonly uncertainty: MotionUncertainty | null
}

const runLevel = (run: LevelRun, before: IcpState, context: RunContext): LevelOutcome => {
  const { level, pairs, free } = run
  let state: IcpState = { ...before, isScaleBounded: false }
  let stepMm = run.hasLandmarks ? Infinity : 0
  let best = { rms: Infinity, iteration: 0 }
  const acceleration = isPointMetric(run) ? new StepAcceleration(accelerationRadiusMm) : null
  let movedScale = false
  let fallback: Mat4 | null = null
  let lastRms = Infinity
  for (let iteration = 0; ; iteration++) {
    checkCancelled(context)
    const noise = { sigmaMm: state.sigmaMm, sourceShare: run.input.sourceNoiseShare ?? 1 }
    const numbers = pairs.update(state.motion, state.searchMm, noise)
    // An extrapolation that fits worse is taken back: on from where the plain step had led.
    if (fallback && numbers.rms > lastRms) {
      acceleration?.reset()
      state = { ...state, motion: fallback }
      fallback = null
      lastRms = Infinity
      continue
    }
    lastRms = numbers.rms
    if (numbers.pairs < leastPairs) return { state, stop: 'too-few-pairs', numbers, uncertainty: null }
    const system = systemFor(run, numbers, state, iteration)
    const ended = (stop: StopReason): LevelOutcome => ({
      state,
      stop,
      numbers,
      uncertainty: isLast(run) ? motionUncertainty(system, pairs, { free, isPoint: isPointMetric(run) }) : null,
    })
    if (iteration >= level.iterations) return ended('max-iterations')
    if (free.length === 0) return ended('converged')
    const hasScale = free.includes(scaleUnknown)
    const movesScale = hasScale && !state.isScaleBounded && stepMm < scaleFromStepMm
    const motion = system.solve(movesScale ? free : free.filter((unknown) => unknown !== scaleUnknown))
    if (motion === null) return ended('stalled')
    stepMm = stepLength(motion, system.radius)
    const plain = system.apply(motion, state.motion)
    const isSteady =
      movesScale === movedScale && (!run.hasLandmarks || !run.input.landmarks || iteration > landmarkIterations)
    if (!isSteady) acceleration?.reset()
    movedScale = movesScale
    const next = acceleration && isSteady ? acceleration.next(state.motion, plain) : plain
    fallback = next === plain ? null : plain
    state = advanced(run, state, { motion: next, numbers })
    record(context, { run, state, iteration, numbers, motion, stepMm })
    if (stepMm < level.toleranceMm && (movesScale || !hasScale || state.isScaleBounded)) return ended('converged')
    if (numbers.rms < best.rms * (1 - 1e-6)) best = { rms: numbers.rms, iteration }
    else if (!run.hasLandmarks && iteration - best.iteration > patience) {
      return ended(stepMm < atGoal * level.toleranceMm ? 'converged' : 'stalled')
    }
  }
}

const isLast = ({ part }: LevelRun): boolean => part.index === part.count - 1

const isPointMetric = ({ input }: LevelRun): boolean => input.rules.metric === 'point-to-point'

/** The state after a step; the scale kept within its bounds. */
const advanced = (
  { input }: LevelRun,
  before: IcpState,
  { motion, numbers }: { readonly motion: Mat4; readonly numbers: PairNumbers },
): IcpState => {
  const searchMm = Math.min(before.searchMm, Math.max(searchLeastMm, searchSigmas * numbers.medianDistance))
  const reached = Math.abs(scaleOf(motion))
  const freedom = input.scaleFreedom ?? usualScaleFreedom
  const allowed = Math.min(1 + freedom, Math.max(1 - freedom, reached))
  const isScaleBounded = before.isScaleBounded || (input.scale === 'free' && allowed !== reached)
  const bounded = isScaleBounded && allowed !== reached ? rescaled(motion, allowed / reached) : motion
  return { motion: bounded, searchMm, sigmaMm: numbers.sigma, iterations: before.iterations + 1, isScaleBounded }
}

/** The frame's origin lies in the middle of the head: there the source keeps its place. */
const rescaled = (motion: Mat4, factor: number): Mat4 =>
  multiply4(toMat4([factor, 0, 0, 0, 0, factor, 0, 0, 0, 0, factor, 0, 0, 0, 0, 1]), motion)

const systemFor = (run: LevelRun, numbers: PairNumbers, state: IcpState, iteration: number): MotionSystem => {
  const { pairs, input } = run
  const solver = new MotionSystem(spreadOf(pairs.moved, pairs.weights))
  const { points } = pairs.matches
  const { moved, directions, weights, residuals } = pairs
  const isPoint = isPointMetric(run)
  const lever = input.rules.metric === 'symmetric' ? 0.5 : (input.sourceNoiseShare ?? 1)
  for (let i = 0; i < pairs.count; i++) {
    const w = weights[i]
    if (w === 0) continue
    const at = i * 3
    const x = moved[at]
    const y = moved[at + 1]
    const z = moved[at + 2]
    if (isPoint) {
      solver.add(x, y, z, 1, 0, 0, x - points[at], w)
      solver.add(x, y, z, 0, 1, 0, y - points[at + 1], w)
      solver.add(x, y, z, 0, 0, 1, z - points[at + 2], w)
      continue
    }
    solver.add(
      x + lever * (points[at] - x),
      y + lever * (points[at + 1] - y),
      z + lever * (points[at + 2] - z),
      directions[at],
      directions[at + 1],
      directions[at + 2],
      residuals[i],
      w,
    )
  }
  if (run.hasLandmarks && input.landmarks) {
    const say = landmarkSay.first * landmarkSay.decay ** iteration * numbers.weightSum
    addLandmarks(solver, input.landmarks, state.motion, say)
  }
  return solver
}

const addLandmarks = (
  solver: MotionSystem,
  { source, target, weights }: IcpLandmarks,
  motion: Mat4,
  weightSum: number,
): void => {
  for (let i = 0; i < weights.length; i++) {
    const at = i * 3
    const [x, y, z] = transformPoint(motion, [source[at], source[at + 1], source[at + 2]])
    const weight = (weightSum * weights[i]) / weights.length
    solver.add(x, y, z, 1, 0, 0, x - target[at], weight)
    solver.add(x, y, z, 0, 1, 0, y - target[at + 1], weight)
    solver.add(x, y, z, 0, 0, 1, z - target[at + 2], weight)
  }
}

/** Weighted mean of the points and their root mean square distance from it. */
const spreadOf = (points: Float64Array, weights: Float64Array): { pivot: Vec3; radius: number } => {
  let sum = 0
  let x = 0
  let y = 0
  let z = 0
  let squares = 0
  for (let i = 0; i < weights.length; i++) {
    const w = weights[i]
    if (w === 0) continue
    const px = points[i * 3]
    const py = points[i * 3 + 1]
    const pz = points[i * 3 + 2]
    sum += w
    x += w * px
    y += w * py
    z += w * pz
    squares += w * (px * px + py * py + pz * pz)
  }
  const pivot: Vec3 = [x / sum, y / sum, z / sum]
  const variance = squares / sum - (pivot[0] ** 2 + pivot[1] ** 2 + pivot[2] ** 2)
  return { pivot, radius: Math.sqrt(Math.max(variance, 1e-12)) }
}

/** Root mean square movement of points spread by `radius` about the pivot. */
const stepLength = ({ turnRad, shift, logScale }: Motion, radius: number): number =>
  Math.hypot(...shift, radius * Math.sqrt(2 / 3) * Math.hypot(...turnRad), radius * logScale)

const record = (
  context: RunContext,
  o: {
    readonly run: LevelRun
    readonly state: IcpState
    readonly iteration: number
    readonly numbers: PairNumbers
    readonly motion: Motion
    readonly stepMm: number
  },
): void => {
  const { index, count } = o.run.part
  const entry: AlignIteration = {
    level: index + 1,
    rmsMm: o.numbers.rms,
    medianMm: o.numbers.median,
    overlap: o.numbers.overlap,
    pairs: o.numbers.pairs,
    rotationDeg: (Math.hypot(...o.motion.turnRad) * 180) / Math.PI,
    translationMm: Math.hypot(...o.motion.shift),
    scaleChange: Math.expm1(o.motion.logScale),
    stepMm: o.stepMm,
  }
  o.run.log.push(entry)
  context.report?.({
    fraction: (index + o.iteration / (o.iteration + 6)) / count,
    message: `Iteration ${o.state.iterations}, level ${index + 1} of ${count}`,
    numbers: { iteration: o.state.iterations, ...entry },
  })
}
