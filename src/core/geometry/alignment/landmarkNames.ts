import { landmarkSchemes } from '../../model/schemes.ts'
import type { PairingTrials } from './pairingTrials.ts'

export type NamePair = readonly [string, string]

/** Another reading of the target's names: source landmark i belongs to the target's landmark `order[i]`. */
export interface NameReading {
  readonly order: readonly number[]
  readonly rms: number
  /** "left_lips and right_lips look exchanged", without the numbers. */
  readonly sentence: string
  /** Old name → name that was meant. */
  readonly renamed: readonly NamePair[]
}

/** More pairs of left and right are not tried in all combinations. */
const pairsTried = 6
/** With fewer landmarks an exchange of any two, or another order, may fit by chance. */
const enoughToTell = 5
/** Exchanges that are looked for one after another in long lists. */
const exchangesInARow = 4
/** Another exchange must lower the residual to this share to count as one of several. */
const worthAnother = 0.7

/** Pairs of left and right among the names: as the schemes know them, else by the words in the name. */
export const mirrorPairs = (names: readonly string[]): readonly NamePair[] => {
  const known = new Map<string, string>()
  for (const scheme of landmarkSchemes.values()) {
    for (const point of scheme.points) if (point.mirror !== null) known.set(point.name, point.mirror)
  }
  const mirrorOf = (name: string): string =>
    known.get(name) ?? name.replace(/left|right/gi, (word) => (word.toLowerCase() === 'left' ? 'right' : 'left'))
  return names.flatMap((name) => {
    const mirror = mirrorOf(name)
    return name < mirror && names.includes(mirror) ? [[name, mirror] as const] : []
  })
}

export const exchangeNames = (names: readonly string[], pairs: readonly NamePair[]): readonly string[] =>
  names.map((name) => {
    const pair = pairs.find((candidate) => candidate.includes(name))
    return pair === undefined ? name : pair[0] === name ? pair[1] : pair[0]
  })

/**
 * The readings of the names that people mix up, best fit first: left and right in some of the pairs (not in all at
 * once: that is what a mirror does, and another test tells), any two names, several exchanges, a list that is shifted or
 * runs backwards.
 */
export const nameReadings = (names: readonly string[], trials: PairingTrials): readonly NameReading[] => {
  const readings = [...sideReadings(names, trials)]
  if (names.length >= enoughToTell) {
    readings.push(...exchangeReadings(names, trials), ...listReadings(names, trials))
  }
  return readings.sort((a, b) => a.rms - b.rms)
}

const exchangeReading = (names: readonly string[], pairs: readonly NamePair[], trials: PairingTrials): NameReading => {
  const order = exchangeNames(names, pairs).map((name) => names.indexOf(name))
  const sentence = `${pairs.map(([a, b]) => `${a} and ${b}`).join(', and ')} look exchanged`
  const renamed = pairs.flatMap(([a, b]): NamePair[] => [
    [a, b],
    [b, a],
  ])
  return { order, rms: trials.fit(order).rms, sentence, renamed }
}

const sideReadings = (names: readonly string[], trials: PairingTrials): NameReading[] => {
  const pairs = mirrorPairs(names)
  const tried = pairs.slice(0, pairsTried)
  const count = Math.max(0, 2 ** tried.length - (tried.length < pairs.length ? 1 : 2))
  return Array.from({ length: count }, (_, i) => tried.filter((_pair, bit) => ((i + 1) >> bit) & 1)).map((chosen) =>
    exchangeReading(names, chosen, trials),
  )
}

/** The best exchange of two, and as many more as each lower the residual a lot. */
const exchangeReadings = (names: readonly string[], trials: PairingTrials): NameReading[] => {
  const pairs = mirrorPairs(names)
  const isTheOnlyPair = (a: number, b: number): boolean =>
    pairs.length === 1 && pairs[0].includes(names[a]) && pairs[0].includes(names[b])
  const found: NameReading[] = []
  const order = names.map((_, i) => i)
  const chosen: NamePair[] = []
  let rms = trials.fit(order).rms
  while (chosen.length < exchangesInARow) {
    const best = bestExchange(order, trials, isTheOnlyPair)
    if (best.b === 0 || best.rms > worthAnother * rms) break
    const isFresh = !chosen.some((pair) => pair.includes(names[best.a]) || pair.includes(names[best.b]))
    if (!isFresh) break
    chosen.push([names[best.a], names[best.b]])
    ;[order[best.a], order[best.b]] = [order[best.b], order[best.a]]
    rms = best.rms
    if (chosen.length !== pairs.length || !pairs.every((pair) => chosen.some(([a]) => pair.includes(a)))) {
      found.push(exchangeReading(names, chosen, trials))
    }
  }
  return found
}

const bestExchange = (
  order: readonly number[],
  trials: PairingTrials,
  isLeftOut: (a: number, b: number) => boolean,
): { readonly a: number; readonly b: number; readonly rms: number } => {
  const base = trials.covarianceOf(order)
  let best = { a: 0, b: 0, rms: Infinity }
  for (let a = 0; a < order.length; a++) {
    for (let b = a + 1; b < order.length; b++) {
      const { rms } = trials.exchanged(order, base, a, b)
      if (rms < best.rms && !isLeftOut(a, b)) best = { a, b, rms }
    }
  }
  return best
}

/** The same points in a list that begins elsewhere, or runs backwards: the two that fit best. */
const listReadings = (names: readonly string[], trials: PairingTrials): NameReading[] => {
  const count = names.length
  const orders = names.flatMap((_, shift) =>
    ([1, -1] as const)
      .filter((direction) => direction === -1 || shift > 0)
      .map((direction) => {
        const order = names.map((_name, i) => (((shift + direction * i) % count) + count) % count)
        return { shift, direction, order, rms: trials.fit(order).rms }
      }),
  )
  const best = orders.sort((a, b) => a.rms - b.rms).slice(0, 2)
  return best.map(({ shift, direction, order, rms }) => ({
    order,
    rms,
    sentence:
      direction === 1
        ? `the list of one of the scans looks shifted by ${Math.min(shift, count - shift)}`
        : 'the list of one of the scans looks as if it ran backwards',
    renamed: order.flatMap((to, i): NamePair[] => (to === i ? [] : [[names[to], names[i]]])),
  }))
}
