import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { FileSource } from '#core/model/byteSource.ts'

/** Opens a file for reading piece by piece, straight into the reader's memory. Throws the system's own errors. */
export const openFileSource = (path: string): FileSource => {
  const file = openSync(path, 'r')
  return {
    sizeBytes: fstatSync(file).size,
    readInto: (target, at) => {
      let length = 0
      while (length < target.length) {
        const read = readSync(file, target, length, target.length - length, at + length)
        if (read === 0) break
        length += read
      }
      return length
    },
    close: () => closeSync(file),
  }
}
