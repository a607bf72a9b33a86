import type { Interval } from '../../model/observerStudy.ts'
import { fQuantile } from './fDistribution.ts'

/** `[n][k]`: n subjects, each measured by the same k raters. */
export type Ratings = readonly (readonly number[])[]

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/**
 * Technical error of measurement: √(Σₙ [Σₖ x² − (Σₖ x)²/k] / (n(k − 1))); for two raters √(Σ d² / 2n) (Ulijaszek & Kerr,
 * "Anthropometric measurement error and the assessment of nutritional status", Br. J. Nutr. 1999).
 */
export const technicalError = (ratings: Ratings): number => {
  const [{ length: raters }] = ratings
  const sum = ratings.reduce((total, row) => {
    const mean = meanOf(row)
    return total + row.reduce((squares, value) => squares + (value - mean) ** 2, 0)
  }, 0)
  return Math.sqrt(sum / (ratings.length * (raters - 1)))
}

/**
 * ICC(2,1): two-way random effects, absolute agreement, a single rater (Shrout & Fleiss, Psychol. Bull. 1979), with its
 * 95 % interval (McGraw & Wong, Psychol. Methods 1996, ICC(A,1)). Null with fewer than two subjects or raters, and where
 * nothing varies.
 */
export const intraclassCorrelation = (ratings: Ratings): Interval | null => {
  const n = ratings.length
  const k = ratings[0]?.length ?? 0
  if (n < 2 || k < 2) return null
  const grand = meanOf(ratings.flat())
  const rowMeans = ratings.map(meanOf)
  const columnMeans = Array.from({ length: k }, (_, rater) => meanOf(ratings.map((row) => row[rater])))
  const rows = (k * rowMeans.reduce((sum, mean) => sum + (mean - grand) ** 2, 0)) / (n - 1)
  const columns = (n * columnMeans.reduce((sum, mean) => sum + (mean - grand) ** 2, 0)) / (k - 1)
  const rest = ratings.reduce(
    (sum, row, i) => sum + row.reduce((inRow, x, j) => inRow + (x - rowMeans[i] - columnMeans[j] + grand) ** 2, 0),
    0,
  )
  const error = rest / ((n - 1) * (k - 1))
  const total = rows + (k - 1) * error + (k * (columns - error)) / n
  if (!(total > 0)) return null
  const value = (rows - error) / total
  return { value, ...intervalOf({ value, n, k, rows, columns, error }) }
}

const intervalOf = (o: {
  readonly value: number
  readonly n: number
  readonly k: number
  readonly rows: number
  readonly columns: number
  readonly error: number
}): { readonly low: number; readonly high: number } => {
  const { value, n, k, rows, columns, error } = o
  // Raters that agree to the last digit leave no room.
  if (!(value < 1)) return { low: 1, high: 1 }
  const a = (k * value) / (n * (1 - value))
  const b = 1 + (k * value * (n - 1)) / (n * (1 - value))
  const spread = (a * columns) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1))
  const freedom = spread > 0 ? (a * columns + b * error) ** 2 / spread : 1
  const below = fQuantile(0.975, n - 1, freedom)
  const above = fQuantile(0.975, freedom, n - 1)
  const others = k * columns + (k * n - k - n) * error
  return {
    low: (n * (rows - below * error)) / (below * others + n * rows),
    high: (n * (above * rows - error)) / (others + n * above * rows),
  }
}
