import { badInput } from '#core/model/errors.ts'

/** The bytes behind a URL. Throws `input/not-fetched` with a sentence that names `what` when they do not come. */
export const fetchBytes = async (url: string, what: string, signal: AbortSignal): Promise<Uint8Array> => {
  let response: Response
  try {
    response = await fetch(url, { signal })
  } catch (cause) {
    if (signal.aborted) throw cause
    throw badInput('not-fetched', `${what} could not be fetched. Is Cameo's host still running?`)
  }
  if (!response.ok) {
    const why = response.status === 404 ? 'it is no longer there' : `the host answered ${response.status}`
    throw badInput('not-fetched', `${what} could not be opened: ${why}.`)
  }
  return new Uint8Array(await response.arrayBuffer())
}
