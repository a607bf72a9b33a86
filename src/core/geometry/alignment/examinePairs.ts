import { badInput, type CameoError } from '../../model/errors.ts'
import type { LandmarkFinding, LandmarkInfluence, ScanSide } from '../../model/landmarkFindings.ts'
import { invertAffine4, type Mat4, multiply4, scaleOf, transformPoint, type Vec3 } from '../../model/transform.ts'
import { headPose } from '../headPose.ts'
import { fitSimilarity, type SimilarityFit } from '../similarity.ts'
import { type NameReading, nameReadings } from './landmarkNames.ts'
import { PairingTrials, type TrialFit } from './pairingTrials.ts'

/** Fits below this are as good as clicks get: nothing is questioned, mm. */
const unquestionedMm = 3
/** Another reading of the landmarks must lower the residual to this fraction to be believed. */
const convincing = 0.5
/** Any other reading must fit worse than the best by this factor, or nobody knows which was meant. */
const unambiguous = 1.25
/** Without one landmark: it must stand out more, since leaving out always helps. */
const standsOut = 0.3
const worstToleratedMm = 8
/** With fewer landmarks none can be told to be the wrong one. */
const enoughToLeaveOut = 5

export interface LandmarkPairs {
  /** Name → position, mm. */
  readonly sourceMm: ReadonlyMap<string, Vec3>
  readonly targetMm: ReadonlyMap<string, Vec3>
  readonly scale: 'free' | 'fixed'
  /** Name → weight, 0 or more; absent: 1. A landmark of weight 0 is left out of everything. */
  readonly weights?: ReadonlyMap<string, number>
}

export interface PairedFit {
  readonly fit: SimilarityFit
  /** `[k*3]` source and target positions as paired, exchanged names already undone. */
  readonly source: Float64Array
  readonly target: Float64Array
  /** `[k]` 0 for a landmark that was left out. */
  readonly weights: Float64Array
}

export interface PairExamination extends PairedFit {
  /** Names of the landmarks both scans have, in the order of the source. */
  readonly names: readonly string[]
  readonly findings: readonly LandmarkFinding[]
  readonly influences: readonly LandmarkInfluence[]
  /** Why an alignment should not be based on them; null where nothing forbids it. */
  readonly refusal: CameoError | null
}

/**
 * The similarity from the landmarks that both sets hold, and the mistakes it reveals: exchanged names and lists in
 * another order are paired as meant where that is certain, one wild landmark is left out, mirrored scans get a refusal.
 * Positions come in millimetres, so that the fit's scale is 1 when the units were right.
 * Throws input/too-few-landmarks and what `fitSimilarity` throws.
 */
export const examinePairs = (pairs: LandmarkPairs): PairExamination => {
  const names = [...pairs.sourceMm.keys()].filter((name) => pairs.targetMm.has(name) && weightOf(pairs, name) > 0)
  if (names.length < 3) throw tooFewLandmarks(pairs, names)
  const plain = fitPaired(pairs, names, names)
  const reading = plain.fit.rms > unquestionedMm ? readAsMeant(pairs, names, plain) : nothingRead
  const paired = reading.targetNames === null ? plain : fitPaired(pairs, names, reading.targetNames)
  const leftOut = names.map((_, left) => fitWithout(paired, left, pairs.scale))
  const influences = influencesOf(paired, names, leftOut)
  const kept = withoutWildOne(paired, names, leftOut)
  const findings = [...reading.findings, ...kept.findings, ...badlyFitting(kept.paired, names)]
  return { ...kept.paired, names, findings, influences, refusal: reading.refusal }
}

const weightOf = ({ weights }: LandmarkPairs, name: string): number => weights?.get(name) ?? 1

/** Source landmarks in their order against the target landmarks called `targetNames`. */
const fitPaired = (pairs: LandmarkPairs, names: readonly string[], targetNames: readonly string[]): PairedFit => {
  const source = rowsOf(pairs.sourceMm, names)
  const target = rowsOf(pairs.targetMm, targetNames)
  const weights = Float64Array.from(names, (name) => weightOf(pairs, name))
  return { fit: fitSimilarity({ source, target, weights, scale: pairs.scale }), source, target, weights }
}

const rowsOf = (points: ReadonlyMap<string, Vec3>, names: readonly string[]): Float64Array =>
  Float64Array.from(names.flatMap((name) => points.get(name) as Vec3))

const tooFewLandmarks = ({ sourceMm, targetMm }: LandmarkPairs, common: readonly string[]) => {
  const list = (names: readonly string[]): string => (names.length > 0 ? names.join(', ') : 'none')
  return badInput(
    'too-few-landmarks',
    `An alignment needs at least 3 landmarks placed on both scans, but ${common.length} are (${list(common)}). ` +
      `The source has ${list([...sourceMm.keys()])}; the target has ${list([...targetMm.keys()])}.`,
    { common },
  )
}

interface Reading {
  /** Null: as they are. */
  readonly targetNames: readonly string[] | null
  readonly findings: readonly LandmarkFinding[]
  readonly refusal: CameoError | null
}

const nothingRead: Reading = { targetNames: null, findings: [], refusal: null }

/** Whether the names should have been others, or one of the scans is mirrored. */
const readAsMeant = (pairs: LandmarkPairs, names: readonly string[], plain: PairedFit): Reading => {
  const trials = new PairingTrials({ ...plain, scale: pairs.scale })
  const asIs = trials.fit(names.map((_, i) => i))
  const [best, ...others] = nameReadings(names, trials)
  if (best && best.rms < convincing * asIs.rms && best.rms <= asIs.mirroredRms) {
    const rival = others.find(({ order }) => order.some((to, i) => to !== best.order[i]))
    return exchanged(pairs, names, { asIs, best, isCertain: !rival || rival.rms > unambiguous * best.rms })
  }
  return asIs.mirroredRms < convincing * asIs.rms ? mirrored(pairs, asIs) : nothingRead
}

const exchanged = (
  pairs: LandmarkPairs,
  names: readonly string[],
  o: { readonly asIs: TrialFit; readonly best: NameReading; readonly isCertain: boolean },
): Reading => {
  const { asIs, best, isCertain } = o
  const scan = misnamedScan(pairs, best)
  const message =
    `${best.sentence} on ${scan === null ? 'one of the scans' : `the ${scan}`}: ` +
    `RMS ${asIs.rms.toFixed(1)} → ${mm(best.rms)} if exchanged. ` +
    (isCertain
      ? 'They were taken as exchanged; correct the landmarks.'
      : 'Another reading fits nearly as well, so they were left as they are; correct the landmarks.')
  const finding: LandmarkFinding = {
    code: 'align/landmarks-exchanged',
    message,
    fix: { kind: 'rename', scan, names: best.renamed },
    confidence: isCertain ? 1 - best.rms / asIs.rms : 0.5,
    isApplied: isCertain,
  }
  const targetNames = isCertain ? best.order.map((to) => names[to]) : null
  return { targetNames, findings: [finding], refusal: null }
}

/** The scan whose landmarks look like a head only if renamed; null where the template does not know enough of them. */
const misnamedScan = ({ sourceMm, targetMm }: LandmarkPairs, { renamed }: NameReading): ScanSide | null => {
  const meant = new Map(renamed)
  const gain = (points: ReadonlyMap<string, Vec3>): number => {
    const before = headPose(points)
    const after = headPose(new Map([...points].map(([name, position]) => [meant.get(name) ?? name, position])))
    return before && after ? before.rmsMm / Math.max(after.rmsMm, 1e-9) : 1
  }
  const [source, target] = [gain(sourceMm), gain(targetMm)]
  if (source > 1.2 && target < 1) return 'source'
  return target > 1.2 && source < 1 ? 'target' : null
}

const mirrored = ({ sourceMm, targetMm }: LandmarkPairs, asIs: TrialFit): Reading => {
  const isMirrored = (points: ReadonlyMap<string, Vec3>): boolean => {
    const pose = headPose(points)
    return pose !== null && pose.mirroredRmsMm < convincing * pose.rmsMm
  }
  const [source, target] = [isMirrored(sourceMm), isMirrored(targetMm)]
  const scan = source === target ? null : source ? 'source' : 'target'
  const message =
    `The landmarks only fit as in a mirror (${mm(asIs.rms)} as they are, ${mm(asIs.mirroredRms)} mirrored): ` +
    `${scan === null ? 'one of the scans' : `the ${scan}`} is mirrored, or left and right are exchanged in one whole ` +
    'set of landmarks. Mirror the scan back or correct the landmarks.'
  const numbers = { plainRmsMm: asIs.rms, mirroredRmsMm: asIs.mirroredRms, scan }
  const confidence = 1 - asIs.mirroredRms / asIs.rms
  const finding = {
    code: 'align/mirrored',
    message,
    fix: { kind: 'mirror', scan },
    confidence,
    isApplied: false,
  } as const
  return { targetNames: null, findings: [finding], refusal: badInput('mirrored', message, numbers) }
}

/** What each landmark does. Empty with three, of which none can be missed. */
const influencesOf = (
  paired: PairedFit,
  names: readonly string[],
  fits: readonly (SimilarityFit | null)[],
): LandmarkInfluence[] =>
  fits.flatMap((fit, left): LandmarkInfluence[] =>
    fit === null
      ? []
      : [
          {
            name: names[left],
            residualMm: paired.fit.residuals[left],
            leftOutMm: fit.residuals[left],
            ...changeBetween(paired, fit.targetFromSource),
          },
        ],
  )

/** Null where the others lie on a line, or are too few. */
const fitWithout = ({ source, target, weights }: PairedFit, left: number, scale: 'free' | 'fixed') => {
  try {
    return fitSimilarity({ source, target, weights: weights.with(left, 0), scale })
  } catch {
    return null
  }
}

const changeBetween = ({ fit, source }: PairedFit, other: Mat4) => {
  const count = source.length / 3
  const mean = [0, 1, 2].map((axis) => source.reduce((sum, v, i) => sum + (i % 3 === axis ? v / count : 0), 0))
  const middle: Vec3 = [mean[0], mean[1], mean[2]]
  const [before, after] = [transformPoint(fit.targetFromSource, middle), transformPoint(other, middle)]
  const change = multiply4(other, invertAffine4(fit.targetFromSource))
  const scale = scaleOf(change)
  const cosine = ((change[0] + change[5] + change[10]) / scale - 1) / 2
  return {
    shiftMm: Math.hypot(after[0] - before[0], after[1] - before[1], after[2] - before[2]),
    turnDegrees: (Math.acos(Math.max(-1, Math.min(1, cosine))) * 180) / Math.PI,
    scaleShare: scale - 1,
  }
}

/** The fit without the one landmark that spoils it, if there is such a one and enough are left to tell. */
const withoutWildOne = (
  paired: PairedFit,
  names: readonly string[],
  fits: readonly (SimilarityFit | null)[],
): { readonly paired: PairedFit; readonly findings: readonly LandmarkFinding[] } => {
  const asIs = { paired, findings: [] }
  if (paired.fit.rms <= worstToleratedMm / 2 || paired.weights.length < enoughToLeaveOut) return asIs
  let best: { readonly left: number; readonly fit: SimilarityFit } | null = null
  for (const [left, fit] of fits.entries()) {
    if (fit && fit.rms < (best?.fit.rms ?? Infinity)) best = { left, fit }
  }
  if (best === null || best.fit.rms > standsOut * paired.fit.rms) return asIs
  const { left, fit } = best
  const name = names[left]
  const message =
    `${name} lies ${mm(fit.residuals[left])} from where the other landmarks say it should, ` +
    'so it was left out. Check it on both scans.'
  const finding: LandmarkFinding = {
    code: 'align/landmark-left-out',
    message,
    fix: { kind: 'leave-out', name },
    confidence: 1 - fit.rms / paired.fit.rms,
    isApplied: true,
  }
  const weights = paired.weights.with(left, 0)
  return { paired: { ...paired, fit, weights }, findings: [finding] }
}

const badlyFitting = ({ fit, weights }: PairedFit, names: readonly string[]): LandmarkFinding[] => {
  const used = names.map((_, i) => i).filter((i) => weights[i] > 0)
  const worst = used.reduce((best, i) => (fit.residuals[i] > fit.residuals[best] ? i : best))
  if (fit.residuals[worst] <= worstToleratedMm) return []
  const message =
    `The landmarks agree badly: worst is ${names[worst]}, ${mm(fit.residuals[worst])} off (all: ${mm(fit.rms)} RMS). ` +
    'Check it on both scans.'
  return [{ code: 'align/landmark-residual', message, fix: null, confidence: 1, isApplied: false }]
}

const mm = (value: number): string => `${value.toFixed(1)} mm`
