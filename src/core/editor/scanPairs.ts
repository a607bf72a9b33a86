import type { Alignment, Scan, SubjectDetail } from '../contract/contract.ts'
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

/** The pair that is wanted where the subject has both scans, else its coarse and its fine scan; null where one is missing. */
export const scanPairOf = (subject: SubjectDetail, wanted: PairChoice | null): ScanPair | null => {
  const source = subject.scans.find(({ id }) => id === wanted?.sourceScanId)
  const target = subject.scans.find(({ id }) => id === wanted?.targetScanId)
  if (source && target) return { source, target }
  const [coarse, fine] = [scanOfRole(subject, 'coarse'), scanOfRole(subject, 'fine')]
  return coarse && fine ? { source: coarse, target: fine } : null
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

/** The scans that are aligned together: all but registrations and those left out; the reference always. */
export const jointScanIds = (
  subject: SubjectDetail,
  referenceScanId: string,
  leftOut: readonly string[],
): readonly string[] =>
  subject.scans.flatMap(({ id, role }) =>
    role !== 'registration' && (id === referenceScanId || !leftOut.includes(id)) ? [id] : [],
  )

const roleTitles: Readonly<Record<Scan['role'], string>> = {
  coarse: 'Coarse scan',
  fine: 'Fine scan',
  registration: 'Registration',
}

/** The first scan of a role is called by it, further ones by their files. */
export const scanTitle = (subject: SubjectDetail, scan: Scan): string =>
  scanOfRole(subject, scan.role)?.id === scan.id ? roleTitles[scan.role] : scan.name

/** What a scan's file name says that it is; a coarse one where it says nothing. */
export const roleOfScanFile = (path: string): 'coarse' | 'fine' =>
  /high|hi_?res|fine|full|dense/i.test(path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1))
    ? 'fine'
    : 'coarse'
