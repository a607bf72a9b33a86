import { summarizeDistances } from '../distances.ts'

/** Distances of a part of a scan. */
export interface AreaSummary {
  readonly count: number
  readonly median: number
  readonly p90: number
  /** Of the signed distances; null where they are not known. */
  readonly meanSigned: number | null
}

/**
 * The residuals where `labels` (`[n]`) is `label`. `distances`: `[n]` unsigned, negative where there is no counterpart;
 * `signed`: `[n]` the same with their side, NaN where there is none. In their own unit.
 */
export const residualArea = (o: {
  readonly label: number
  readonly labels: ArrayLike<number>
  readonly distances: Float32Array
  readonly signed: Float32Array | null
}): AreaSummary => {
  const { label, labels, distances, signed } = o
  const here = distances.filter((distance, i) => labels[i] === label && distance >= 0)
  const { count, median, p90 } = summarizeDistances(here, { ignoreNegative: true })
  let sum = 0
  for (const [i, value] of (signed ?? []).entries()) {
    if (labels[i] === label && !Number.isNaN(value)) sum += value
  }
  return { count, median, p90, meanSigned: signed && count > 0 ? sum / count : null }
}
