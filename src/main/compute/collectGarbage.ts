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

/** More arrays than this, made since the last look, are worth another at what is young, which takes some milliseconds. */
const mostYoungBytes = { inWork: 48 * 2 ** 20, afterWork: 8 * 2 ** 20 }
let bytesAfterLast = 0

/**
 * To be called now and then in long work and after it: frees arrays that were made since the last call and are no longer
 * used, where there are many. V8 would look through the whole heap for them once there are 64 MB, on the time of other
 * processors, and machine code that the next job needs would go with them. After the work is the better time: what is
 * still used counts as old from then on, and is found by a look through everything alone.
 */
export const collectYoungArrays = (when: keyof typeof mostYoungBytes): void => {
  const { external_memory: bytes } = getHeapStatistics()
  if (bytes < bytesAfterLast) bytesAfterLast = bytes
  if (bytes - bytesAfterLast < mostYoungBytes[when]) return
  collector()({ type: 'minor' })
  // V8 counts what the first has freed when it begins another.
  collector()({ type: 'minor' })
  bytesAfterLast = getHeapStatistics().external_memory
}
