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
  let tableSize = 1024
  while (tableSize < cornerCount / 3) tableSize *= 2
  let table = new Int32Array(tableSize).fill(-1)
  /** Bit patterns of the vertices found: half as many as the table has places. */
  let found = new Uint32Array((tableSize / 2) * 3)
  let vertexCount = 0
  for (let corner = 0; corner < cornerCount; corner++) {
    if (vertexCount * 2 >= tableSize) {
      tableSize *= 2
      table = tableOf(found, vertexCount, tableSize)
      found = grown(found)
    }
    const x = withoutMinusZero(bits[corner * 3])
    const y = withoutMinusZero(bits[corner * 3 + 1])
    const z = withoutMinusZero(bits[corner * 3 + 2])
    let slot = hash(x, y, z) & (tableSize - 1)
    let vertex = table[slot]
    while (vertex >= 0 && (found[vertex * 3] !== x || found[vertex * 3 + 1] !== y || found[vertex * 3 + 2] !== z)) {
      slot = (slot + 1) & (tableSize - 1)
      vertex = table[slot]
    }
    if (vertex < 0) {
      vertex = vertexCount++
      table[slot] = vertex
      found[vertex * 3] = x
      found[vertex * 3 + 1] = y
      found[vertex * 3 + 2] = z
    }
    triangles[corner] = vertex
  }
  return { positions: new Float32Array(found.buffer.slice(0, vertexCount * 12)), triangles }
}

const grown = (numbers: Uint32Array): Uint32Array<ArrayBuffer> => {
  const larger = new Uint32Array(numbers.length * 2)
  larger.set(numbers)
  return larger
}

const withoutMinusZero = (bits: number): number => (bits === minusZero ? 0 : bits)

/** Bit pattern of −0 in single precision. */
const minusZero = 0x80000000

/** Three multiplicative hashes mixed with the finaliser of MurmurHash3 (Appleby 2011). */
const hash = (x: number, y: number, z: number): number => {
  let h = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca77) ^ Math.imul(z, 0xc2b2ae3d)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

const tableOf = (vertices: Uint32Array, count: number, tableSize: number): Int32Array<ArrayBuffer> => {
  const table = new Int32Array(tableSize).fill(-1)
  for (let vertex = 0; vertex < count; vertex++) {
    const at = vertex * 3
    let slot = hash(vertices[at], vertices[at + 1], vertices[at + 2]) & (tableSize - 1)
    while (table[slot] >= 0) slot = (slot + 1) & (tableSize - 1)
    table[slot] = vertex
  }
  return table
}
