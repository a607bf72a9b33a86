import { Matrix } from 'ml-matrix'
import { transformPoints } from '../../model/transform.ts'
import { fitSimilarity } from '../similarity.ts'
import { averageOf, generalProcrustes } from './procrustes.ts'

/**
 * How faces differ from the template, whose points were laid on a generated head by hand, and from the mean of a
 * population: spread of each coordinate, and how far it is shared.
 */
const spreadMm = { template: 6.2, population: 2.5 } as const
const reachMm = 30
/** What a caller knows of the template's places beyond the shape of faces. */
export interface TemplateDoubt {
  /** Spread of each coordinate of a face about the template, mm. */
  readonly spreadMm?: number
  /** `[n]` spread of each coordinate of where people take a point to be, mm, alone for each point. */
  readonly conventionMm?: readonly number[]
}

/** Heads that the template counts for beside a population: for its mean, and for how they vary. */
const templateHeads = 3
const kernelHeads = 10
/** Fewer heads say nothing of how faces vary. */
export const leastPopulation = 4

/** A Gaussian distribution of the places of named points, mm, in the template's frame and size. */
export interface ShapePrior {
  /** `[n*3]` */
  readonly mean: Float64Array
  /** 3n × 3n, mm². */
  readonly covariance: Matrix
  /** How many heads it was made from; 0: the template alone. */
  readonly heads: number
}

/**
 * The distribution of points whose places on the template are known (`[n*3]` mm): a Gaussian process over the template
 * with a squared exponential kernel (Lüthi et al., "Gaussian process morphable models", PAMI 2018), which heads of a
 * population (`[n*3]` each, the same points, any frame and unit) sharpen: their shapes after generalised Procrustes, as
 * the mean of the posterior of an inverse Wishart prior that counts for ten heads.
 */
export const shapePrior = (
  template: Float64Array,
  population: readonly Float64Array[],
  doubt: TemplateDoubt = {},
): ShapePrior => {
  const heads = population.length
  if (heads < leastPopulation) {
    const covariance = kernelOf(template, doubt.spreadMm ?? spreadMm.template)
    doubt.conventionMm?.forEach((spread, point) => {
      for (let row = 3 * point; row < 3 * point + 3; row++)
        covariance.set(row, row, covariance.get(row, row) + spread ** 2)
    })
    return { mean: template, covariance, heads: 0 }
  }
  const { aligned, mean } = generalProcrustes(population, { scale: 'free' })
  const { targetFromSource } = fitSimilarity({ source: mean, target: template, scale: 'free' })
  const onTemplate = aligned.map((shape) => transformPoints(targetFromSource, shape))
  const average = averageOf(onTemplate)
  const weight = heads / (heads + templateHeads)
  const blended = template.map((value, i) => value + weight * (average[i] - value))
  const differences = new Matrix(onTemplate.map((shape) => Array.from(shape, (value, i) => value - average[i])))
  const sums = differences.transpose().mmul(differences)
  const kernel = kernelOf(template, spreadMm.population)
  const covariance = Matrix.add(Matrix.mul(kernel, kernelHeads), sums).div(kernelHeads + heads - 1)
  return { mean: blended, covariance, heads }
}

const kernelOf = (template: Float64Array, spread: number): Matrix => {
  const count = template.length / 3
  const kernel = Matrix.zeros(3 * count, 3 * count)
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      const squared = [0, 1, 2].reduce((sum, axis) => sum + (template[3 * i + axis] - template[3 * j + axis]) ** 2, 0)
      const value = spread ** 2 * Math.exp(-squared / (2 * reachMm ** 2))
      for (let axis = 0; axis < 3; axis++) kernel.set(3 * i + axis, 3 * j + axis, value)
    }
  }
  return kernel
}
