import { badInput } from '../../model/errors.ts'
import type { Warning } from '../../model/mesh.ts'
import { landmarkSchemes } from '../../model/schemes.ts'
import type { Vec3 } from '../../model/transform.ts'
import { fitReflection, fitSimilarity, type SimilarityFit } from '../similarity.ts'

export interface LandmarkStart {
  readonly fit: SimilarityFit
  /** Names of the landmarks both scans have, in the order of the source. */
  readonly names: readonly string[]
  /** `[k*3]` source and target positions as paired, exchanged names already undone. */
  readonly source: Float64Array
  readonly target: Float64Array
  /** `[k]` 0 for a landmark that was left out. */
  readonly weights: Float64Array
  readonly warnings: readonly Warning[]
}

/** Fits below this are as good as clicks get: nothing is questioned, mm. */
const unquestionedMm = 3
/** Another reading of the landmarks must lower the residual to this fraction to be believed. */
const convincing = 0.5
/** Without one landmark: it must stand out more, since leaving out always helps. */
const standsOut = 0.3
const worstToleratedMm = 8
/** More pairs of left and right are not tried in all combinations. */
const pairsTried = 6

/**
 * The similarity from the landmarks that both sets hold, and the mistakes it reveals: exchanged left and right are
 * paired as meant, one wild landmark is left out (both named in warnings), mirrored scans are refused.
 * Positions come in millimetres, so that the fit's scale is 1 when the units were right.
 * Throws input/too-few-landmarks, input/mirrored, and what `fitSimilarity` throws.
 */
export const landmarkStart = (o: {
  readonly sourceMm: ReadonlyMap<string, Vec3>
  readonly targetMm: ReadonlyMap<string, Vec3>
  readonly scale: 'free' | 'fixed'
}): LandmarkStart => {
  const names = [...o.sourceMm.keys()].filter((name) => o.targetMm.has(name))
  if (names.length < 3) throw tooFewLandmarks(o.sourceMm, o.targetMm, names)
  const pairing = { names, ...o }
  const plain = fitPaired(pairing, names)
  const meant = plain.fit.rms > unquestionedMm ? meantNames(pairing, plain.fit.rms) : { names, warnings: [] }
  const paired = fitPaired(pairing, meant.names)
  const start = withoutWildOne(paired, names, o.scale)
  return { ...start, names, warnings: [...meant.warnings, ...start.warnings, ...worstWarning(start, names)] }
}

interface Pairing {
  readonly names: readonly string[]
  readonly sourceMm: ReadonlyMap<string, Vec3>
  readonly targetMm: ReadonlyMap<string, Vec3>
  readonly scale: 'free' | 'fixed'
}

interface PairedFit {
  readonly fit: SimilarityFit
  readonly source: Float64Array
  readonly target: Float64Array
  readonly weights: Float64Array
}

/** Source landmarks in their order against the target landmarks called `targetNames`. */
const fitPaired = (pairing: Pairing, targetNames: readonly string[]): PairedFit => {
  const source = rowsOf(pairing.sourceMm, pairing.names)
  const target = rowsOf(pairing.targetMm, targetNames)
  const weights = new Float64Array(targetNames.length).fill(1)
  return { fit: fitSimilarity({ source, target, scale: pairing.scale }), source, target, weights }
}

const rowsOf = (points: ReadonlyMap<string, Vec3>, names: readonly string[]): Float64Array =>
  Float64Array.from(names.flatMap((name) => points.get(name) as Vec3))

const tooFewLandmarks = (
  source: ReadonlyMap<string, Vec3>,
  target: ReadonlyMap<string, Vec3>,
  common: readonly string[],
) => {
  const list = (names: readonly string[]): string => (names.length > 0 ? names.join(', ') : 'none')
  return badInput(
    'too-few-landmarks',
    `An alignment needs at least 3 landmarks placed on both scans, but ${common.length} are (${list(common)}). ` +
      `The source has ${list([...source.keys()])}; the target has ${list([...target.keys()])}.`,
    { common },
  )
}

/** The names the target's landmarks should have had, where another reading of left and right fits far better. */
const meantNames = (pairing: Pairing, plainRms: number) => {
  const pairs = mirrorPairs(pairing.names)
  const mirrored = fitReflection({
    source: rowsOf(pairing.sourceMm, pairing.names),
    target: rowsOf(pairing.targetMm, pairing.names),
    scale: pairing.scale,
  })
  let best: { names: readonly string[]; rms: number; exchanged: readonly NamePair[] } | null = null
  for (const exchanged of likelyExchanges(pairing.names, pairs)) {
    const names = exchangeNames(pairing.names, exchanged)
    const { rms } = fitPaired(pairing, names).fit
    if (best === null || rms < best.rms) best = { names, rms, exchanged }
  }
  if (best && best.rms < convincing * plainRms && best.rms <= mirrored.rms) {
    const message =
      `${best.exchanged.map(([a, b]) => `${a} and ${b}`).join(', and ')} look exchanged on one of the scans: ` +
      `the landmarks fit to ${mm(plainRms)} as they are and to ${mm(best.rms)} if exchanged. ` +
      'They were taken as exchanged; correct the landmarks.'
    return { names: best.names, warnings: [{ code: 'align/landmarks-exchanged', message }] }
  }
  if (mirrored.rms < convincing * plainRms) {
    throw badInput(
      'mirrored',
      `The landmarks only fit as in a mirror (${mm(plainRms)} as they are, ${mm(mirrored.rms)} mirrored): one of the ` +
        'scans is mirrored, or left and right are exchanged in one whole set of landmarks. Mirror the scan back or ' +
        'correct the landmarks.',
      { plainRmsMm: plainRms, mirroredRmsMm: mirrored.rms },
    )
  }
  return { names: pairing.names, warnings: [] }
}

type NamePair = readonly [string, string]

/** With fewer landmarks an exchange of any two may fit by chance. */
const enoughToTell = 5

/**
 * What people mix up: left and right in some of the pairs (not in all at once: that is what a mirror does, and another
 * test tells), or any two names.
 */
const likelyExchanges = (names: readonly string[], pairs: readonly NamePair[]): readonly (readonly NamePair[])[] => {
  const tried = pairs.slice(0, pairsTried)
  const sides = Array.from({ length: Math.max(0, 2 ** tried.length - (tried.length < pairs.length ? 1 : 2)) }, (_, i) =>
    tried.filter((_pair, bit) => ((i + 1) >> bit) & 1),
  )
  if (names.length < enoughToTell) return sides
  const anyTwo = names.flatMap((a, i) => names.slice(i + 1).map((b): readonly NamePair[] => [[a, b]]))
  return [...sides, ...anyTwo.filter(([pair]) => pairs.length !== 1 || !pairs[0].every((name) => pair.includes(name)))]
}

/** Pairs of left and right among the names: as the schemes know them, else by the words in the name. */
export const mirrorPairs = (names: readonly string[]): readonly NamePair[] => {
  const known = new Map<string, string>()
  for (const scheme of landmarkSchemes.values()) {
    for (const point of scheme.points) if (point.mirror !== null) known.set(point.name, point.mirror)
  }
  const mirrorOf = (name: string): string =>
    known.get(name) ?? name.replace(/left|right/gi, (word) => (word.toLowerCase() === 'left' ? 'right' : 'left'))
  return names.flatMap((name) => {
    const mirror = mirrorOf(name)
    return name < mirror && names.includes(mirror) ? [[name, mirror] as const] : []
  })
}

export const exchangeNames = (names: readonly string[], pairs: readonly NamePair[]): readonly string[] =>
  names.map((name) => {
    const pair = pairs.find((candidate) => candidate.includes(name))
    return pair === undefined ? name : pair[0] === name ? pair[1] : pair[0]
  })

/** The fit without the one landmark that spoils it, if there is such a one and enough are left to tell. */
const withoutWildOne = (paired: PairedFit, names: readonly string[], scale: 'free' | 'fixed') => {
  if (paired.fit.rms <= worstToleratedMm / 2 || names.length < 5) return { ...paired, warnings: [] }
  let best = { ...paired, left: -1 }
  for (let left = 0; left < names.length; left++) {
    const weights = paired.weights.map((_, i) => (i === left ? 0 : 1))
    const fit = fitSimilarity({ source: paired.source, target: paired.target, weights, scale })
    if (fit.rms < best.fit.rms) best = { ...paired, fit, weights, left }
  }
  if (best.left < 0 || best.fit.rms > standsOut * paired.fit.rms) return { ...paired, warnings: [] }
  const message =
    `${names[best.left]} lies ${mm(best.fit.residuals[best.left])} from where the other landmarks say it should, ` +
    'so it was left out. Check it on both scans.'
  return { ...best, warnings: [{ code: 'align/landmark-left-out', message }] }
}

const worstWarning = ({ fit, weights }: PairedFit, names: readonly string[]): Warning[] => {
  const used = names.map((_, i) => i).filter((i) => weights[i] > 0)
  const worst = used.reduce((best, i) => (fit.residuals[i] > fit.residuals[best] ? i : best))
  if (fit.residuals[worst] <= worstToleratedMm) return []
  const message =
    `The landmarks agree badly: worst is ${names[worst]}, ${mm(fit.residuals[worst])} off (all: ${mm(fit.rms)} RMS). ` +
    'Check it on both scans.'
  return [{ code: 'align/landmark-residual', message }]
}

const mm = (value: number): string => `${value.toFixed(1)} mm`
