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

/** The alignment in force of a pair. */
export const alignmentOfPair = (subject: SubjectDetail, pair: ScanPair | null): Alignment | null =>
  subject.alignments.find(
    ({ current, sourceScanId, targetScanId }) =>
      current && sourceScanId === pair?.source.id && targetScanId === pair.target.id,
  ) ?? null
