import { readFile } from 'node:fs/promises'
import { badInput } from '#core/model/errors.ts'
import type { Host } from '../host.ts'

/** The bytes behind a URL of the contract, as a window would fetch them. */
export const bytesBehind = async ({ resolveBytes }: Pick<Host, 'resolveBytes'>, url: string): Promise<Uint8Array> => {
  const answer = await resolveBytes(url.replace(/^bytes\//, '').replace(/\?.*$/, ''))
  if (answer?.bytes) return answer.bytes
  if (answer?.path) return readFile(answer.path)
  throw badInput('no-bytes', `There is nothing behind "${url}".`)
}
