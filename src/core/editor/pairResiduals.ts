import { fitSimilarity } from '../geometry/similarity.ts'
import { type LandmarkSet, placedPoints } from '../model/landmarks.ts'
import { type Mat4, transformPoint, type Vec3 } from '../model/transform.ts'
import { type HeadAxes, headAxes } from './headAxes.ts'

export interface PairResiduals {
  /** Distance of each pair after the best similarity, in the target's unit. */
  readonly byName: ReadonlyMap<string, number>
  /** Target less moved source along the axes of the head (to its left, up, forward) or, where those are unknown, the target's. */
  readonly differences: ReadonlyMap<string, Vec3>
  readonly axes: 'head' | 'scan'
  readonly rms: number
  readonly scale: number
  readonly targetFromSource: Mat4
}

/**
 * How well the points placed so far agree between two scans: the pairs' distances after the best similarity
 * transform (source → target). null while fewer than three pairs are placed, or where they do not fix a transform.
 */
export const pairResiduals = (
  source: Pick<LandmarkSet, 'landmarks'>,
  target: Pick<LandmarkSet, 'landmarks'>,
): PairResiduals | null => {
  const targetPoints = placedPoints(target)
  const pairs = [...placedPoints(source)].flatMap(([name, inSource]) => {
    const inTarget = targetPoints.get(name)
    return inTarget ? [{ name, inSource, inTarget }] : []
  })
  if (pairs.length < 3) return null
  try {
    const fit = fitSimilarity({
      source: Float64Array.from(pairs.flatMap(({ inSource }) => inSource)),
      target: Float64Array.from(pairs.flatMap(({ inTarget }) => inTarget)),
      scale: 'free',
    })
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
  } catch {
    // Points on one line fix no transform; there is nothing to show until another is placed.
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
