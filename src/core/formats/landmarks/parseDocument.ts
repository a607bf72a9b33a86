import type { z } from 'zod'
import { badInput } from '../../model/errors.ts'

/** The JSON in a file. Throws input/landmark-json. */
export const parseJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw badInput('landmark-json', `The file is no JSON: ${reason}`)
  }
}

/** Checks `document` against `schema`; the error names the place in the file. */
export const parseDocument = <T extends z.ZodType>(schema: T, document: unknown): z.output<T> => {
  const parsed = schema.safeParse(document)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const place = issue.path.length > 0 ? ` at ${issue.path.join('.')}` : ''
  throw badInput('landmark-json', `These are no landmarks Cameo can read${place}: ${issue.message}.`)
}
