import { CameoError } from '../model/errors.ts'
import type { Warning } from '../model/mesh.ts'
import type { CheckFinding } from './types.ts'

/** The findings of one check, in the order they were made. */
export class Findings {
  readonly #findings: CheckFinding[] = []

  error(path: string | null, message: string): void {
    this.#findings.push({ severity: 'error', message, path })
  }

  warn(path: string | null, message: string): void {
    this.#findings.push({ severity: 'warning', message, path })
  }

  note(path: string | null, message: string): void {
    this.#findings.push({ severity: 'note', message, path })
  }

  /** A reader's warnings about a file. */
  warnings(path: string, warnings: readonly Warning[]): void {
    for (const { message, line } of warnings) this.warn(path, line === undefined ? message : `Line ${line}: ${message}`)
  }

  /** Runs `read`; what it refuses is an error of the file, and the answer is null. */
  attempt<T>(path: string, read: () => T): T | null {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof CameoError)) throw error
      this.error(path, error.message)
      return null
    }
  }

  toArray(): CheckFinding[] {
    return this.#findings
  }
}
