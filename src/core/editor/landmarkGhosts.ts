import { proposeFromScheme } from '../geometry/shape/proposeFromScheme.ts'
import { fitReflection, fitSimilarity } from '../geometry/similarity.ts'
import { CameoError } from '../model/errors.ts'
import type { LandmarkProposal, ProposalResult, ProposalSurface } from '../model/landmarkProposals.ts'
import { type Landmark, type LandmarkScheme, placedPoints, type SurfacePoint } from '../model/landmarks.ts'
import { type Mat4, transformPoint, type Vec3 } from '../model/transform.ts'

/** A place that is proposed for a point and that nobody has taken yet. It is shown, never stored. */
export interface Ghost {
  readonly name: string
  /** In the scan's frame and unit. */
  readonly position: Vec3
  readonly surface: SurfacePoint | null
  /** Distance to a person's click that is to be expected, mm. */
  readonly sigmaMm: number
}

export interface Ghosts {
  readonly ghosts: readonly Ghost[]
  /** Why there are none, or not all, in a sentence. */
  readonly message: string | null
  /** What they were made from where it was chosen by what there is. */
  readonly basis: LandmarkProposal['basis'] | null
}

export interface GhostInput {
  readonly landmarks: readonly Landmark[]
  readonly scheme: LandmarkScheme
  readonly surface: ProposalSurface
  /** Null where nobody knows the unit of the scan: lengths are then told as the scan has them. */
  readonly mmPerUnit: number | null
}

export const noGhosts: Ghosts = { ghosts: [], message: null, basis: null }

/** What clicks on two scans or two sides of a face differ by when everything is right. */
const clickMm = 1.5
/** A place this far from the surface (mm) is not shown by it. */
const farMm = 15
/** A ring of half an eye's width says nothing: places less sure than this (mm) are not shown. */
const mostSigmaMm = 14

/** Points of the scheme that wait for a decision. */
const waitingNames = ({ landmarks, scheme }: Pick<GhostInput, 'landmarks' | 'scheme'>): readonly string[] => {
  const decided = new Set(landmarks.filter(({ status }) => status !== 'unplaced').map(({ name }) => name))
  return scheme.points.map(({ name }) => name).filter((name) => !decided.has(name))
}

/**
 * From the mean shape of the scheme and from other heads (name → position, any frame and unit), once three points are
 * placed.
 */
export const ghostsFromScheme = (input: GhostInput, population: readonly ReadonlyMap<string, Vec3>[] = []): Ghosts => {
  const { landmarks, scheme, surface, mmPerUnit } = input
  const placed = placedPoints({ landmarks })
  if (placed.size < 3 || waitingNames(input).length === 0) return noGhosts
  try {
    return ghostsFromProposals(input, proposeFromScheme(placed, scheme, surface, { mmPerUnit, population }))
  } catch (error) {
    if (error instanceof CameoError) return { ...noGhosts, message: error.message }
    throw error
  }
}

/** What has been proposed for points that still wait, where it is sure enough to be looked at. */
export const ghostsFromProposals = (
  input: Omit<GhostInput, 'surface'>,
  { proposals, withheld }: Pick<ProposalResult, 'proposals' | 'withheld'>,
): Ghosts => {
  const waiting = new Set(waitingNames(input))
  const awaited = proposals.filter(({ name }) => waiting.has(name))
  const ghosts = awaited.filter(({ sigmaMm }) => sigmaMm <= mostSigmaMm)
  const reasons = withheld.filter(({ name }) => waiting.has(name))
  const unsure = awaited.length - ghosts.length
  const sentences = [
    ...(reasons.length > 0 ? [`${reasons.length} without a proposal: ${reasons[0].reason}`] : []),
    ...(unsure > 0
      ? [`${unsure} more would be less sure than ${mostSigmaMm} mm: more points, or a head model, help.`]
      : []),
  ]
  const bases = new Set(ghosts.map(({ basis }) => basis))
  const basis =
    (['frame', 'registration', 'model', 'population', 'scheme'] as const).find((each) => bases.has(each)) ?? null
  return { ghosts, message: sentences.join(' ') || null, basis }
}

/**
 * From the placed points of the other side: the reflection that carries pairs of left and right, and points of the
 * midline, best onto each other.
 */
export const ghostsFromMirror = (input: GhostInput): Ghosts => {
  const { landmarks, scheme } = input
  const placed = placedPoints({ landmarks })
  const mirrorOf = new Map(scheme.points.map(({ name, mirror }) => [name, mirror ?? name]))
  const pairs = [...placed].flatMap(([name, from]) => {
    const to = placed.get(mirrorOf.get(name) ?? '')
    return to ? [{ from, to }] : []
  })
  const waiting = waitingNames(input).filter((name) => placed.has(mirrorOf.get(name) ?? ''))
  if (waiting.length === 0) return noGhosts
  const fit = pairs.length < 3 ? null : attempt(() => fitReflection({ ...rowsOf(pairs), scale: 'fixed' }))
  if (!fit) {
    const message =
      'To mirror points, place three of which the other side is known: points of the midline, or pairs of left and right.'
    return { ...noGhosts, message }
  }
  const wanted = waiting.map((name) => ({ name, from: placed.get(mirrorOf.get(name) as string) as Vec3 }))
  return carried(input, wanted, { targetFromSource: fit.targetFromSource, rms: fit.rms })
}

/**
 * From the points of another scan: by the alignment where there is one, otherwise by the points placed on both.
 *
 * @param o.scanFromOther the alignment, null where the scans are not aligned.
 */
export const ghostsFromScan = (
  input: GhostInput,
  o: { readonly other: readonly Landmark[]; readonly scanFromOther: Mat4 | null },
): Ghosts => {
  const placed = placedPoints(input)
  const there = placedPoints({ landmarks: o.other })
  const wanted = waitingNames(input).flatMap((name) => {
    const from = there.get(name)
    return from ? [{ name, from }] : []
  })
  if (wanted.length === 0) return { ...noGhosts, message: there.size === 0 ? 'The other scan has no points.' : null }
  if (o.scanFromOther) return carried(input, wanted, { targetFromSource: o.scanFromOther, rms: 0 })
  const pairs = [...placed].flatMap(([name, to]) => {
    const from = there.get(name)
    return from ? [{ from, to }] : []
  })
  const fit = pairs.length < 3 ? null : attempt(() => fitSimilarity({ ...rowsOf(pairs), scale: 'free' }))
  if (!fit) return { ...noGhosts, message: 'Align the scans, or place three points on both.' }
  return carried(input, wanted, fit)
}

/** From the points that another annotator has placed on the same scan. */
export const ghostsFromObserver = (input: Omit<GhostInput, 'surface'>, other: readonly Landmark[]): Ghosts => {
  const waiting = new Set(waitingNames(input))
  const ghosts = other.flatMap(({ name, status, position, surface }) =>
    status === 'placed' && position && waiting.has(name) ? [{ name, position, surface, sigmaMm: clickMm }] : [],
  )
  return { ghosts, message: null, basis: null }
}

const trimmed = new WeakMap<Ghosts, { readonly landmarks: readonly Landmark[]; readonly left: Ghosts }>()

/** Without the points that have been decided meanwhile; the same object for the same points, and where nothing is left out. */
export const stillWaiting = (ghosts: Ghosts, landmarks: readonly Landmark[]): Ghosts => {
  const known = trimmed.get(ghosts)
  if (known?.landmarks === landmarks) return known.left
  const decided = new Set(landmarks.flatMap(({ name, status }) => (status === 'unplaced' ? [] : [name])))
  // Scans without proposals share one object: it must not be one of this scan and then of the other.
  if (!ghosts.ghosts.some(({ name }) => decided.has(name))) return ghosts
  const left = { ...ghosts, ghosts: ghosts.ghosts.filter(({ name }) => !decided.has(name)) }
  trimmed.set(ghosts, { landmarks, left })
  return left
}

const rowsOf = (pairs: readonly { readonly from: Vec3; readonly to: Vec3 }[]) => ({
  source: Float64Array.from(pairs.flatMap(({ from }) => from)),
  target: Float64Array.from(pairs.flatMap(({ to }) => to)),
})

/** Points that lie on a line fix nothing. */
const attempt = <T>(work: () => T): T | null => {
  try {
    return work()
  } catch (error) {
    if (error instanceof CameoError) return null
    throw error
  }
}

const carried = (
  { surface, mmPerUnit }: GhostInput,
  wanted: readonly { readonly name: string; readonly from: Vec3 }[],
  fit: { readonly targetFromSource: Mat4; readonly rms: number },
): Ghosts => {
  const mm = mmPerUnit ?? 1
  const ghosts = wanted.flatMap(({ name, from }): Ghost[] => {
    const expected = transformPoint(fit.targetFromSource, from)
    const hit = surface.closestPoint(...expected, mmPerUnit === null ? Infinity : farMm / mm)
    if (!hit) return []
    const { triangle, barycentrics, point, distance } = hit
    const sigmaMm = Math.hypot(clickMm, fit.rms * mm, distance * mm)
    return [{ name, position: point, surface: { triangle, barycentrics }, sigmaMm }]
  })
  const lost = wanted.length - ghosts.length
  const message = lost > 0 ? `${lost} points would lie far from the surface of this scan.` : null
  return { ghosts, message, basis: null }
}
