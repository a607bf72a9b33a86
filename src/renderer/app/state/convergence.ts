import { create } from 'zustand'
import type { JobState, Output } from '#core/contract/contract.ts'

/** What is drawn of one iteration. */
export type IterationPoint = Pick<
  Output<'alignments.detail'>['iterations'][number],
  'level' | 'rmsMm' | 'overlap' | 'pairs'
> & {
  readonly iteration: number
}

/** The iterations that running alignments have told of, by job. Reports that follow each other too fast are left out. */
export const useConvergence = create<Readonly<Record<string, readonly IterationPoint[]>>>(() => ({}))

/** Alignments that are remembered. */
const remembered = 4

export const recordIteration = ({ id, method, status, numbers }: JobState): void => {
  const { iteration, level, rmsMm, overlap, pairs } = numbers
  if (method !== 'alignments.run' || status !== 'running' || iteration === undefined) return
  const all = useConvergence.getState()
  const known = all[id] ?? []
  if ((known.at(-1)?.iteration ?? 0) >= iteration) return
  const kept = Object.entries(all)
    .filter(([job]) => job !== id)
    .slice(-remembered + 1)
  const points = [...known, { iteration, level, rmsMm, overlap, pairs }]
  useConvergence.setState(Object.fromEntries([...kept, [id, points]]), true)
}
