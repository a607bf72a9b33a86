import { fitReflection, fitSimilarity, type SimilarityFit } from '../geometry/similarity.ts'
import { badInput } from '../model/errors.ts'
import type { Warning } from '../model/mesh.ts'
import type { Mat4, Vec3 } from '../model/transform.ts'
import { type LengthUnit, mmPer } from '../model/units.ts'
import { pointOnSurface } from './landmarkRows.ts'
import type { LandmarkPair } from './matchLandmarks.ts'

/** Units a scan may be found to be in by the size of its face. Inches and decimetres are too rare to be guessed. */
const guessedUnits: readonly LengthUnit[] = ['m', 'cm', 'mm', 'um']
/** Faces differ in size by less than this factor from the template's, clicks included. */
const mostSizeFactor = 1.45
/** Root mean square (m) from which landmarks fit the template badly, … */
const badFitM = 0.009
/** … and from which they are no face at all. */
export const wrongFitM = 0.022
/** Two landmarks look swapped where exchanging them leaves less than this share of the misfit. */
const healedShare = 0.5
/** A mirrored set fits this much better as a mirror image. */
const mirrorShare = 0.6
const leastMirrorGainM = 0.003

export interface LandmarkStart {
  readonly unit: LengthUnit
  /** Metres in one unit of the scan. */
  readonly metresPerUnit: number
  /** Rigid, metres: takes the template to the scan moved to metres, `originInScan` at zero. */
  readonly scanFromTemplate: Mat4
  /** Centre of the landmarks, in the scan's frame and unit. */
  readonly originInScan: Vec3
  readonly warnings: readonly Warning[]
}

const mostNamed = 5

const unusedText = (unused: readonly string[]): string => {
  if (unused.length === 0) return ''
  const named = unused.slice(0, mostNamed).join(', ')
  const rest = unused.length > mostNamed ? ` and ${unused.length - mostNamed} more` : ''
  return ` (without a place: ${named}${rest})`
}

/**
 * Where the head is, how it is turned, and in which unit, from landmarks alone. The unit's scale is then fixed: the
 * size of a head is the model's to say.
 * @throws CameoError `input/landmarks-too-few`, `input/landmarks-mirrored`, `input/scan-unit`, `input/landmarks-wrong`
 */
export const startFromLandmarks = (
  pairs: readonly LandmarkPair[],
  template: Float64Array,
  requested: LengthUnit | 'auto',
  /** Landmarks that were given, but have no place on the model. */
  unused: readonly string[] = [],
): LandmarkStart => {
  if (pairs.length < 3) {
    throw badInput(
      'landmarks-too-few',
      `A registration needs at least 3 landmarks with a known place on the model, but there ${pairs.length === 1 ? 'is 1' : `are ${pairs.length}`}${unusedText(unused)}. Place the points of head-8 (eye corners, nose, mouth corners), or give the embedding file the landmarks belong to.`,
      { usable: pairs.map((pair) => pair.name) },
    )
  }
  const source = pairs.flatMap((pair) => pointOnSurface(pair, template))
  const target = pairs.flatMap((pair) => pair.position)
  const free = fitSimilarity({ source, target, scale: 'free' })
  refuseMirrored(pairs, { source, target }, free)
  const warnings: Warning[] = []
  const unit = unitOf(free.scale, requested, warnings)
  const metresPerUnit = mmPer(unit) / 1000
  const originInScan: Vec3 = [0, 1, 2].map(
    (axis) => target.reduce((sum, value, i) => sum + (i % 3 === axis ? value : 0), 0) / pairs.length,
  ) as unknown as Vec3
  const inMetres = target.map((value, i) => (value - originInScan[i % 3]) * metresPerUnit)
  const rigid = fitSimilarity({ source, target: inMetres, scale: 'fixed' })
  judgeFit(pairs, { source, target: inMetres }, rigid, warnings)
  return { unit, metresPerUnit, scanFromTemplate: rigid.targetFromSource, originInScan, warnings }
}

const mm = (metres: number): string => (metres * 1000).toFixed(1)

/** Left and right swapped, or the scan mirrored: then a reflection fits, and no rotation does. */
const refuseMirrored = (
  pairs: readonly LandmarkPair[],
  points: { readonly source: readonly number[]; readonly target: readonly number[] },
  free: SimilarityFit,
): void => {
  const mirrored = fitReflection({ ...points, scale: 'free' })
  // In metres of the template: divide by each fit's own scale.
  const straightM = free.rms / free.scale
  const mirroredM = mirrored.rms / mirrored.scale
  if (straightM - mirroredM < leastMirrorGainM || mirroredM > mirrorShare * straightM) return
  throw badInput(
    'landmarks-mirrored',
    `The landmarks fit a mirrored face (${mm(mirroredM)} mm) much better than a face (${mm(straightM)} mm): left and right look swapped, or the scan is mirrored. Right and left are the subject's own; check ${pairs
      .slice(0, 4)
      .map((pair) => pair.name)
      .join(', ')}.`,
    { straightMm: straightM * 1000, mirroredMm: mirroredM * 1000 },
  )
}

/** @param unitsPerMetre scale of the free fit: how many units of the scan a metre of the template is. */
const unitOf = (unitsPerMetre: number, requested: LengthUnit | 'auto', warnings: Warning[]): LengthUnit => {
  const misfit = (unit: LengthUnit): number => Math.abs(Math.log((unitsPerMetre * mmPer(unit)) / 1000))
  const nearest = guessedUnits.reduce((best, unit) => (misfit(unit) < misfit(best) ? unit : best))
  const isLikely = misfit(nearest) < Math.log(mostSizeFactor)
  const size = (unit: LengthUnit): string =>
    `${Number(((unitsPerMetre * mmPer(unit)) / 1000).toPrecision(3))} times an average face`
  if (requested === 'auto') {
    if (isLikely) return nearest
    throw badInput(
      'scan-unit',
      `The landmarks fit no unit of length: read in ${nearest} the face would be ${size(nearest)}. Check the landmarks, or state the scan's unit.`,
      { unitsPerMetre },
    )
  }
  const most = Math.log(mostSizeFactor)
  if (misfit(requested) < most) return requested
  if (misfit(requested) < 2 * most && !isLikely) {
    const message = `The landmarks make the face ${size(requested)}; the stated unit ${requested} is kept.`
    warnings.push({ code: 'face-size', message })
    return requested
  }
  throw badInput(
    'scan-unit',
    `In ${requested} the face would be ${size(requested)}.${isLikely ? ` The scan looks like ${nearest}: register it with that unit.` : ' Check the landmarks.'}`,
    { requested, likely: isLikely ? nearest : null },
  )
}

const judgeFit = (
  pairs: readonly LandmarkPair[],
  points: { readonly source: readonly number[]; readonly target: readonly number[] },
  fit: SimilarityFit,
  warnings: Warning[],
): void => {
  if (fit.rms <= badFitM) return
  const worst = fit.residuals.indexOf(Math.max(...fit.residuals))
  const where =
    swapHint(pairs, points, worst, fit.rms) ??
    `"${pairs[worst].name}" is ${mm(fit.residuals[worst])} mm off: check its name and place.`
  if (fit.rms > wrongFitM) {
    throw badInput(
      'landmarks-wrong',
      `The landmarks do not form a face: after the best rigid fit they lie ${mm(fit.rms)} mm (rms) from the model's. ${where}`,
      { rmsMm: fit.rms * 1000, worst: pairs[worst].name },
    )
  }
  const message = `The landmarks lie ${mm(fit.rms)} mm (rms) from the model's average face. ${where}`
  warnings.push({ code: 'landmarks-doubtful', message })
}

/** Says with which other landmark the worst one looks exchanged, where exchanging them heals the fit. */
const swapHint = (
  pairs: readonly LandmarkPair[],
  { source, target }: { readonly source: readonly number[]; readonly target: readonly number[] },
  worst: number,
  rmsM: number,
): string | null => {
  let best = { rmsM: healedShare * rmsM, other: -1 }
  for (let other = 0; other < pairs.length; other++) {
    if (other === worst) continue
    const exchanged = [...target]
    for (let axis = 0; axis < 3; axis++) {
      exchanged[worst * 3 + axis] = target[other * 3 + axis]
      exchanged[other * 3 + axis] = target[worst * 3 + axis]
    }
    const { rms } = fitSimilarity({ source, target: exchanged, scale: 'fixed' })
    if (rms < best.rmsM) best = { rmsM: rms, other }
  }
  if (best.other < 0) return null
  return `"${pairs[worst].name}" and "${pairs[best.other].name}" look swapped: ${mm(best.rmsM)} mm if they are exchanged.`
}
