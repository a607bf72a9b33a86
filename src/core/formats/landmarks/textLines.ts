import { badInput, type CameoError } from '../../model/errors.ts'
import type { Vec3 } from '../../model/transform.ts'

export interface TextLine {
  /** From 1. */
  readonly line: number
  readonly text: string
}

/** The lines of a text file that are not blank, trimmed, with their numbers. */
export const filledLines = (bytes: Uint8Array, encoding: 'utf-8' | 'latin1' = 'utf-8'): TextLine[] =>
  new TextDecoder(encoding)
    .decode(bytes)
    .split(/\r\n|\r|\n/)
    .map((text, i) => ({ line: i + 1, text: text.trim() }))
    .filter(({ text }) => text !== '')

export const wordsOf = (text: string): string[] => text.split(/\s+/)

/** What is wrong in a line of a landmark file: input/landmark-`kind`. */
export const lineError = (kind: string, line: number, message: string): CameoError =>
  badInput(`landmark-${kind}`, `Line ${line}: ${message}`, { line })

/** Three finite numbers. */
export const pointOf = (words: readonly string[], kind: string, line: number): Vec3 => {
  const [x, y, z] = words.map((word) => (word === '' ? Number.NaN : Number(word)))
  if (words.length === 3 && [x, y, z].every(Number.isFinite)) return [x, y, z]
  throw lineError(kind, line, `“${words.join(' ').slice(0, 60)}” is no position x y z. Was the file cut off?`)
}

export const textBytes = (lines: readonly (string | number)[]): Uint8Array =>
  new TextEncoder().encode(`${lines.join('\n')}\n`)

/** A name on one line, its ends trimmed. */
export const oneLine = (name: string): string => name.replace(/[\r\n]+/g, ' ').trim()
