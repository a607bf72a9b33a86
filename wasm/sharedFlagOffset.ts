const importSection = 2
const memoryImport = 2

/**
 * Offset of the flag byte of the imported memory in a WebAssembly binary. Own and shared memory need modules that
 * differ in this byte only, so one binary serves both.
 *
 * @throws Error when the first import is not a memory with a maximum.
 */
export const sharedFlagOffset = (binary: Uint8Array): number => {
  let at = 8
  const unsigned = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = binary[at++]
      value |= (byte & 127) << shift
      if (byte < 128) return value
    }
  }
  for (;;) {
    const section = binary[at++]
    const size = unsigned()
    if (section === importSection) break
    at += size
    if (at >= binary.length) throw new Error('The kernels import no memory.')
  }
  unsigned()
  for (let name = 0; name < 2; name++) {
    const length = unsigned()
    at += length
  }
  if (binary[at] !== memoryImport || binary[at + 1] !== 1)
    throw new Error('The kernels do not import a bounded memory.')
  return at + 1
}
