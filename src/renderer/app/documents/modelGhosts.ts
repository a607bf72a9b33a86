import { create } from 'zustand'
import type { Output, Scan } from '#core/contract/contract.ts'
import { type ErrorRecord, toErrorRecord } from '#core/model/errors.ts'
import type { Landmark } from '#core/model/landmarks.ts'
import { placedPoints } from '#core/model/landmarks.ts'
import { client } from '../transport/client.ts'

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

const asked = new Map<string, string>()
const running = new Map<string, Question | null>()

const ask = async (question: Question): Promise<void> => {
  const { scan, scheme, modelId, landmarks } = question
  running.set(scan.id, null)
  const answer = await client
    .call('landmarks.proposeNow', { scanId: scan.id, scheme, modelId, landmarks: landmarks.map(writable) })
    .then((proposed) => ({ proposed, error: null }))
    .catch((error: unknown) => ({ proposed: null, error: toErrorRecord(error) }))
  useModelGhosts.setState({ [scan.id]: { modelId, scheme, ...answer } })
  const next = running.get(scan.id)
  running.delete(scan.id)
  if (next) void ask(next)
}

const writable = ({ position, surface, ...landmark }: Landmark) => ({
  ...landmark,
  position: position && ([...position] as [number, number, number]),
  surface: surface && { ...surface, barycentrics: [...surface.barycentrics] as [number, number, number] },
})

/**
 * Fits the model to what is placed now, unless that has been asked; one question a scan is under way, and the newest
 * waits for it. Below three points nothing is asked.
 */
export const askModelGhosts = (question: Question): void => {
  const { scan, scheme, modelId, landmarks } = question
  const placed = placedPoints({ landmarks })
  if (placed.size < 3) return
  const key = JSON.stringify([scheme, modelId, scan.unit, [...placed]])
  if (asked.get(scan.id) === key) return
  asked.set(scan.id, key)
  if (running.has(scan.id)) running.set(scan.id, question)
  else void ask(question)
}
