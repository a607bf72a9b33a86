import { parseArgs } from 'node:util'
import type { PairSpec } from './pairSpec.ts'

export const truthUsage = `npm run bench -- truth [--pairs N] [--seed S] [--start START]

Aligns generated pairs of scans whose transform is known and compares the certificates with what is true.

  --pairs N      usual pairs; of each other kind 5 % as many, and 30 % as many from the surfaces alone (default 200)
  --seed S       the first seed; the others follow it (default 1)
  --start START  landmarks, pose or none (the surfaces alone) for all usual pairs; default: drawn for each pair
  --help         these lines`

const starts: readonly PairSpec['start'][] = ['landmarks', 'pose', 'none']

export interface TruthArguments {
  readonly count: number
  readonly seed: number
  readonly start: PairSpec['start'] | null
}

/** Null where help is asked for. Throws a sentence about the argument that cannot be. */
export const truthArguments = (args: readonly string[]): TruthArguments | null => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      pairs: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      start: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return null
  const [count, seed] = (['pairs', 'seed'] as const).map((name) => {
    const value = Number(values[name])
    if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} needs a whole number from 1 on.`)
    return value
  })
  const start = starts.find((word) => word === values.start)
  if (values.start !== undefined && !start) throw new Error(`--start is one of ${starts.join(', ')}.`)
  return { count, seed, start: start ?? null }
}
