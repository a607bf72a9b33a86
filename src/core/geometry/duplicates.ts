import type { Mesh } from '../model/mesh.ts'

/** How many vertices lie exactly where one before them lies (0 and −0 alike). Positions that are not finite are none. */
export const duplicateVertexCount = ({ positions, positionsF64 }: Pick<Mesh, 'positions' | 'positionsF64'>): number => {
  const rows = (positionsF64 ?? positions).slice()
  let kept = 0
  for (let i = 0; i < rows.length; i += 3) {
    if (!Number.isFinite(rows[i] + rows[i + 1] + rows[i + 2])) continue
    // −0 + 0 is 0.
    for (let k = 0; k < 3; k++) rows[kept + k] = rows[i + k] + 0
    kept += 3
  }
  const words = new Uint32Array(rows.buffer, 0, (kept * rows.BYTES_PER_ELEMENT) / 4)
  return repeatedRows(words, (3 * rows.BYTES_PER_ELEMENT) / 4)
}

/** How many triangles have the same three vertices as one before them, in whatever order. */
export const duplicateTriangleCount = ({ triangles }: Pick<Mesh, 'triangles'>): number => {
  const rows = triangles.slice()
  for (let i = 0; i < rows.length; i += 3) {
    const low = Math.min(rows[i], rows[i + 1], rows[i + 2])
    const high = Math.max(rows[i], rows[i + 1], rows[i + 2])
    rows[i + 1] = rows[i] + rows[i + 1] + rows[i + 2] - low - high
    rows[i] = low
    rows[i + 2] = high
  }
  return repeatedRows(rows, 3)
}

/** How many rows of `width` words are equal to one before them: open addressing in a table at most half full. */
const repeatedRows = (words: Uint32Array, width: number): number => {
  const count = words.length / width
  let size = 16
  while (size < 2 * count) size *= 2
  const table = new Int32Array(size).fill(-1)
  let repeated = 0
  for (let row = 0; row < count; row++) {
    let slot = hashOf(words, row * width, width) & (size - 1)
    while (table[slot] >= 0 && !areEqual(words, table[slot] * width, row * width, width)) slot = (slot + 1) & (size - 1)
    if (table[slot] >= 0) repeated++
    else table[slot] = row
  }
  return repeated
}

const areEqual = (words: Uint32Array, a: number, b: number, width: number): boolean => {
  for (let k = 0; k < width; k++) if (words[a + k] !== words[b + k]) return false
  return true
}

/** Multiplied together word by word and mixed with the finaliser of MurmurHash3 (Appleby 2011). */
const hashOf = (words: Uint32Array, at: number, width: number): number => {
  let hash = 0
  for (let k = 0; k < width; k++) hash = Math.imul(hash ^ words[at + k], 0x9e3779b1) ^ (hash >>> 15)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
