import Table from 'cli-table3'
import { verdicts } from '../../src/core/model/alignment.ts'
import { alignmentPair } from './alignmentPair.ts'
import { type PairKind, type PairSpec, pairKinds, specOfKind, usualSpec } from './pairSpec.ts'
import { answers, type PairOutcome, runPair } from './runPair.ts'
import { type TruthArguments, truthArguments, truthUsage } from './truthArguments.ts'

interface JudgedPair extends PairOutcome {
  readonly spec: PairSpec
}

/** Pairs of each kind that goes wrong, for every hundred usual ones. */
const failingShare = 0.05
/** Pairs without landmarks or start, against the usual ones: usual again, and of the kinds below. */
const bareShare = 0.3
const bareFailing: readonly PairKind[] = ['hand', 'other-head', 'mirrored', 'little-overlap', 'sphere', 'plane']
const withoutStart = { start: 'none' } as const
const bands = [
  { name: '40–60 %', least: 0.4, below: 0.6 },
  { name: '60–80 %', least: 0.6, below: 0.8 },
  { name: '80–100 %', least: 0.8, below: Infinity },
]

const judged = (spec: PairSpec): JudgedPair => ({ spec, ...runPair(alignmentPair(spec)) })

/** Refused counts as red: no answer was given. */
const verdictOf = ({ result }: JudgedPair) => result?.certificate.verdict ?? 'red'

const share = (part: number, whole: number): string => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`)

const print = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): void => {
  const table = new Table({ head: [...head], style: { head: [], border: [] } })
  table.push(...rows.map((row) => [...row]))
  console.log(table.toString())
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

const accuracyRow = (name: string, pairs: readonly JudgedPair[]): (string | number)[] => {
  const errors = pairs.flatMap(({ error }) => error ?? [])
  return [
    name,
    pairs.length,
    share(pairs.filter(({ answer }) => answer === 'right').length, pairs.length),
    pairs.filter(({ answer }) => answer === 'imprecise').length,
    pairs.filter(({ answer }) => answer === 'wrong' || answer === 'refused').length,
    median(errors.map(({ degrees }) => degrees)).toFixed(3),
    median(errors.map(({ mm }) => mm)).toFixed(3),
    (100 * median(errors.map(({ scale }) => scale))).toFixed(4),
    Math.round(median(pairs.map(({ ms }) => ms))),
  ]
}

const certificateRows = (pairs: readonly JudgedPair[]) =>
  answers.map((answer) => {
    const those = pairs.filter((pair) => pair.answer === answer)
    return [
      answer,
      those.length,
      ...verdicts.map((verdict) => those.filter((pair) => verdictOf(pair) === verdict).length),
    ]
  })

const kindRow = (kind: PairKind, pairs: readonly JudgedPair[], name: string = kind): (string | number)[] => {
  const those = pairs.filter(({ spec }) => spec.kind === kind)
  const count = (answer: string): number => those.filter((pair) => pair.answer === answer).length
  const wrong = those.filter(({ answer }) => answer === 'wrong')
  const red = wrong.filter((pair) => verdictOf(pair) === 'red').length
  return [
    name,
    those.length,
    count('right'),
    count('imprecise'),
    count('refused'),
    wrong.length,
    `${red} of ${wrong.length}`,
  ]
}

/** Wrong answers that are not red, with what makes them again. */
const confident = (pairs: readonly JudgedPair[]): readonly string[] =>
  pairs
    .filter((pair) => pair.answer === 'wrong' && verdictOf(pair) !== 'red')
    .map(
      ({ spec, ...pair }) =>
        `${spec.kind}, start ${spec.start}, seed ${spec.seed}: ${verdictOf({ spec, ...pair })}, ${JSON.stringify(pair.error)}`,
    )

/**
 * `npm run bench -- truth`: generated pairs with a known transform, aligned and judged; what the certificate says
 * against what is true.
 */
export const truthTable = (args: readonly string[]): void => {
  const parsed = readArguments(args)
  if (parsed === null) console.log(truthUsage)
  else if (parsed !== undefined) printTruth(parsed)
}

/** Undefined where they cannot be: that is said, and the exit code tells it. */
const readArguments = (args: readonly string[]): TruthArguments | null | undefined => {
  try {
    return truthArguments(args)
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${truthUsage}`)
    process.exitCode = 1
    return undefined
  }
}

const printTruth = ({ count, seed, start }: TruthArguments): void => {
  const seeds = Array.from({ length: count }, (_, i) => seed + i)
  const usual = seeds.map((one) => judged(usualSpec(one, start ? { start } : {})))
  const failing = pairKinds
    .filter((kind) => kind !== 'usual')
    .flatMap((kind) => seeds.slice(0, Math.ceil(failingShare * count)).map((one) => judged(specOfKind(kind, one))))
  const bare = start
    ? []
    : [
        ...seeds.slice(0, Math.ceil(bareShare * count)).map((one) => judged(usualSpec(one, withoutStart))),
        ...bareFailing.flatMap((kind) =>
          seeds.slice(0, Math.ceil(failingShare * count)).map((one) => judged(specOfKind(kind, one, withoutStart))),
        ),
      ]
  const all = [...usual, ...failing, ...bare]
  const from60 = usual.filter(({ spec }) => spec.overlap >= 0.6)
  console.log(`${count} pairs from seed ${seed}; right: < 0.05°, < 0.05 mm at the head's middle, scale < 0.02 %`)
  print(
    ['overlap', 'pairs', 'right', 'imprecise', 'wrong', 'median °', 'mm', 'scale %', 'ms'],
    [
      ...bands.map(({ name, least, below }) =>
        accuracyRow(
          name,
          usual.filter(({ spec }) => spec.overlap >= least && spec.overlap < below),
        ),
      ),
      accuracyRow('≥ 60 %', from60),
      ...(bare.length > 0
        ? [
            accuracyRow(
              '≥ 60 %, no start',
              bare.filter(({ spec }) => spec.kind === 'usual' && spec.overlap >= 0.6),
            ),
          ]
        : []),
    ],
  )
  print(
    ['kind', 'pairs', 'right', 'imprecise', 'refused', 'wrong', 'of them red'],
    [
      ...pairKinds.map((kind) => kindRow(kind, [...usual, ...failing])),
      ...(bare.length > 0 ? (['usual', ...bareFailing] as const) : []).map((kind) =>
        kindRow(kind, bare, `${kind}, no start`),
      ),
    ],
  )
  print(['answer', 'pairs', ...verdicts], certificateRows(all))
  const right = all.filter(({ answer, spec }) => answer === 'right' && spec.overlap >= 0.6)
  const trusted = right.filter((pair) => verdictOf(pair) !== 'red')
  console.log(
    `Right from an overlap of 60 % on and not red: ${share(trusted.length, right.length)} of ${right.length}.`,
  )
  const wrong = all.filter(({ answer }) => answer === 'wrong')
  const bad = confident(all)
  console.log(`Wrong and red: ${share(wrong.length - bad.length, wrong.length)} of ${wrong.length}.`)
  for (const line of bad) console.log(`  Wrong, but not red: ${line}`)
  for (const { spec, error, answer } of from60.filter((pair) => pair.answer !== 'right')) {
    console.log(
      `  ${answer}, seed ${spec.seed}, noise ${spec.noiseMm.toFixed(2)} mm, overlap ${spec.overlap.toFixed(2)}: ${JSON.stringify(error)}`,
    )
  }
}
