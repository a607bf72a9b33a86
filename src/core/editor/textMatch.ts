/**
 * How well `query` fits `text`: null where it does not, otherwise a number that is lower the better. Every word of the
 * query must occur; a hit at a word's start is better than one inside a word.
 */
export const textMatch = (query: string, text: string): number | null => {
  const haystack = fold(text)
  let cost = 0
  for (const word of fold(query).split(/\s+/)) {
    if (word === '') continue
    const atStart = haystack.search(new RegExp(`(^|[^\\p{L}\\p{N}])${escapePattern(word)}`, 'u'))
    const anywhere = haystack.indexOf(word)
    if (anywhere < 0) return null
    cost += atStart < 0 ? 1000 + anywhere : atStart
  }
  return cost
}

/** The items that match, best first; equal ones keep their order. An empty query keeps all. */
export const filterByText = <T>(items: readonly T[], query: string, textOf: (item: T) => string): readonly T[] => {
  if (query.trim() === '') return items
  return items
    .map((item, index) => ({ item, index, cost: textMatch(query, textOf(item)) }))
    .filter((entry): entry is typeof entry & { cost: number } => entry.cost !== null)
    .sort((a, b) => a.cost - b.cost || a.index - b.index)
    .map(({ item }) => item)
}

/** Lower case without accents, so that "jose" finds "José". */
const fold = (text: string): string => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')

const escapePattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
