import { inverse, Matrix } from 'ml-matrix'
import { CameoError } from '../../model/errors.ts'
import type { PointDoubt, ShapeDoubts } from '../../model/landmarkFindings.ts'
import { invertAffine4, transformPoints, type Vec3 } from '../../model/transform.ts'
import { fitSimilarity } from '../similarity.ts'
import { templatePlacesMm } from '../templatePlaces.ts'
import { clickMm, poseCovariance } from './conditionShape.ts'
import { leastPopulation, type ShapePrior, shapePrior } from './shapePrior.ts'

/** With fewer points the others say too little of one. */
const enoughPoints = 5
/** χ² with three degrees of freedom is above this once in ten thousand times. */
const rareChiSquare = 21.1
/** Nothing nearer than this (mm) is worth a second look. */
const leastMm = 4
/** Strays that are looked for one after another. */
const mostStrays = 3

/**
 * How far each point lies from where all the others say it should, by the distribution of face shapes (`shapePrior`, of
 * the template alone or with a population): the leave-one-out predictions of a Gaussian process in closed form, residual
 * K⁻¹ᵢᵢ⁻¹·(K⁻¹d)ᵢ with covariance K⁻¹ᵢᵢ⁻¹ (Rasmussen & Williams, Gaussian Processes for Machine Learning, 2006, 5.4.2).
 * The point that is least likely is named a stray and taken out before the next is looked for: one wild point makes its
 * neighbours look wrong too. Null with too few points that the template knows.
 */
export const shapeDoubts = (
  points: ReadonlyMap<string, Vec3>,
  population: readonly ReadonlyMap<string, Vec3>[],
): ShapeDoubts | null => {
  const known = [...points.keys()].filter((name) => templatePlacesMm.has(name))
  const strays: PointDoubt[] = []
  for (;;) {
    const names = known.filter((name) => !strays.some((stray) => stray.name === name))
    const found = names.length < enoughPoints ? null : leaveOneOut(points, names, population)
    if (!found) return null
    const worst = found.points.reduce((a, b) => (b.chiSquare > a.chiSquare ? b : a))
    const isStray = worst.chiSquare > rareChiSquare && worst.distanceMm > leastMm
    if (!isStray || strays.length === mostStrays || names.length === enoughPoints) {
      return { points: [...strays, ...found.points], strays, heads: found.heads }
    }
    strays.push(worst)
  }
}

const leaveOneOut = (
  points: ReadonlyMap<string, Vec3>,
  names: readonly string[],
  population: readonly ReadonlyMap<string, Vec3>[],
): { readonly points: readonly PointDoubt[]; readonly heads: number } | null => {
  const rows = (from: ReadonlyMap<string, Vec3>): Float64Array =>
    Float64Array.from(names.flatMap((name) => from.get(name) as Vec3))
  const complete = population.filter((head) => names.every((name) => head.has(name)))
  const prior = shapePrior(rows(templatePlacesMm), complete.length < leastPopulation ? [] : complete.map(rows))
  try {
    const { targetFromSource } = fitSimilarity({ source: prior.mean, target: rows(points), scale: 'free' })
    const onTemplate = transformPoints(invertAffine4(targetFromSource), rows(points))
    return { points: predictionErrors(prior, onTemplate, names), heads: prior.heads }
  } catch (error) {
    if (error instanceof CameoError) return null
    throw error
  }
}

const predictionErrors = (prior: ShapePrior, places: Float64Array, names: readonly string[]): PointDoubt[] => {
  const size = places.length
  const full = Matrix.add(prior.covariance, poseCovariance(prior.mean)).add(Matrix.eye(size).mul(clickMm ** 2))
  const precision = inverse(full)
  const differences = Matrix.columnVector(Array.from(places, (value, i) => value - prior.mean[i]))
  const pulled = precision.mmul(differences)
  return names.map((name, i) => {
    const at = [3 * i, 3 * i + 1, 3 * i + 2]
    const own = precision.selection(at, at)
    const covariance = inverse(own)
    const residual = covariance.mmul(pulled.selection(at, [0]))
    const axesMm: Vec3 = [residual.get(0, 0), residual.get(1, 0), residual.get(2, 0)]
    return {
      name,
      axesMm,
      distanceMm: Math.hypot(...axesMm),
      sigmaMm: Math.sqrt(covariance.get(0, 0) + covariance.get(1, 1) + covariance.get(2, 2)),
      chiSquare: residual.transpose().mmul(own).mmul(residual).get(0, 0),
    }
  })
}

const directions: readonly (readonly [below: string, above: string])[] = [
  ["too far to the subject's right", "too far to the subject's left"],
  ['too low', 'too high'],
  ['too far back', 'too far forward'],
]

/** What a person should know of a stray, with its numbers. */
export const strayInWords = ({ name, axesMm, distanceMm, sigmaMm }: PointDoubt, heads: number): string => {
  const parts = axesMm
    .map((value, axis) => ({ size: Math.abs(value), text: directions[axis][value < 0 ? 0 : 1] }))
    .filter(({ size }) => size > 0.3 * distanceMm)
    .sort((a, b) => b.size - a.size)
    .map(({ size, text }) => `${size.toFixed(1)} mm ${text}`)
  const judges = heads > 0 ? `the other points and the ${heads} other heads` : 'the other points'
  return `${name} lies ${distanceMm.toFixed(1)} mm from where ${judges} would have it (${sigmaMm.toFixed(1)} mm are usual): ${parts.join(', ')}. Look at it again, or mark it uncertain.`
}
