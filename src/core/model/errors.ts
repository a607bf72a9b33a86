/**
 * The one error class that crosses every door (IPC, HTTP, command line).
 *
 * `code` is for programs (`area/reason`), `message` is one or two sentences for a person: what is wrong, where,
 * and what to do. `detail` is plain JSON data.
 */
export type ErrorArea =
  | 'input' // the user's file or value is wrong
  | 'usage' // the call itself is wrong
  | 'project' // the project folder: missing, in use, damaged
  | 'job' // cancelled, failed items
  | 'disk' // no space, not writable
  | 'internal' // a defect of ours

export type ErrorCode = `${ErrorArea}/${string}`

export class CameoError extends Error {
  readonly code: ErrorCode
  readonly detail: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, message: string, detail: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.name = 'CameoError'
    this.code = code
    this.detail = detail
  }
}

/** The form in which an error travels: what a door sends when a call fails. */
export interface ErrorRecord {
  readonly code: string
  readonly message: string
  readonly detail: Readonly<Record<string, unknown>>
}

export const cancelled = (): CameoError =>
  new CameoError('job/cancelled', 'Cancelled. What was finished is kept, nothing half-done is.')

/** A file or value from outside is wrong. `where` names the file and, where known, the line or byte. */
export const badInput = (reason: string, message: string, detail: Readonly<Record<string, unknown>> = {}): CameoError =>
  new CameoError(`input/${reason}`, message, detail)

/** Exit codes of the command line; documented in docs/command-line.md. */
export const exitCodes = {
  done: 0,
  unexpected: 1,
  usage: 2,
  badInput: 3,
  failedItems: 4,
  cancelled: 5,
  projectInUse: 6,
  noSpace: 7,
} as const

export const exitCodeOf = (error: unknown): number => {
  if (!(error instanceof CameoError)) return isNoSpace(error) ? exitCodes.noSpace : exitCodes.unexpected
  if (error.code === 'job/cancelled') return exitCodes.cancelled
  if (error.code === 'job/failed-items') return exitCodes.failedItems
  if (error.code === 'project/in-use') return exitCodes.projectInUse
  if (error.code === 'disk/no-space') return exitCodes.noSpace
  if (error.code.startsWith('usage/')) return exitCodes.usage
  if (error.code.startsWith('input/') || error.code.startsWith('project/') || error.code.startsWith('disk/')) {
    return exitCodes.badInput
  }
  return exitCodes.unexpected
}

const isNoSpace = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')

export const toErrorRecord = (error: unknown): ErrorRecord => {
  if (error instanceof CameoError) return { code: error.code, message: error.message, detail: error.detail }
  if (isNoSpace(error)) {
    return {
      code: 'disk/no-space',
      message: 'The disk is full. Free some space and try again; nothing was lost.',
      detail: {},
    }
  }
  return { code: 'internal/unexpected', message: error instanceof Error ? error.message : String(error), detail: {} }
}

export const fromErrorRecord = (record: ErrorRecord): CameoError =>
  new CameoError(record.code as ErrorCode, record.message, record.detail)
