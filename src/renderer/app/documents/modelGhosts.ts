import { create } from 'zustand'
import type { Output, Scan } from '#core/contract/contract.ts'
import { type ErrorRecord, toErrorRecord } from '#core/model/errors.ts'
import type { Landmark } from '#core/model/landmarks.ts'
import { placedPoints } from '#core/model/landmarks.ts'
import { client } from '../transport/client.ts'
import { LatestAnswers } from './latestAnswers.ts'
import { writableLandmark } from './writableLandmark.ts'

type Proposed = Output<'landmarks.proposeNow'>

/** What a head model that was fitted to the points of a scan proposes. */
export interface ModelGhosts {
  readonly modelId: string
  readonly scheme: string
  /** Of the points as they were; a later click has its own answer under way. */
  readonly proposed: Proposed | null
  readonly error: ErrorRecord | null
}

export const useModelGhosts = create<Readonly<Record<string, ModelGhosts>>>(() => ({}))

interface Question {
  readonly scan: Scan
  readonly scheme: string
  readonly modelId: string
  readonly landmarks: readonly Landmark[]
}

const answers = new LatestAnswers<Question>(async ({ scan, scheme, modelId, landmarks }) => {
  const answer = await client
    .call('landmarks.proposeNow', { scanId: scan.id, scheme, modelId, landmarks: landmarks.map(writableLandmark) })
    .then((proposed) => ({ proposed, error: null }))
    .catch((error: unknown) => ({ proposed: null, error: toErrorRecord(error) }))
  useModelGhosts.setState({ [scan.id]: { modelId, scheme, ...answer } })
})

/** Fits the model to what is placed now, unless that has been asked. Below three points nothing is asked. */
export const askModelGhosts = (question: Question): void => {
  const { scan, scheme, modelId, landmarks } = question
  const placed = placedPoints({ landmarks })
  if (placed.size >= 3) answers.ask(question, JSON.stringify([scheme, modelId, scan.unit, [...placed]]))
}
