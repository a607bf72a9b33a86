/** A triangle soup with equal corners made one vertex. */
export interface WeldedSoup {
  /** `[n*3]` in the order of first use. */
  readonly positions: Float32Array
  /** `[m*3]` */
  readonly triangles: Uint32Array
}

/**
 * Makes corners at exactly the same place (0 and −0 alike) one vertex. Open-addressing hash over the three bit
 * patterns, grown by doubling, so that memory follows the number of vertices found and not the number of corners.
 *
 * @param soup `[m*9]`, three xyz corners a triangle.
 */
export const weldVertices = (soup: Float32Array): WeldedSoup => {
  const cornerCount = soup.length / 3
  const bits = new Uint32Array(soup.buffer, soup.byteOffset, soup.length)
  const triangles = new Uint32Array(cornerCount)
  const firstCorner = new Uint32Array(cornerCount)
  let tableSize = 1024
  while (tableSize < cornerCount / 3) tableSize *= 2
  let table = new Int32Array(tableSize).fill(-1)
  let vertexCount = 0
  for (let i = 0; i < bits.length; i++) if (bits[i] === minusZero) bits[i] = 0
  for (let corner = 0; corner < cornerCount; corner++) {
    const at = corner * 3
    let slot = hash(bits, at) & (tableSize - 1)
    let vertex = table[slot]
    while (vertex >= 0) {
      const other = firstCorner[vertex] * 3
      if (bits[other] === bits[at] && bits[other + 1] === bits[at + 1] && bits[other + 2] === bits[at + 2]) break
      slot = (slot + 1) & (tableSize - 1)
      vertex = table[slot]
    }
    if (vertex < 0) {
      vertex = vertexCount++
      firstCorner[vertex] = corner
      table[slot] = vertex
      if (vertexCount * 2 > tableSize) {
        tableSize *= 2
        table = rehash(bits, firstCorner.subarray(0, vertexCount), tableSize)
      }
    }
    triangles[corner] = vertex
  }
  const positions = new Float32Array(vertexCount * 3)
  for (let vertex = 0; vertex < vertexCount; vertex++) {
    const from = firstCorner[vertex] * 3
    positions[vertex * 3] = soup[from]
    positions[vertex * 3 + 1] = soup[from + 1]
    positions[vertex * 3 + 2] = soup[from + 2]
  }
  return { positions, triangles }
}

/** Bit pattern of −0 in single precision. */
const minusZero = 0x80000000

/** Three multiplicative hashes mixed with the finaliser of MurmurHash3 (Appleby 2011). */
const hash = (bits: Uint32Array, at: number): number => {
  let h = Math.imul(bits[at], 0x9e3779b1) ^ Math.imul(bits[at + 1], 0x85ebca77) ^ Math.imul(bits[at + 2], 0xc2b2ae3d)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

const rehash = (bits: Uint32Array, firstCorner: Uint32Array, tableSize: number): Int32Array<ArrayBuffer> => {
  const table = new Int32Array(tableSize).fill(-1)
  for (let vertex = 0; vertex < firstCorner.length; vertex++) {
    let slot = hash(bits, firstCorner[vertex] * 3) & (tableSize - 1)
    while (table[slot] >= 0) slot = (slot + 1) & (tableSize - 1)
    table[slot] = vertex
  }
  return table
}
