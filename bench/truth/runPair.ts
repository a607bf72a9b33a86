import { alignScans } from '../../src/core/geometry/alignScans.ts'
import type { AlignResult } from '../../src/core/model/alignment.ts'
import { CameoError } from '../../src/core/model/errors.ts'
import type { AlignmentPair } from './alignmentPair.ts'
import { astray, goal, isWithin, type PairError, pairError } from './judge.ts'

/** `right`: within the goal. `imprecise`: the right place, not that exactly. `wrong`: somewhere else. */
export const answers = ['right', 'imprecise', 'wrong', 'refused'] as const
export type Answer = (typeof answers)[number]

export interface PairOutcome {
  readonly answer: Answer
  readonly error: PairError | null
  /** Null where the alignment was refused; `refusal` says why. */
  readonly result: AlignResult | null
  readonly refusal: string | null
  /** Processor time of the alignment. */
  readonly ms: number
}

export const runPair = (pair: AlignmentPair): PairOutcome => {
  const start = process.threadCpuUsage()
  const ms = (): number => {
    const { user, system } = process.threadCpuUsage(start)
    return (user + system) / 1000
  }
  try {
    const { source, target, startPose, spec } = pair
    const start = startPose ?? (spec.start === 'none' ? 'global' : 'landmarks')
    const options = { scale: 'free', metric: 'point-to-plane', overlap: 'auto', start } as const
    const result = alignScans({ source, target, options })
    const spent = ms()
    const error = pair.truth && pairError(result.targetFromSource, pair.truth, pair.centre)
    return { answer: answerOf(error), error, result, refusal: null, ms: spent }
  } catch (error) {
    if (!(error instanceof CameoError)) throw error
    return { answer: 'refused', error: null, result: null, refusal: error.code, ms: ms() }
  }
}

const answerOf = (error: PairError | null): Answer => {
  if (error === null || !isWithin(error, astray)) return 'wrong'
  return isWithin(error, goal) ? 'right' : 'imprecise'
}
