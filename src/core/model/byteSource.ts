import { badInput } from './errors.ts'

/** The bytes of a file, wherever they are, read piece by piece into memory that the reader owns. */
export interface ByteSource {
  readonly sizeBytes: number
  /** Fills `target` with the bytes from `at` on. Returns how many there were: fewer only at the end of the file. */
  readInto(target: Uint8Array, at: number): number
}

/** An open file. */
export interface FileSource extends ByteSource {
  close(): void
}

export const sourceOfBytes = (bytes: Uint8Array): ByteSource => ({
  sizeBytes: bytes.length,
  readInto: (target, at) => {
    const part = bytes.subarray(at, at + target.length)
    target.set(part)
    return part.length
  },
})

/** The whole file at once. */
export const allBytesOf = (source: ByteSource): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(source.sizeBytes)
  return bytes.subarray(0, source.readInto(bytes, 0))
}

/** Fills all of `target`. @throws input/truncated where the file ends before. */
export const readExactly = (source: ByteSource, target: Uint8Array, at: number): void => {
  if (source.readInto(target, at) === target.length) return
  throw badInput('truncated', 'The file became shorter while it was read. Read it again.', { byte: at })
}
