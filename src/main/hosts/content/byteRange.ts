/** The bytes `start`..`end` of something, both included. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

const decimal = (text: string): number | null => (/^\d{1,15}$/.test(text) ? Number(text) : null)

/**
 * Reads a `Range` header (RFC 9110, section 14) for something of `size` bytes. `null` means: send everything, as for
 * a header that is absent, malformed, in another unit, or names several ranges. `unsatisfiable` lies outside.
 */
export const parseByteRange = (header: string | null, size: number): ByteRange | 'unsatisfiable' | null => {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.replaceAll(' ', '') ?? '')
  if (!match) return null
  const first = decimal(match[1])
  const last = decimal(match[2])
  if (first === null && last === null) return null
  if (first === null) {
    const length = Math.min(last ?? 0, size)
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 }
  }
  if (last !== null && last < first) return null
  if (first >= size) return 'unsatisfiable'
  return { start: first, end: Math.min(last ?? size - 1, size - 1) }
}
