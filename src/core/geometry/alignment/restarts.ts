import type { RestartOutcome } from '../../model/alignment.ts'
import { seededRandom } from '../../model/random.ts'
import { checkCancelled, type RunContext } from '../../model/run.ts'
import { type Mat4, multiply4, toMat4, type Vec3 } from '../../model/transform.ts'

/** What an iteration from one start ended with. */
export interface RestartAnswer {
  readonly motion: Mat4
  /** Median absolute residual, mm. */
  readonly medianMm: number
  readonly overlap: number
}

/** How far the starts lie from the answer: near enough that the right answer must be found again. */
const perturbation = { leastDegrees: 4, mostDegrees: 15, leastMm: 5, mostMm: 20 }
/** Two answers are one where they differ by less, mm: few samples do not tell better … */
const sameMm = 0.5
/** … and by less than this part of the residual. */
const sameResiduals = 0.7

/** A restart competes where its residual and overlap are at least this good against the answer's. */
const competing = { residual: 1.15, overlap: 0.85 }

/** Whether what a restart found is another answer as good as the one given (`medianMm`, `fitOverlap`). */
export const competesWith = (
  answer: { readonly medianMm: number; readonly fitOverlap: number },
  { agrees, medianMm, overlap }: Pick<RestartOutcome, 'agrees' | 'medianMm' | 'overlap'>,
): boolean =>
  !agrees && medianMm <= competing.residual * answer.medianMm && overlap >= competing.overlap * answer.fitOverlap

export interface RestartedMotion extends RestartOutcome {
  readonly motion: Mat4
}

/**
 * Starts the iteration `count` times from poses around its answer, seeded, and compares what is found. An answer that
 * is not found again is not the only one.
 */
export const restartsAround = (
  o: {
    readonly answer: Mat4
    /** The answer's own, measured as those of the restarts are. */
    readonly answerMedianMm: number
    readonly answerOverlap: number
    /** `[n*3]` points of the source before the motion, mm: over these answers are compared. */
    readonly points: Float64Array
    /** Middle of the moved points: the starts are turned about it. */
    readonly pivot: Vec3
    readonly count: number
    readonly seed: number
    readonly iterate: (start: Mat4) => RestartAnswer
    /** Goes on from there as thoroughly as the answer was found: for what would compete with it. */
    readonly refine: (start: Mat4) => RestartAnswer
  },
  context: RunContext,
): RestartedMotion[] => {
  const random = seededRandom(o.seed)
  const sphere = (): Vec3 => {
    const [x, y, z] = [random.normal(), random.normal(), random.normal()]
    const length = Math.hypot(x, y, z)
    return [x / length, y / length, z / length]
  }
  const between = (least: number, most: number): number => least + (most - least) * random.next()
  const outcomes: RestartedMotion[] = []
  for (let index = 0; index < o.count; index++) {
    checkCancelled(context)
    const startDegrees = between(perturbation.leastDegrees, perturbation.mostDegrees)
    const startMm = between(perturbation.leastMm, perturbation.mostMm)
    const shift = sphere().map((value) => value * startMm) as unknown as Vec3
    const start = multiply4(turnedAbout(o.pivot, sphere(), (startDegrees * Math.PI) / 180, shift), o.answer)
    const quick = compared(o, o.iterate(start))
    const competes = competesWith({ medianMm: o.answerMedianMm, fitOverlap: o.answerOverlap }, quick)
    const found = competes ? compared(o, o.refine(quick.motion)) : quick
    outcomes.push({ startDegrees, startMm, ...found })
    const { differenceMm, medianMm, overlap } = found
    context.report?.({
      fraction: (index + 1) / o.count,
      message: `Restart ${index + 1} of ${o.count}`,
      numbers: { differenceMm, medianMm, overlap },
    })
  }
  return outcomes
}

const compared = (
  o: { readonly answer: Mat4; readonly answerMedianMm: number; readonly points: Float64Array },
  found: RestartAnswer,
): Omit<RestartedMotion, 'startDegrees' | 'startMm'> => {
  const differenceMm = motionDifference(found.motion, o.answer, o.points)
  return { ...found, differenceMm, agrees: differenceMm < Math.max(sameMm, sameResiduals * o.answerMedianMm) }
}

/** Root mean square distance between the points as two transforms move them. */
export const motionDifference = (a: Mat4, b: Mat4, points: Float64Array): number => {
  const d = a.map((value, i) => value - b[i])
  let squares = 0
  for (let i = 0; i < points.length; i += 3) {
    const x = points[i]
    const y = points[i + 1]
    const z = points[i + 2]
    squares +=
      (d[0] * x + d[1] * y + d[2] * z + d[3]) ** 2 +
      (d[4] * x + d[5] * y + d[6] * z + d[7]) ** 2 +
      (d[8] * x + d[9] * y + d[10] * z + d[11]) ** 2
  }
  return Math.sqrt(squares / Math.max(1, points.length / 3))
}

/** Turns by `angle` radians about an axis (unit vector) through the pivot, then shifts. */
export const turnedAbout = (pivot: Vec3, axis: Vec3, angle: number, shift: Vec3 = [0, 0, 0]): Mat4 => {
  const [x, y, z] = axis
  const c = Math.cos(angle)
  const s = Math.sin(angle)
  const v = 1 - c
  const linear = [
    [c + v * x * x, v * x * y - s * z, v * x * z + s * y],
    [v * x * y + s * z, c + v * y * y, v * y * z - s * x],
    [v * x * z - s * y, v * y * z + s * x, c + v * z * z],
  ]
  const rows = linear.flatMap((row, i) => [
    ...row,
    pivot[i] + shift[i] - row.reduce((sum, value, k) => sum + value * pivot[k], 0),
  ])
  return toMat4([...rows, 0, 0, 0, 1])
}
