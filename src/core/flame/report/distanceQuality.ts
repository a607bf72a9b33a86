import { summarizeDistances, within } from '../../geometry/distances.ts'
import type { DistanceQuality } from '../../model/registration.ts'

const goodMm = 1

/** Of the distances that are known (not negative). */
export const qualityOf = (distancesMm: ArrayLike<number>): DistanceQuality => {
  const { median, mean, p90, count } = summarizeDistances(distancesMm, { ignoreNegative: true })
  return { median, mean, p90, within1mm: within(distancesMm, goodMm), count }
}
