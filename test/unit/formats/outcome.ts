import { CameoError, toErrorRecord } from '#core/model/errors.ts'

/** What a reader answers, or the error it refuses with: for comparing twins. */
export const outcomeOf = (read: () => unknown): unknown => {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof CameoError)) throw error
    return toErrorRecord(error)
  }
}
