import { examineLandmarks } from '../geometry/alignment/examineLandmarks.ts'
import { examinePairs } from '../geometry/alignment/examinePairs.ts'
import { mirrorPairs } from '../geometry/alignment/landmarkNames.ts'
import { scanUnit } from '../geometry/alignment/scanUnit.ts'
import { strayInWords } from '../geometry/shape/pointDoubts.ts'
import { templatePlacesMm } from '../geometry/templatePlaces.ts'
import { CameoError } from '../model/errors.ts'
import type { LandmarkFinding, LandmarkFix, ScanSide, ShapeDoubts } from '../model/landmarkFindings.ts'
import { type Landmark, placedPoints } from '../model/landmarks.ts'
import type { Vec3 } from '../model/transform.ts'
import { type LengthUnit, mmPer, type UpAxis } from '../model/units.ts'
import type { Renames } from './landmarkRenames.ts'
import { atStart } from './scanPairs.ts'

/** A scan with the points placed on it so far. */
export interface DoubtedScan {
  readonly id: string
  /** The first of a pair or the second. */
  readonly side: ScanSide
  /** As a sentence names it: “the fine scan”. */
  readonly called: string
  readonly unit: LengthUnit | null
  readonly up: UpAxis | null
  readonly landmarks: readonly Landmark[]
  /** Against the shapes of faces and the other heads of the project; absent or null where that was not asked. */
  readonly shape?: ShapeDoubts | null
}

/** What would mend a doubt, as a person chooses it. */
export type Heal =
  | { readonly kind: 'rename'; readonly scanId: string; readonly text: string; readonly names: Renames }
  | { readonly kind: 'unit'; readonly scanId: string; readonly text: string; readonly unit: LengthUnit }
  | { readonly kind: 'up'; readonly scanId: string; readonly text: string; readonly up: UpAxis }

export interface Doubt {
  /** The same doubt has the same key with every click. */
  readonly key: string
  readonly message: string
  /** What can be done at once; empty where only looking helps. More than one: a person must say which scan is wrong. */
  readonly heals: readonly Heal[]
  /** Points to look at. */
  readonly names: readonly string[]
}

/** With fewer points nothing is said. */
const enoughPoints = 4

/**
 * Everything that is doubtful about the points of a subject's scans, the surest first: exchanged names, mirrors and
 * strays against an average head and against the other scan, units and up axes that cannot be. Milliseconds: asked with
 * every click. Never throws on what a person may have clicked.
 */
export const landmarkDoubts = (scans: readonly DoubtedScan[], titleOf: (name: string) => string): readonly Doubt[] => {
  const alone = scans.flatMap((scan) => doubtsOfOne(scan, titleOf))
  const [source, target] = [scans.find(({ side }) => side === 'source'), scans.find(({ side }) => side === 'target')]
  const together = source && target ? doubtsOfPair({ source, target }, titleOf) : []
  const known = new Set(alone.map(({ key }) => key))
  return [...alone, ...together.filter(({ key }) => !known.has(key))]
}

type Sides = Readonly<Record<ScanSide, DoubtedScan>>

const doubtsOfPair = (sides: Sides, titleOf: (name: string) => string): readonly Doubt[] => {
  const examined = (scan: DoubtedScan) => ({
    points: placedPoints(scan),
    unit: scan.unit,
    up: scan.up,
    longestSide: sizeOf(scan),
  })
  if (placedPoints(sides.source).size < enoughPoints || placedPoints(sides.target).size < enoughPoints) return []
  const { findings } = examineLandmarks({
    source: examined(sides.source),
    target: examined(sides.target),
    scale: 'free',
  })
  const worth = findings.filter(({ code }) => code !== 'align/too-few-landmarks')
  return worth.map((finding) => doubtOf(finding, sides, titleOf))
}

/** Against the template and against itself: what can be told before the other scan has points. */
const doubtsOfOne = (scan: DoubtedScan, titleOf: (name: string) => string): readonly Doubt[] => {
  const points = placedPoints(scan)
  const known = new Map([...points].filter(([name]) => templatePlacesMm.has(name)))
  if (known.size < enoughPoints) return []
  const unit = scanUnit({ which: 'target', stated: scan.unit, points, longestSide: sizeOf(scan) })
  const sides: Sides = { source: scan, target: scan }
  const pairs = findingsAgainstTemplate(scaled(known, unit.mmPerUnit)).map((finding) => asOfOne(finding, scan))
  const found = [...unit.findings, ...pairs].map((finding) => doubtOf(finding, sides, titleOf))
  // Exchanged names make strays of good clicks: first things first.
  const isExchanged = pairs.some(({ fix }) => fix?.kind === 'rename' || fix?.kind === 'mirror')
  return isExchanged ? found : [...found, ...straysOf(scan, new Set(found.flatMap(({ names }) => names)), titleOf)]
}

/** Points that lie where neither the others on the face nor the other heads of the project would have them. */
const straysOf = (
  { id, called, shape }: DoubtedScan,
  named: ReadonlySet<string>,
  titleOf: (name: string) => string,
): readonly Doubt[] =>
  (shape?.strays ?? [])
    .filter(({ name }) => !named.has(name))
    .map((stray) => ({
      key: `shape/stray ${id} ${stray.name}`,
      message: strayInWords({ ...stray, name: `${titleOf(stray.name)} on ${called}` }, shape?.heads ?? 0),
      heals: [],
      names: [stray.name],
    }))

/** People differ from the template by more than clicks do: only what no person looks like counts. */
const findingsAgainstTemplate = (pointsMm: ReadonlyMap<string, Vec3>): readonly LandmarkFinding[] => {
  try {
    const { findings } = examinePairs({ sourceMm: templatePlacesMm, targetMm: pointsMm, scale: 'free' })
    return findings.filter(({ code, confidence }) => code !== 'align/landmark-residual' && confidence > 0.5)
  } catch (error) {
    if (error instanceof CameoError) return []
    throw error
  }
}

/** The template is never wrong. */
const asOfOne = (finding: LandmarkFinding, { called }: DoubtedScan): LandmarkFinding => {
  const { fix } = finding
  const on = `on ${called}`
  if (fix?.kind === 'rename') {
    const [first, second] = fix.names.length === 2 ? fix.names[0] : [null, null]
    const what = first && second ? `${first} and ${second} look` : 'Some points look'
    return {
      ...finding,
      fix: { ...fix, scan: 'target' },
      message: `${what} exchanged ${on}: no head is built like this.`,
    }
  }
  if (fix?.kind === 'leave-out') {
    return { ...finding, message: `${fix.name} lies far from where the other points ${on} say it should. Check it.` }
  }
  if (fix?.kind === 'mirror') {
    const message = `The points ${on} fit a head only as in a mirror: left and right are exchanged, or the scan is mirrored.`
    return { ...finding, fix: { kind: 'mirror', scan: 'target' }, message }
  }
  return finding
}

const doubtOf = (finding: LandmarkFinding, sides: Sides, titleOf: (name: string) => string): Doubt => {
  const heals = finding.fix ? healsOf(finding.fix, sides) : []
  const names = finding.fix ? namesOf(finding.fix) : []
  const scanIds = heals.map(({ scanId }) => scanId).join(' ')
  return {
    key: `${finding.code} ${scanIds} ${[...names].sort().join(' ')}`,
    message: inWords(finding.message, sides, titleOf),
    heals,
    names,
  }
}

const namesOf = (fix: LandmarkFix): readonly string[] => {
  if (fix.kind === 'rename') return fix.names.map(([from]) => from)
  return fix.kind === 'leave-out' ? [fix.name] : []
}

const healsOf = (fix: LandmarkFix, sides: Sides): readonly Heal[] => {
  if (fix.kind === 'unit') {
    const { id, called } = sides[fix.scan]
    return [{ kind: 'unit', scanId: id, text: `${atStart(called)} is in ${fix.unit}`, unit: fix.unit }]
  }
  if (fix.kind === 'up') {
    const { id, called, unit } = sides[fix.scan]
    return unit ? [{ kind: 'up', scanId: id, text: `Up is ${fix.up} on ${called}`, up: fix.up }] : []
  }
  if (fix.kind === 'leave-out') return []
  const scans = fix.scan ? [sides[fix.scan]] : [...new Set([sides.source, sides.target])]
  return scans.flatMap(({ id, called, landmarks }): Heal[] => {
    const names = fix.kind === 'rename' ? fix.names : leftForRight(landmarks)
    const what = fix.kind === 'rename' ? 'Exchange' : 'Exchange left and right'
    return names.length > 0 ? [{ kind: 'rename', scanId: id, text: `${what} on ${called}`, names }] : []
  })
}

const leftForRight = (landmarks: readonly Landmark[]): Renames =>
  mirrorPairs(landmarks.map(({ name }) => name)).flatMap(([a, b]) => [
    [a, b],
    [b, a],
  ])

/** Points and scans as people call them. */
const inWords = (message: string, sides: Sides, titleOf: (name: string) => string): string => {
  const words = message
    // What an alignment makes of it is of no use to somebody who can mend it here.
    .replace(/; \w+ was taken\. Correct the unit of the scan\.$/, '.')
    .replace(/\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b/g, (name) => titleOf(name))
    .replace(/^[a-z]/, (letter) => letter.toUpperCase())
  return atStart(
    words.replace(
      /\b(?:the )?(source|target)(?: scan)?\b/gi,
      (_, side: string) => sides[side.toLowerCase() as ScanSide].called,
    ),
  )
}

/** Stands in for the box of the scan where its unit is stated: a head. Otherwise a head is about thrice its face. */
const sizeOf = ({ unit, landmarks }: DoubtedScan): number => {
  if (unit) return 300 / mmPer(unit)
  const points = [...placedPoints({ landmarks }).values()]
  const sides = [0, 1, 2].map((axis) => {
    const values = points.map((point) => point[axis])
    return Math.max(...values) - Math.min(...values)
  })
  return points.length > 1 ? 3 * Math.max(...sides) : Number.NaN
}

const scaled = (points: ReadonlyMap<string, Vec3>, factor: number): ReadonlyMap<string, Vec3> =>
  new Map([...points].map(([name, [x, y, z]]) => [name, [x * factor, y * factor, z * factor]]))
