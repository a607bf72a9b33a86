import { type ByteSource, readExactly } from '../model/byteSource.ts'
import { checkCancelled, type RunContext } from '../model/run.ts'
import { KernelInstance } from './kernelInstance.ts'

const facetBytes = 50
const facetsPerChunk = 4096
/** Chunks between two reports. */
const reportEvery = 16
const slotBytes = 8
const weldBytes = 28
/** Corners of a batch, as weld.c has them. */
const cornerBytes = 128 * 3 * 32

export interface WeldedFacets {
  /** `[n*3]` in the order of first use. */
  readonly positions: Float32Array
  /** `[m*3]` */
  readonly triangles: Uint32Array
  /** Facets that carry an attribute. */
  readonly attributeCount: number
  readonly areFinite: boolean
}

/**
 * Welds the facets of a binary STL: the kernel behind `weldVertices`, with the same vertices in the same order.
 *
 * @param source `count` facets of 50 bytes from `at` on, read chunk by chunk.
 */
export const weldFacets = (
  source: ByteSource,
  { at, count }: { at: number; count: number },
  context: RunContext = {},
): WeldedFacets => {
  let tableSize = 1024
  // A closed surface has half as many vertices as facets: a quarter of the table, where few collide.
  while (tableSize < count * 2) tableSize *= 2
  for (;;) {
    const welded = weldInto(source, { at, count, tableSize }, context)
    if (welded) return welded
    // Far more vertices than that: begin again with room for all of them.
    tableSize *= 4
  }
}

const weldInto = (
  source: ByteSource,
  { at, count, tableSize }: { at: number; count: number; tableSize: number },
  context: RunContext,
): WeldedFacets | null => {
  const instance = KernelInstance.ofThread()
  const { kernels } = instance
  const [weld, chunk, chunkTriangles, corners, table, vertices] = instance.scratch(
    weldBytes,
    facetsPerChunk * facetBytes,
    facetsPerChunk * 12,
    cornerBytes,
    tableSize * slotBytes,
    tableSize * 6,
  )
  instance.uint32(weld, 4).set([table, vertices, corners, tableSize])
  kernels.clearWeld(weld)
  const triangles = new Uint32Array(count * 3)
  for (let first = 0; first < count; first += facetsPerChunk) {
    checkCancelled(context)
    const facets = Math.min(count - first, facetsPerChunk)
    if ((first / facetsPerChunk) % reportEvery === 0) {
      context.report?.({ fraction: first / count, message: 'Reading the mesh' })
    }
    readExactly(source, instance.bytes(chunk, facets * facetBytes), at + first * facetBytes)
    if (kernels.weldFacets(weld, chunk, facets, chunkTriangles) === 0) return null
    triangles.set(instance.uint32(chunkTriangles, facets * 3), first * 3)
  }
  const [vertexCount, attributeCount, notFinite] = instance.uint32(weld + 16, 3)
  return {
    positions: new Float32Array(instance.float32(vertices, vertexCount * 3)),
    triangles,
    attributeCount,
    areFinite: notFinite === 0,
  }
}
