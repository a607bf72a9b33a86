import type { LandmarkSet } from '../model/landmarks.ts'
import { fitPairs, type PairWeights, sharedPairs } from './pairResiduals.ts'

export interface PairRow {
  readonly name: string
  readonly weight: number
  /** Distance of the pair in the fit of all that count; null where they fix no fit. Target unit. */
  readonly residual: number | null
  /** Distance of the target's point from where all the others say it should be; null where they are too few to say. */
  readonly leftOut: number | null
  /** Root mean square of the others, fitted without this pair. */
  readonly rmsWithout: number | null
}

export interface PairTable {
  /** In the order of the target's points. */
  readonly rows: readonly PairRow[]
  /** Of the fit of all that count, weighted; null where they fix none. */
  readonly rms: number | null
  /** The pair that counts and lies farthest from where the others say; null until there are four that count. */
  readonly worst: string | null
}

/** Every pair of two scans, weighed, and left out in turn: which click spoils the fit shows when it has no say. */
export const pairTable = (
  source: Pick<LandmarkSet, 'landmarks'>,
  target: Pick<LandmarkSet, 'landmarks'>,
  weights: PairWeights,
): PairTable => {
  const order = new Map(target.landmarks.map(({ name }, at) => [name, at]))
  const pairs = sharedPairs(source, target).toSorted((a, b) => (order.get(a.name) ?? 0) - (order.get(b.name) ?? 0))
  const fit = fitPairs(pairs, weights)
  const rows = pairs.map(({ name }, at): PairRow => {
    const without = fitPairs(pairs, { ...weights, [name]: 0 })
    return {
      name,
      weight: weights[name] ?? 1,
      residual: fit ? fit.residuals[at] : null,
      leftOut: without ? without.residuals[at] : null,
      rmsWithout: without ? without.rms : null,
    }
  })
  const counting = rows.filter(({ weight, leftOut }) => weight > 0 && leftOut !== null)
  const worst = counting.reduce<PairRow | null>((a, b) => ((b.leftOut ?? 0) > (a?.leftOut ?? -1) ? b : a), null)
  return { rows, rms: fit ? fit.rms : null, worst: worst?.name ?? null }
}
