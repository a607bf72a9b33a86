import type { Warning } from '../model/mesh.ts'

/** Where in a file: a 1-based line of a text file, or a byte offset. */
export interface FilePlace {
  readonly line?: number
  readonly byte?: number
}

/**
 * The warnings of one reading. What happens once per line is counted: one warning for the file, placed where it
 * happened first.
 */
export class WarningList {
  readonly #warnings: Warning[] = []
  readonly #counts = new Map<string, { count: number; place: FilePlace; describe: (count: number) => string }>()

  add(code: string, message: string, place: FilePlace = {}): void {
    this.#warnings.push({ code, message, ...place })
  }

  /** `describe` makes the sentence from how often it happened. Different `subject`s of one code are counted apart. */
  count(code: string, describe: (count: number) => string, place: FilePlace = {}, subject = ''): void {
    const key = `${code}\n${subject}`
    const known = this.#counts.get(key)
    if (known) known.count++
    else this.#counts.set(key, { count: 1, place, describe })
  }

  toArray(): Warning[] {
    const counted = [...this.#counts].map(([key, { count, place, describe }]) => ({
      code: key.slice(0, key.indexOf('\n')),
      message: describe(count),
      ...place,
    }))
    return [...this.#warnings, ...counted]
  }
}

/** "1 face", "3 faces". */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`
