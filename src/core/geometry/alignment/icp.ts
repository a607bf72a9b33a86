import { checkCancelled, type RunContext, type StopReason } from '../../model/run.ts'
import { identity4, type Mat4, multiply4, scaleOf, toMat4, transformPoint, type Vec3 } from '../../model/transform.ts'
import { type Motion, MotionSystem } from './motionSystem.ts'
import { everyNth, type SourceSamples } from './sourceSamples.ts'
import { type PairingRules, type PairNumbers, SurfacePairs } from './surfacePairs.ts'
import type { TargetSurface } from './targetSurface.ts'

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
  { samples: 40000, iterations: 40, toleranceMm: 0.0005 },
]

export interface IcpInput {
  /** All of the source in the frame of the alignment (mm), already moved by the landmarks. */
  readonly source: SourceSamples
  /** Which of its vertices may decide. */
  readonly usable: Uint32Array
  readonly target: TargetSurface
  /** Landmarks in the same frame: `[k*3]` each; they hold the first iterations together. */
  readonly landmarks: { readonly source: Float64Array; readonly target: Float64Array; readonly weights: Float64Array }
  readonly rules: PairingRules
  readonly scale: 'free' | 'fixed'
  readonly levels: readonly IcpLevel[]
}

export interface IcpResult {
  /** Motion of the source on top of the landmarks. */
  readonly motion: Mat4
  readonly stop: StopReason
  readonly iterations: number
  readonly numbers: PairNumbers
  /** The scale ended at its bound. */
  readonly isScaleBounded: boolean
}

/** The scale may leave that of the landmarks by this much either way. */
export const scaleFreedom = 0.1
/** Distance to which counterparts are searched at first, and that which is never fallen short of, mm. */
const searchFromMm = 60
const searchLeastMm = 4
/** Robust standard deviations of the distances to which they are searched later. */
const searchSigmas = 9
/** The landmarks' say in the first iteration against that of the surface, and what is left of it in the next. */
const landmarkSay = { first: 0.3, decay: 0.7 }
/** The scale stays as it is until a step is shorter than this, mm: far from the goal it would only shrink. */
const scaleFromStepMm = 2
const leastPairs = 30
/** Iterations without a better residual after which a search that still moves is given up … */
const patience = 8
/** … unless it moves by less than so many tolerances: then pairs change to and fro at the goal. */
const atGoal = 10

/**
 * Iterative closest points, coarse to fine: minimises Σ w·r² over similarities (rigid motions for `fixed`), r the
 * distance to the tangent plane of the closest point (Chen and Medioni, 1992) or to the point itself (Besl and McKay,
 * 1992), w Tukey's biweight. The first iterations of the coarsest level lean on the landmarks a little.
 */
export const runIcp = (input: IcpInput, context: RunContext): IcpResult => {
  let state: IcpState = { motion: identity4, searchMm: searchFromMm, iterations: 0, isScaleBounded: false }
  let outcome: LevelOutcome | null = null
  for (const [index, level] of input.levels.entries()) {
    const step = Math.max(1, input.usable.length / level.samples)
    const pairs = new SurfacePairs(everyNth(input.source, input.usable, step), input.target, input.rules)
    const run = { input, level, pairs, hasLandmarks: index === 0, part: { index, count: input.levels.length } }
    outcome = runLevel(run, state, context)
    state = outcome.state
    if (outcome.stop === 'too-few-pairs') break
  }
  if (outcome === null) throw new RangeError('ICP needs at least one level')
  const { motion, iterations, isScaleBounded } = state
  return { motion, iterations, isScaleBounded, stop: outcome.stop, numbers: outcome.numbers }
}

interface IcpState {
  readonly motion: Mat4
  readonly searchMm: number
  readonly iterations: number
  readonly isScaleBounded: boolean
}

interface LevelRun {
  readonly input: IcpInput
  readonly level: IcpLevel
  readonly pairs: SurfacePairs
  readonly hasLandmarks: boolean
  readonly part: { readonly index: number; readonly count: number }
}

interface LevelOutcome {
  readonly state: IcpState
  readonly stop: StopReason
  readonly numbers: PairNumbers
}

const runLevel = (run: LevelRun, before: IcpState, context: RunContext): LevelOutcome => {
  const { level, pairs, input } = run
  let state: IcpState = { ...before, isScaleBounded: false }
  let stepMm = run.hasLandmarks ? Infinity : 0
  let best = { rms: Infinity, iteration: 0 }
  for (let iteration = 0; ; iteration++) {
    checkCancelled(context)
    const numbers = pairs.update(state.motion, state.searchMm)
    if (numbers.pairs < leastPairs) return { state, stop: 'too-few-pairs', numbers }
    if (iteration >= level.iterations) return { state, stop: 'max-iterations', numbers }
    const system = systemFor(run, numbers, state, iteration)
    const hasScale = input.scale === 'free' && !state.isScaleBounded && stepMm < scaleFromStepMm
    const motion = system.solver.solve({ hasScale })
    if (motion === null) return { state, stop: 'stalled', numbers }
    stepMm = stepLength(motion, system.radius)
    state = advanced(state, system.solver.apply(motion, state.motion), numbers, input.scale)
    reportIteration(context, { run, state, iteration, numbers, motion, stepMm })
    if (stepMm < level.toleranceMm && (hasScale || input.scale === 'fixed' || state.isScaleBounded)) {
      return { state, stop: 'converged', numbers }
    }
    if (numbers.rms < best.rms * (1 - 1e-6)) best = { rms: numbers.rms, iteration }
    else if (!run.hasLandmarks && iteration - best.iteration > patience) {
      return { state, stop: stepMm < atGoal * level.toleranceMm ? 'converged' : 'stalled', numbers }
    }
  }
}

/** The state after a step; the scale kept within its bounds. */
const advanced = (before: IcpState, motion: Mat4, numbers: PairNumbers, scale: 'free' | 'fixed'): IcpState => {
  const searchMm = Math.min(before.searchMm, Math.max(searchLeastMm, searchSigmas * numbers.medianDistance))
  const reached = Math.abs(scaleOf(motion))
  const allowed = Math.min(1 + scaleFreedom, Math.max(1 - scaleFreedom, reached))
  const isScaleBounded = before.isScaleBounded || (scale === 'free' && allowed !== reached)
  const bounded = isScaleBounded && allowed !== reached ? rescaled(motion, allowed / reached) : motion
  return { motion: bounded, searchMm, iterations: before.iterations + 1, isScaleBounded }
}

/** The frame's origin lies among the landmarks: there the source keeps its place. */
const rescaled = (motion: Mat4, factor: number): Mat4 =>
  multiply4(toMat4([factor, 0, 0, 0, 0, factor, 0, 0, 0, 0, factor, 0, 0, 0, 0, 1]), motion)

const systemFor = (run: LevelRun, numbers: PairNumbers, state: IcpState, iteration: number) => {
  const { pairs, input } = run
  const { pivot, radius } = spreadOf(pairs.moved, pairs.weights)
  const solver = new MotionSystem({ pivot, radius })
  const { points, normals } = pairs.matches
  for (let i = 0; i < pairs.count; i++) {
    const w = pairs.weights[i]
    if (w === 0) continue
    const at = i * 3
    if (input.rules.metric === 'point-to-plane') {
      solver.add(pairs.moved, at, normals[at], normals[at + 1], normals[at + 2], pairs.residuals[i], w)
      continue
    }
    solver.add(pairs.moved, at, 1, 0, 0, pairs.moved[at] - points[at], w)
    solver.add(pairs.moved, at, 0, 1, 0, pairs.moved[at + 1] - points[at + 1], w)
    solver.add(pairs.moved, at, 0, 0, 1, pairs.moved[at + 2] - points[at + 2], w)
  }
  if (run.hasLandmarks) addLandmarks(solver, input.landmarks, state.motion, say(numbers, iteration))
  return { solver, radius }
}

const say = (numbers: PairNumbers, iteration: number): number =>
  landmarkSay.first * landmarkSay.decay ** iteration * numbers.weightSum

const addLandmarks = (
  solver: MotionSystem,
  { source, target, weights }: IcpInput['landmarks'],
  motion: Mat4,
  weightSum: number,
): void => {
  for (let i = 0; i < weights.length; i++) {
    const at = i * 3
    const moved = Float64Array.from(transformPoint(motion, [source[at], source[at + 1], source[at + 2]]))
    const weight = (weightSum * weights[i]) / weights.length
    solver.add(moved, 0, 1, 0, 0, moved[0] - target[at], weight)
    solver.add(moved, 0, 0, 1, 0, moved[1] - target[at + 1], weight)
    solver.add(moved, 0, 0, 0, 1, moved[2] - target[at + 2], weight)
  }
}

/** Weighted mean of the points and their root mean square distance from it. */
const spreadOf = (points: Float64Array, weights: Float64Array): { pivot: Vec3; radius: number } => {
  let sum = 0
  let [x, y, z, squares] = [0, 0, 0, 0]
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

const degrees = (radians: number): number => (radians * 180) / Math.PI

const reportIteration = (
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
  context.report?.({
    fraction: (index + o.iteration / (o.iteration + 6)) / count,
    message: `Iteration ${o.state.iterations}, level ${index + 1} of ${count}`,
    numbers: {
      iteration: o.state.iterations,
      level: index + 1,
      rmsMm: o.numbers.rms,
      medianMm: o.numbers.median,
      overlap: o.numbers.overlap,
      pairs: o.numbers.pairs,
      rotationDeg: degrees(Math.hypot(...o.motion.turnRad)),
      translationMm: Math.hypot(...o.motion.shift),
      scaleChange: Math.expm1(o.motion.logScale),
      stepMm: o.stepMm,
    },
  })
}
