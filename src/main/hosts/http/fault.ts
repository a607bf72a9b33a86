import type { ErrorRecord } from '#core/model/errors.ts'

/**
 * Something is wrong with a request before it reaches a method. Travels as an `Answer` of the contract, with a status
 * that tells what it is about; whatever a method itself answers, errors included, goes out with status 200.
 */
export class HttpFault extends Error {
  readonly status: number
  readonly record: ErrorRecord
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.name = 'HttpFault'
    this.status = status
    this.record = { code, message, detail: {} }
    this.headers = headers
  }
}

export const notFound = (): HttpFault => new HttpFault(404, 'usage/not-found', 'There is nothing at this address.')

export const methodNotAllowed = (allowed: readonly string[]): HttpFault =>
  new HttpFault(405, 'usage/method-not-allowed', `This address takes ${allowed.join(' and ')} only.`, {
    allow: allowed.join(', '),
  })
