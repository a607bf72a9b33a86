import { fitSimilarity, type SimilarityFit } from '../geometry/similarity.ts'
import { type LandmarkSet, placedPoints } from '../model/landmarks.ts'
import { type Mat4, transformPoint, type Vec3 } from '../model/transform.ts'
import { type HeadAxes, headAxes } from './headAxes.ts'

/** How much each pair counts, by its name, 0 to leave it out; those not named count 1. */
export type PairWeights = Readonly<Record<string, number>>

export interface PairResiduals {
  /** Distance of each pair after the best similarity, in the target's unit. */
  readonly byName: ReadonlyMap<string, number>
  /** Target less moved source along the axes of the head (to its left, up, forward) or, where those are unknown, the target's. */
  readonly differences: ReadonlyMap<string, Vec3>
  readonly axes: 'head' | 'scan'
  /** Weighted as the pairs are. */
  readonly rms: number
  readonly scale: number
  readonly targetFromSource: Mat4
}

/**
 * How well the points placed so far agree between two scans: the pairs' distances after the best similarity
 * transform (source → target). null while fewer than three pairs are placed and listened to, or where they do not fix a
 * transform.
 */
export const pairResiduals = (
  source: Pick<LandmarkSet, 'landmarks'>,
  target: Pick<LandmarkSet, 'landmarks'>,
  weights: PairWeights = {},
): PairResiduals | null => {
  const pairs = sharedPairs(source, target)
  const fit = fitPairs(pairs, weights)
  if (!fit) return null
  const head = headAxes(target)
  return {
    byName: new Map(pairs.map(({ name }, index) => [name, fit.residuals[index]])),
    differences: new Map(
      pairs.map(({ name, inSource, inTarget }) => {
        const moved = transformPoint(fit.targetFromSource, inSource)
        return [name, alongAxes(minus(inTarget, moved), head)]
      }),
    ),
    axes: head ? 'head' : 'scan',
    rms: fit.rms,
    scale: fit.scale,
    targetFromSource: fit.targetFromSource,
  }
}

/** A landmark that both scans have. */
export interface SharedPair {
  readonly name: string
  readonly inSource: Vec3
  readonly inTarget: Vec3
}

/** In the order of the source. */
export const sharedPairs = (
  source: Pick<LandmarkSet, 'landmarks'>,
  target: Pick<LandmarkSet, 'landmarks'>,
): readonly SharedPair[] => {
  const targetPoints = placedPoints(target)
  return [...placedPoints(source)].flatMap(([name, inSource]) => {
    const inTarget = targetPoints.get(name)
    return inTarget ? [{ name, inSource, inTarget }] : []
  })
}

/** The best similarity, free in scale; null where the pairs that count fix none: too few, or on one line. */
export const fitPairs = (pairs: readonly SharedPair[], weights: PairWeights): SimilarityFit | null => {
  const values = pairs.map(({ name }) => weights[name] ?? 1)
  if (values.filter((weight) => weight > 0).length < 3) return null
  try {
    return fitSimilarity({
      source: Float64Array.from(pairs.flatMap(({ inSource }) => inSource)),
      target: Float64Array.from(pairs.flatMap(({ inTarget }) => inTarget)),
      weights: values,
      scale: 'free',
    })
  } catch {
    // There is nothing to show until another point is placed.
    return null
  }
}

const minus = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]

const alongAxes = (difference: Vec3, head: HeadAxes | null): Vec3 => {
  if (!head) return difference
  const { up, front } = head
  const left: Vec3 = [
    up[1] * front[2] - up[2] * front[1],
    up[2] * front[0] - up[0] * front[2],
    up[0] * front[1] - up[1] * front[0],
  ]
  return [dot(difference, left), dot(difference, up), dot(difference, front)]
}
