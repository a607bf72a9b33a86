import { sha256Of } from '../files/hashFile.ts'

const ordered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, ordered(part)]),
  )
}

/** Names a result by what it is made from: a hash of plain JSON data, whatever the order of its keys. */
export const resultKey = (parts: Readonly<Record<string, unknown>>): string => sha256Of(JSON.stringify(ordered(parts)))
