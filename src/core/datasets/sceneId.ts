/**
 * The id of a subject's H3DS scene: 16 hexadecimal digits, the same on every machine. 64-bit FNV-1a (Fowler, Noll, Vo
 * 1991) of the text as UTF-8; it names a folder and protects nothing.
 */
export const sceneIdOf = (subjectId: string): string => {
  let hash = 0xcbf29ce484222325n
  for (const byte of new TextEncoder().encode(subjectId)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
  }
  return hash.toString(16).padStart(16, '0')
}
