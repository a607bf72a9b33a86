import type { Mat4 } from '../../model/transform.ts'
import { transformPoints } from '../../model/transform.ts'
import { fitSimilarity } from '../similarity.ts'

export interface ProcrustesMean {
  /** `[n*3]` about its own middle; as large as the shapes are on average. */
  readonly mean: Float64Array
  /** The shapes moved onto it, `[n*3]` each. */
  readonly aligned: readonly Float64Array[]
  readonly meanFromShapes: readonly Mat4[]
  readonly iterations: number
}

const mostIterations = 200
/** Of the shapes' size: a mean that moves less has been found. */
const still = 1e-10

/**
 * Generalised Procrustes analysis: the mean shape and the motion of each shape onto it that minimise the squared
 * distances to the mean (Gower, "Generalized Procrustes analysis", Psychometrika 1975). `[n*3]` xyz rows, all of the same
 * points in the same order, one unit. With a free scale the mean gets the average centroid size of the shapes, so that
 * lengths keep their unit. Throws what `fitSimilarity` throws.
 */
export const generalProcrustes = (
  shapes: readonly Float64Array[],
  { scale }: { readonly scale: 'free' | 'fixed' },
): ProcrustesMean => {
  const size = shapes.reduce((sum, shape) => sum + centroidSize(shape), 0) / shapes.length
  let mean = sized(centred(shapes[0]), scale === 'free' ? size : null)
  for (let iteration = 1; ; iteration++) {
    const target = mean
    const meanFromShapes = shapes.map((source) => fitSimilarity({ source, target, scale }).targetFromSource)
    const aligned = shapes.map((shape, i) => transformPoints(meanFromShapes[i], shape))
    mean = sized(centred(averageOf(aligned)), scale === 'free' ? size : null)
    const change = Math.sqrt(mean.reduce((sum, value, i) => sum + (value - target[i]) ** 2, 0))
    if (change <= still * size || iteration === mostIterations)
      return { mean, aligned, meanFromShapes, iterations: iteration }
  }
}

/** Root of the summed squared distances of `[n*3]` points to their middle. */
export const centroidSize = (points: Float64Array): number =>
  Math.sqrt(centred(points).reduce((sum, value) => sum + value * value, 0))

export const centred = (points: Float64Array): Float64Array => {
  const middle = [0, 0, 0]
  for (let i = 0; i < points.length; i++) middle[i % 3] += (3 * points[i]) / points.length
  return points.map((value, i) => value - middle[i % 3])
}

export const averageOf = (rows: readonly Float64Array[]): Float64Array =>
  rows[0].map((_, i) => rows.reduce((sum, row) => sum + row[i], 0) / rows.length)

const sized = (points: Float64Array, size: number | null): Float64Array => {
  if (size === null) return points
  const factor = size / centroidSize(points)
  return points.map((value) => value * factor)
}
