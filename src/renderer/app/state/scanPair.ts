import { useMemo } from 'react'
import type { CallInput, Scan, SubjectDetail } from '#core/contract/contract.ts'
import type { PairWeights } from '#core/editor/pairResiduals.ts'
import { choiceOf, pairToPlaceOn, pairWithBeside, type ScanPair, scanPairOf } from '#core/editor/scanPairs.ts'
import { client } from '../transport/client.ts'
import { setPreferences, usePreferences } from './preferences.ts'
import { selectedSubject } from './selection.ts'
import { peekServerData, putServerData, useServerData } from './serverData.ts'
import { setSession, useSession } from './session.ts'

/** The two scans that are being worked on; null where the subject has not two. */
export const useScanPair = (subject: SubjectDetail): ScanPair | null => {
  const wanted = useSession(({ scanPair }) => scanPair)
  return useMemo(() => scanPairOf(subject, wanted), [subject, wanted])
}

type Line = CallInput<'alignments.history'>

export const lineOf = (subjectId: string, pair: ScanPair): Line => ({ subjectId, pair: choiceOf(pair) })

/** The line of the pair that is being aligned, outside of components; null where there is no pair. */
export const shownLine = (): Line | null => {
  const subject = selectedSubject()
  const pair = subject && scanPairOf(subject, useSession.getState().scanPair)
  return subject && pair ? lineOf(subject.id, pair) : null
}

/** What the line of a pair says: what can be undone, and how its landmarks are weighed. */
export const useAlignmentLine = (subject: SubjectDetail, pair: ScanPair | null) =>
  useServerData('alignments.history', pair && lineOf(subject.id, pair)).data

const noWeights: PairWeights = {}

export const usePairWeights = (subject: SubjectDetail, pair: ScanPair | null): PairWeights =>
  useAlignmentLine(subject, pair)?.weights ?? noWeights

export const peekPairWeights = (line: Line): PairWeights =>
  peekServerData('alignments.history', line)?.weights ?? noWeights

/** Weighs landmarks of the pair, 0 to leave one out; the preview follows at once, alignments from the next one on. */
export const weighPairs = async (line: Line, weights: PairWeights): Promise<void> => {
  putServerData('alignments.history', line, await client.call('alignments.weigh', { ...line, weights }))
}

/** Points go to that scan from now on; where it is not of the pair it takes the place of the one that is laid on the other. */
export const goToScan = (scan: Scan): void => {
  const subject = selectedSubject()
  const shown = subject && scanPairOf(subject, useSession.getState().scanPair)
  const pair = shown && pairToPlaceOn(shown, scan)
  if (pair) setSession({ scanPair: choiceOf(pair) })
  const activeRole = pair ? (scan.id === pair.source.id ? 'coarse' : 'fine') : scan.role
  if (activeRole === 'registration') return
  const { show } = usePreferences.getState()
  setPreferences({ activeRole, tab: 'scan', ...(show === 'side' ? {} : { show: activeRole }) })
}

/** A person chooses the scan: its first point that waits is the next. */
export const placeOn = (scan: Scan): void => {
  setSession({ currentPoint: null })
  goToScan(scan)
}

/** Stands beside the scan that points are placed on from now on. */
export const standBeside = (active: Scan, beside: Scan): void => {
  const subject = selectedSubject()
  const shown = subject && scanPairOf(subject, useSession.getState().scanPair)
  if (shown) setSession({ scanPair: choiceOf(pairWithBeside(shown, active, beside)) })
}
