import { type Verdict, verdictRank } from '../../model/alignment.ts'
import {
  belowForehead,
  type LandmarkReport,
  type RegionReport,
  type RegistrationCertificate,
  type RegistrationReason,
  type RegistrationReport,
} from '../../model/registration.ts'

/** What decides; found on the failure gallery and the scans with known truth of docs/registration.md. */
export const registrationLimits = {
  scanToMeshMm: { amber: 0.4, red: 1 },
  /** Part of the scan's points in the face, beside openings of the mesh, that may be left out. */
  besideMesh: 0.25,
  seenFace: { amber: 0.65, red: 0.5 },
  /** Of the half of the face that is seen least. */
  seenHalf: { amber: 0.55, red: 0.35 },
  /** Below the forehead, where no hair hangs. */
  coveredFace: { amber: 0.16, red: 0.22 },
  /** Of lips or nose. */
  coveredPart: { amber: 0.35, red: 0.5 },
  coveredForehead: { amber: 0.6, red: 0.8 },
  landmarkMm: { amber: 5, red: 12 },
  heldOutMm: { amber: 4, red: 8 },
  /** Held out, registration over model; counts beyond a difference of half a millimetre. */
  heldOutRatio: { amber: 1.25, red: 2 },
  flippedOutsideEars: { amber: 0, red: 20 },
  stretchedOutsideEars: { amber: 100, red: 500 },
  /** What can be seen of lips or lids that passed through each other was moved. */
  partedMm: { amber: 4, red: Number.POSITIVE_INFINITY },
  /** Mahalanobis distance over the square root of the number of components: about 1 for a likely head. */
  unlikely: { amber: 1.4, red: 2.2 },
  coefficient: { amber: 4, red: 6 },
} as const

interface Limits {
  readonly amber: number
  readonly red: number
}

/** With fewer none can be left out: three are needed to begin. */
const fewestLandmarks = 4

/** @param base what the surface began from, in words: it is what landmarks that were left out are compared with. */
type Check = (report: RegistrationReport, base: string) => RegistrationReason | null

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`
const mm = (value: number): string => `${value.toFixed(2)} mm`

const above = (value: number, { amber, red }: Limits): Verdict =>
  value > red ? 'red' : value > amber ? 'amber' : 'green'
const below = (value: number, { amber, red }: Limits): Verdict =>
  value < red ? 'red' : value < amber ? 'amber' : 'green'

/** Advice belongs to what is not green. */
const reason = (code: string, verdict: Verdict, message: string, advice: string): RegistrationReason => ({
  code: `registration/${code}`,
  verdict,
  message,
  advice: verdict === 'green' ? '' : advice,
})

const regionOf = ({ regions }: RegistrationReport, name: string): RegionReport | undefined =>
  regions.find((region) => region.name === name)

/** Part of what the scan could have shown: eyeballs and open edges are the model's. */
const ofSkin = ({ states }: RegionReport, names: readonly (keyof RegionReport['states'])[]): number =>
  states.model < 1 ? names.reduce((sum, name) => sum + states[name], 0) / (1 - states.model) : 0

/** By the points that lie on the mesh, unless so many lie beside it that it may be in the wrong place. */
const surface: Check = ({ scanToMeshMm: all, scanToMeshInsideMm: inside = all }) => {
  const beside = all.count - inside.count
  const isBeside = beside > registrationLimits.besideMesh * all.count
  const { median, within1mm } = isBeside ? all : inside
  if (all.count === 0) {
    const advice = 'Check that the landmarks are of this scan.'
    return reason('surface', 'red', 'No point of the scan lies near the face.', advice)
  }
  const points = `${beside} points beside an opening of the mesh (mouth, neck)`
  const leftOut = beside === 0 ? '' : isBeside ? ` ${points} are among them.` : ` Left out: ${points}.`
  return reason(
    'surface',
    above(median, registrationLimits.scanToMeshMm),
    `Scan to mesh in the face: ${mm(median)} median, ${percent(within1mm)} within 1 mm.${leftOut}`,
    'Look at the heat map: a wrong start, or something on the scan that is not the head.',
  )
}

const seen: Check = (report) => {
  const face = regionOf(report, 'face')
  if (!face) return null
  const share = ofSkin(face, ['seen'])
  return reason(
    'seen',
    below(share, registrationLimits.seenFace),
    `${percent(share)} of the face lies on skin of the scan; the rest is the model's guess.`,
    'Use a scan that shows more of the face, or use only the part that is seen.',
  )
}

const halves: Check = ({ seenHalves }) => {
  if (!seenHalves) return null
  const { left, right } = seenHalves
  const verdict = below(Math.min(left, right), registrationLimits.seenHalf)
  if (verdict === 'green') return null
  const [less, share, other] = left < right ? ['left', left, right] : ['right', right, left]
  return reason(
    'half-face',
    verdict,
    `Only ${percent(share)} of the ${less} half of the face was seen, ${percent(other)} of the other.`,
    'The scan misses a side: merge it with a scan from there, or do not use that half.',
  )
}

const covered: Check = (report) => {
  const face = regionOf(report, belowForehead) ?? regionOf(report, 'face')
  if (!face) return null
  const share = ofSkin(face, ['covered', 'cut-off'])
  const verdict = above(share, registrationLimits.coveredFace)
  if (verdict === 'green') return null
  return reason(
    'covered',
    verdict,
    `${percent(share)} of the face below the forehead lies under or behind something that is not skin of this head: a hand, hair, cloth, or the model lies wrong.`,
    'Look at the overlay. Remove what is in front from the scan, or paint it out, and register again.',
  )
}

const coveredParts: Check = (report) => {
  const shares = (['lips', 'nose'] as const).flatMap((name) => {
    const region = regionOf(report, name)
    return region ? [{ name, share: ofSkin(region, ['covered', 'cut-off']) }] : []
  })
  const [worst] = shares.sort((a, b) => b.share - a.share)
  const verdict = worst ? above(worst.share, registrationLimits.coveredPart) : 'green'
  if (verdict === 'green') return null
  return reason(
    'covered-part',
    verdict,
    `${percent(worst.share)} of the ${worst.name} lies under or behind something that is not skin of this head: a hand, a mask, a scarf.`,
    'Scan again without what is in front; what the model says there is a guess.',
  )
}

const forehead: Check = (report) => {
  const region = regionOf(report, 'forehead')
  if (!region) return null
  const share = ofSkin(region, ['covered', 'cut-off'])
  const verdict = above(share, registrationLimits.coveredForehead)
  if (verdict === 'green') return null
  return reason(
    'forehead',
    verdict,
    `${percent(share)} of the forehead is covered: a hat, a headband or a fringe. The top of the head is not measured.`,
    'Scan again with the forehead bare, or use the face below the brows only.',
  )
}

const names = (landmarks: readonly LandmarkReport[]): string =>
  landmarks.map(({ name, residualMm }) => `${name} ${residualMm.toFixed(1)} mm`).join(', ')

const landmarks: Check = ({ landmarks: all }) => {
  const { landmarkMm } = registrationLimits
  const worst = [...all].sort((a, b) => b.residualMm - a.residualMm)
  if (worst.length === 0) return null
  const verdict = above(worst[0].residualMm, landmarkMm)
  if (verdict === 'green') {
    return reason('landmarks', verdict, `All landmarks lie within ${mm(worst[0].residualMm)} of their places.`, '')
  }
  const far = worst.filter(({ residualMm }) => above(residualMm, landmarkMm) !== 'green')
  const more = far.length > 4 ? ` and ${far.length - 4} more` : ''
  return reason(
    'landmarks',
    verdict,
    `Landmarks far from their places on the head: ${names(far.slice(0, 4))}${more}.`,
    'Check these landmarks: two may be swapped (left is the subject’s left), or one is in a wrong place.',
  )
}

const offScan: Check = ({ offScan: off }) =>
  off.length === 0
    ? null
    : reason(
        'off-scan',
        'red',
        `Not on the scan, and left out: ${off.slice(0, 6).join(', ')}${off.length > 6 ? ` and ${off.length - 6} more` : ''}.`,
        'Place these landmarks again, or delete them where the scan does not show the place.',
      )

const heldOut: Check = ({ heldOutMm, landmarks: all }, base) => {
  if (!heldOutMm) {
    if (all.length >= fewestLandmarks) return null
    return reason(
      'held-out',
      'amber',
      `Fewer than ${fewestLandmarks} landmarks: nothing tests whether points of the model lie where they belong.`,
      'Place more landmarks.',
    )
  }
  const { registration, model, count } = heldOutMm
  const { heldOutMm: limits, heldOutRatio } = registrationLimits
  const ratio = registration > model + 0.5 ? above(registration / model, heldOutRatio) : 'green'
  const size = above(registration, limits)
  const verdict = worseOf(ratio, size)
  return reason(
    'held-out',
    verdict,
    `A landmark that is left out is found to ${mm(registration)} (median of ${count}; ${mm(model)} by ${base}).`,
    size === 'green'
      ? 'Free vertices carry points away from where the model has them: compare wire and scan.'
      : 'Correspondence is poor: check the landmarks, then the overlay.',
  )
}

const flipped: Check = ({ flippedFaces: { outsideEars, inEars } }) =>
  reason(
    'flipped',
    above(outsideEars, registrationLimits.flippedOutsideEars),
    `${outsideEars} faces outside the ears point the wrong way${inEars > 0 ? `, ${inEars} in the ears` : ''}.`,
    'Look at the wire where faces cross.',
  )

const stretched: Check = ({ stretchedFaces: { outsideEars } }) => {
  const verdict = above(outsideEars, registrationLimits.stretchedOutsideEars)
  if (verdict === 'green') return null
  return reason(
    'stretched',
    verdict,
    `${outsideEars} faces outside the ears are more than twice as long as the model's, or less than half.`,
    'Look at the wire: the surface follows something that is not the head.',
  )
}

const parted: Check = ({ crossings }) => {
  if (!crossings) return null
  const { left, movedMm = 0 } = crossings
  const verdict = left > 0 ? 'amber' : above(movedMm, registrationLimits.partedMm)
  if (verdict === 'green') return null
  const how = left > 0 ? `${left} pairs of triangles still do` : `they were taken apart by up to ${mm(movedMm)}`
  return reason(
    'parted',
    verdict,
    `Lips or lids of the surface passed through each other; ${how}.`,
    'Look at the mouth and the eyes. Lines along lips and lids hold them where they belong.',
  )
}

const unlikely =
  (key: 'shape' | 'expression', what: string): Check =>
  (report) => {
    const { mahalanobis, components, largest } = report[key]
    if (components === 0) return null
    const relative = mahalanobis / Math.sqrt(components)
    const verdict = worseOf(
      above(relative, registrationLimits.unlikely),
      above(largest, registrationLimits.coefficient),
    )
    return reason(
      `unlikely-${key}`,
      verdict,
      `The ${what} lies ${mahalanobis.toFixed(1)} from the model's mean (${Math.sqrt(components).toFixed(1)} is usual for ${components} components; the largest is ${largest.toFixed(1)}).`,
      'Check unit, landmarks and their sides: so unusual a head is seldom one.',
    )
  }

const worseOf = (a: Verdict, b: Verdict): Verdict => (verdictRank[a] > verdictRank[b] ? a : b)

/** Every check gives one reason or has nothing to say; the worst decides. */
const checks: readonly Check[] = [
  offScan,
  landmarks,
  covered,
  coveredParts,
  forehead,
  halves,
  seen,
  surface,
  heldOut,
  flipped,
  stretched,
  parted,
  unlikely('shape', 'shape'),
  unlikely('expression', 'expression'),
]

/**
 * Weighs a report. The reasons come worst first, those alike in the order of what explains most.
 * @param o.base what the surface began from; `further` are reasons from elsewhere that count alike.
 */
export const certifyRegistration = (
  report: RegistrationReport,
  o: { readonly base?: string; readonly further?: readonly RegistrationReason[]; readonly isContinued?: boolean } = {},
): RegistrationCertificate => {
  const { base = 'the model alone', further = [], isContinued = false } = o
  // What follows from a frame before needs no landmarks of its own.
  const asked = isContinued && !report.heldOutMm ? checks.filter((check) => check !== heldOut) : checks
  const reasons = [...further, ...asked.flatMap((check) => check(report, base) ?? [])].sort(
    (a, b) => verdictRank[b.verdict] - verdictRank[a.verdict],
  )
  return { verdict: reasons[0]?.verdict ?? 'red', reasons }
}
