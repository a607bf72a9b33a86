import { KernelInstance } from './kernelInstance.ts'

const facetBytes = 50
const facetsPerChunk = 1 << 15
const slotBytes = 8
const weldBytes = 20

export interface WeldedFacets {
  /** `[n*3]` in the order of first use. */
  readonly positions: Float32Array
  /** `[m*3]` */
  readonly triangles: Uint32Array
  /** Facets that carry an attribute. */
  readonly attributeCount: number
}

/**
 * Welds the facets of a binary STL: the kernel behind `weldVertices`, with the same vertices in the same order.
 *
 * @param facets `[m*50]` bytes: what follows the header of 84 bytes.
 */
export const weldFacets = (facets: Uint8Array): WeldedFacets => {
  const count = Math.floor(facets.length / facetBytes)
  let tableSize = 1024
  while (tableSize < count) tableSize *= 2
  for (;;) {
    const welded = weldInto(facets, count, tableSize)
    if (welded) return welded
    // Far more vertices than a closed surface has: begin again with room for all of them.
    tableSize *= 8
  }
}

const weldInto = (facets: Uint8Array, count: number, tableSize: number): WeldedFacets | null => {
  const instance = KernelInstance.ofThread()
  const { kernels } = instance
  const [weld, chunk, chunkTriangles, table, vertices] = instance.scratch(
    weldBytes,
    facetsPerChunk * facetBytes,
    facetsPerChunk * 12,
    tableSize * slotBytes,
    tableSize * 6,
  )
  instance.uint32(weld, 3).set([table, vertices, tableSize])
  kernels.clearWeld(weld)
  const triangles = new Uint32Array(count * 3)
  for (let first = 0; first < count; first += facetsPerChunk) {
    const end = Math.min(count, first + facetsPerChunk)
    const part = facets.subarray(first * facetBytes, end * facetBytes)
    instance.bytes(chunk, part.length).set(part)
    if (kernels.weldFacets(weld, chunk, end - first, chunkTriangles) === 0) return null
    triangles.set(instance.uint32(chunkTriangles, (end - first) * 3), first * 3)
  }
  const [vertexCount, attributeCount] = instance.uint32(weld + 12, 2)
  return { positions: new Float32Array(instance.float32(vertices, vertexCount * 3)), triangles, attributeCount }
}
