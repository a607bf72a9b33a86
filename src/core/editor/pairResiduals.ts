import { fitSimilarity } from '../geometry/similarity.ts'
import { type LandmarkSet, placedPoints } from '../model/landmarks.ts'
import type { Mat4 } from '../model/transform.ts'

export interface PairResiduals {
  /** Distance of each pair after the best similarity, in the target's unit. */
  readonly byName: ReadonlyMap<string, number>
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
    return {
      byName: new Map(pairs.map(({ name }, index) => [name, fit.residuals[index]])),
      rms: fit.rms,
      scale: fit.scale,
      targetFromSource: fit.targetFromSource,
    }
  } catch {
    // Points on one line fix no transform; there is nothing to show until another is placed.
    return null
  }
}
