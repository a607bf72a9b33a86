import { useEffect } from 'react'
import { create } from 'zustand'
import type { Output, Scan } from '#core/contract/contract.ts'
import { type ErrorRecord, toErrorRecord } from '#core/model/errors.ts'
import type { Landmark } from '#core/model/landmarks.ts'
import { placedPoints } from '#core/model/landmarks.ts'
import { client } from '../transport/client.ts'
import { LatestAnswers } from './latestAnswers.ts'
import { writableLandmark } from './writableLandmark.ts'

/** What was carried to a scan from another frame of its sequence. */
export interface FrameGhosts {
  readonly scanId: string
  readonly observer: string
  /** Null where there is no frame with points, or the answer is an error. */
  readonly carried: Output<'landmarks.carryNow'>
  readonly error: ErrorRecord | null
}

/** Of the scan that was asked for last; null until there is an answer. */
export const useFrameGhosts = create<{ readonly latest: FrameGhosts | null }>(() => ({ latest: null }))

interface Question {
  readonly scan: Scan
  readonly observer: string
  readonly landmarks: readonly Landmark[]
}

const answers = new LatestAnswers<Question>(async ({ scan, observer, landmarks }) => {
  const answer = await client
    .call('landmarks.carryNow', { scanId: scan.id, observer, landmarks: landmarks.map(writableLandmark) })
    .then((carried) => ({ carried, error: null }))
    .catch((error: unknown) => ({ carried: null, error: toErrorRecord(error) }))
  useFrameGhosts.setState({ latest: { scanId: scan.id, observer, ...answer } })
})

/** Three points on this scan say where the head has gone, where it was not found from where it was. */
const anchorsOf = ({ scan, observer, landmarks }: Question): unknown => {
  const { latest } = useFrameGhosts.getState()
  const isLost = latest?.scanId === scan.id && latest.observer === observer && latest.error !== null
  const placed = placedPoints({ landmarks })
  return isLost && placed.size >= 3 ? [...placed] : null
}

/** Asks for the points of the frame beside while the scan is shown; null: nothing is wanted. */
export const useFrameQuestion = (question: Question | null): void => {
  const scanId = question?.scan.id ?? null
  useEffect(() => () => void (scanId !== null && answers.forget(scanId)), [scanId])
  useEffect(() => {
    if (question) answers.ask(question, JSON.stringify([question.observer, question.scan.unit, anchorsOf(question)]))
  })
}
