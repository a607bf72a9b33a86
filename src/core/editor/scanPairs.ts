import type { Alignment, Scan, SubjectDetail } from '../contract/contract.ts'
import { invertAffine4, type Mat4, toMat4 } from '../model/transform.ts'
import { scanOfRole } from './subjectSteps.ts'

/** Two scans of a subject, the first to be laid on the second. */
export interface ScanPair {
  readonly source: Scan
  readonly target: Scan
}

export interface PairChoice {
  readonly sourceScanId: string
  readonly targetScanId: string
}

/** All scans but registrations. */
export const workScans = ({ scans }: SubjectDetail): readonly Scan[] =>
  scans.filter(({ role }) => role !== 'registration')

/**
 * The pair that is wanted where the subject has both scans, else its coarse and its fine scan; where one of them is
 * missing the second scan on the first. Null for a subject with one scan.
 */
export const scanPairOf = (subject: SubjectDetail, wanted: PairChoice | null): ScanPair | null => {
  const source = subject.scans.find(({ id }) => id === wanted?.sourceScanId)
  const target = subject.scans.find(({ id }) => id === wanted?.targetScanId)
  if (source && target) return { source, target }
  const [coarse, fine] = [scanOfRole(subject, 'coarse'), scanOfRole(subject, 'fine')]
  if (coarse && fine) return { source: coarse, target: fine }
  const [first, second] = workScans(subject)
  return second ? { source: second, target: first } : null
}

/** Which scans stand as the coarse and the fine one: those of the pair that is worked on, or a single scan by its role. */
export const standingScans = (
  subject: SubjectDetail,
  wanted: PairChoice | null,
): Readonly<Record<'coarse' | 'fine', Scan | null>> => {
  const pair = scanPairOf(subject, wanted)
  if (pair) return { coarse: pair.source, fine: pair.target }
  return { coarse: scanOfRole(subject, 'coarse'), fine: scanOfRole(subject, 'fine') }
}

/** The pair with which points are placed on that scan: it comes in place of the one that is laid on the other. */
export const pairToPlaceOn = (pair: ScanPair, scan: Scan): ScanPair =>
  scan.id === pair.source.id || scan.id === pair.target.id ? pair : { source: scan, target: pair.target }

/** The pair with that scan beside `active`, in place of the other one. */
export const pairWithBeside = (pair: ScanPair, active: Scan, beside: Scan): ScanPair => {
  if (beside.id === active.id) return pair
  return active.id === pair.source.id ? { source: active, target: beside } : { source: beside, target: active }
}

export const choiceOf = ({ source, target }: ScanPair): PairChoice => ({
  sourceScanId: source.id,
  targetScanId: target.id,
})

/** Whether these are the scans that the steps after the alignment go by. */
export const isDefaultPair = (subject: SubjectDetail, { source, target }: ScanPair): boolean =>
  scanOfRole(subject, 'coarse')?.id === source.id && scanOfRole(subject, 'fine')?.id === target.id

/** The alignment in force of a pair. */
export const alignmentOfPair = (subject: SubjectDetail, pair: ScanPair | null): Alignment | null =>
  subject.alignments.find(
    ({ current, sourceScanId, targetScanId }) =>
      current && sourceScanId === pair?.source.id && targetScanId === pair.target.id,
  ) ?? null

/** The alignment in force of two scans, whichever of them was laid on the other. */
export const alignmentBetween = (subject: SubjectDetail, a: Scan, b: Scan): Alignment | null =>
  alignmentOfPair(subject, { source: a, target: b }) ?? alignmentOfPair(subject, { source: b, target: a })

/** How the alignment moves points into the frame of that scan, one of its two. */
export const frameFromOther = (alignment: Alignment, scan: Scan): Mat4 => {
  const targetFromSource = toMat4(alignment.targetFromSource)
  return alignment.targetScanId === scan.id ? targetFromSource : invertAffine4(targetFromSource)
}

/** The scans that are aligned together: all but those left out; the reference always. */
export const jointScanIds = (
  subject: SubjectDetail,
  referenceScanId: string,
  leftOut: readonly string[],
): readonly string[] =>
  workScans(subject).flatMap(({ id }) => (id === referenceScanId || !leftOut.includes(id) ? [id] : []))

const roleTitles: Readonly<Record<Scan['role'], string>> = {
  coarse: 'Coarse scan',
  fine: 'Fine scan',
  registration: 'Registration',
}

/** The first scan of a role is called by it, further ones by their files. */
export const scanTitle = (subject: SubjectDetail, scan: Scan): string =>
  scanOfRole(subject, scan.role)?.id === scan.id ? roleTitles[scan.role] : scan.name

/** As a sentence names it. */
export const scanInWords = (subject: SubjectDetail, scan: Scan): string =>
  scanOfRole(subject, scan.role)?.id === scan.id ? `the ${scan.role} scan` : scan.name

/** The same words at the start of a sentence: a file's name stays as it is. */
export const atStart = (words: string): string => words.replace(/^the /, 'The ')

/** What a scan's file name says that it is; a coarse one where it says nothing. */
export const roleOfScanFile = (path: string): 'coarse' | 'fine' =>
  /high|hi_?res|fine|full|dense/i.test(path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1))
    ? 'fine'
    : 'coarse'
