import { seededRandom } from '../../src/core/model/random.ts'

/** `usual`: one head scanned twice; the rest is what goes wrong in practice. */
export const pairKinds = [
  'usual',
  'hand',
  'other-head',
  'mirrored',
  'little-overlap',
  'far-start',
  'sphere',
  'plane',
  'swapped-landmarks',
  'wrong-unit',
  'mirrored-landmarks',
] as const
export type PairKind = (typeof pairKinds)[number]

export interface PairSpec {
  readonly kind: PairKind
  readonly seed: number
  /** Part of the source's head that the target shows too. */
  readonly overlap: number
  /** Root mean square length of the vertices' displacement (√3 × the deviation along each axis): source, target. */
  readonly noiseMm: number
  readonly targetNoiseMm: number
  /** How far the start leads astray. */
  readonly startDeg: number
  readonly startMm: number
  /** `landmarks`: six clicks that lead astray; `pose`: a transform that does; `none`: the surfaces alone. */
  readonly start: 'landmarks' | 'pose' | 'none'
  /** Of the source against its stated unit. */
  readonly trueScale: number
  /** Shoulders that moved between the scans, pieces that float. */
  readonly hasClutter: boolean
  readonly holes: number
  /** About so many, before anything is cut away. */
  readonly sourceVertices: number
  readonly targetVertices: number
}

/** The target's noise against the source's: a fine scan is made with the better device. */
const targetNoiseShare = 0.3

/** One pair of the usual kind, all of it drawn from the seed within what the method promises. */
export const usualSpec = (seed: number, changes: Partial<PairSpec> = {}): PairSpec => {
  const random = seededRandom(7919 * seed + 1)
  const noiseMm = random.next()
  return {
    kind: 'usual',
    seed,
    overlap: 0.4 + 0.6 * random.next(),
    noiseMm,
    targetNoiseMm: targetNoiseShare * noiseMm,
    startDeg: 20 * random.next(),
    startMm: 30 * random.next(),
    start: random.next() < 0.5 ? 'landmarks' : 'pose',
    trueScale: 0.97 + 0.06 * random.next(),
    hasClutter: random.next() < 0.5,
    holes: random.below(5),
    sourceVertices: 20_000 + random.below(40_000),
    targetVertices: 20_000 + random.below(40_000),
    ...changes,
  }
}

/** What each kind changes of a usual pair. */
const kindChanges: Readonly<Record<PairKind, (seed: number) => Partial<PairSpec>>> = {
  usual: () => ({}),
  hand: () => ({ overlap: 0.9, hasClutter: false }),
  'other-head': () => ({ overlap: 0.9 }),
  mirrored: () => ({ overlap: 0.9, start: 'landmarks', startDeg: 2, startMm: 2 }),
  'little-overlap': (seed) => ({ overlap: 0.06 + 0.04 * (seed % 3) }),
  'far-start': (seed) => ({ start: 'pose', startDeg: 60 + 40 * (seed % 4), startMm: 60 }),
  sphere: () => ({ overlap: 0.9, start: 'pose', hasClutter: false, holes: 0 }),
  plane: () => ({ overlap: 0.9, start: 'pose', hasClutter: false, holes: 0 }),
  'swapped-landmarks': () => ({ start: 'landmarks', overlap: 0.85, startDeg: 3, startMm: 3 }),
  'wrong-unit': () => ({ start: 'landmarks', overlap: 0.85, startDeg: 5, startMm: 5 }),
  'mirrored-landmarks': () => ({ start: 'landmarks', overlap: 0.9, startDeg: 2, startMm: 2 }),
}

export const specOfKind = (kind: PairKind, seed: number, changes: Partial<PairSpec> = {}): PairSpec =>
  usualSpec(seed, { kind, ...kindChanges[kind](seed), ...changes })
