/** `sourceScanId` as words: source scan. */
const wordsOf = (key: string): string =>
  key
    .replace(/Ids?$/, '')
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .trim()

/**
 * What an event of the history holds, for a person: ids as the names of what they stand for. An id without a name says
 * nothing to a person and is left out.
 * @param names by id.
 */
export const eventText = (data: Readonly<Record<string, unknown>>, names: Readonly<Record<string, string>>): string => {
  const named = (value: unknown): unknown => (typeof value === 'string' ? (names[value] ?? value) : value)
  const partOf = ([key, value]: [string, unknown]): string | readonly [] => {
    if (/Ids?$/.test(key)) {
      const known = [value].flat().flatMap((id) => (typeof id === 'string' ? (names[id] ?? []) : []))
      return known.length > 0 ? `${wordsOf(key)}: ${known.join(', ')}` : []
    }
    const text = typeof value === 'object' ? JSON.stringify(value, (_, inner) => named(inner)) : String(named(value))
    return `${key}: ${text}`
  }
  return Object.entries(data).flatMap(partOf).join(', ')
}
