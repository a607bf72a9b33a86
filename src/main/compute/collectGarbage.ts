import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

type Collect = (options?: { readonly type: 'minor' }) => void

let known: Collect | null = null

const collector = (): Collect => {
  if (known) return known
  setFlagsFromString('--expose-gc')
  known = runInNewContext('gc') as Collect
  return known
}

/**
 * Frees what nothing refers to any longer, in this thread. V8 does not count the memory that WebAssembly shares between
 * threads, so that it would see no reason to look for what was let go of it.
 */
export const collectGarbage = (): void => collector()()

/** More arrays than this are worth a look at what is young, which takes a millisecond. */
const mostYoungBytes = 20 * 2 ** 20
let bytesAfterLast = 0

/**
 * To be called now and then in long work: frees arrays that were made since the last call and are no longer used, where
 * there are many. V8 would look through the whole heap for them once there are 64 MB, on the time of other processors,
 * and machine code that the next job needs would go with them.
 */
export const collectYoungArrays = (): void => {
  const { external_memory: bytes } = getHeapStatistics()
  if (bytes < bytesAfterLast) bytesAfterLast = bytes
  if (bytes - bytesAfterLast < mostYoungBytes) return
  collector()({ type: 'minor' })
  // V8 counts what the first has freed when it begins another.
  collector()({ type: 'minor' })
  bytesAfterLast = getHeapStatistics().external_memory
}
