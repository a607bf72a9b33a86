import { edgesOf } from '#core/geometry/edges.ts'
import type { Work } from './messages.ts'

export interface MeshEdgesInput {
  /** `[n*3]` and `[m*3]` */
  readonly positions: Float32Array
  readonly triangles: Uint32Array
}

export interface MeshEdges {
  /** `[e*2]` pairs of vertex indices, each edge once. */
  readonly edges: Uint32Array<ArrayBuffer>
}

/** The edges of a mesh as the index of a list of lines. */
export const meshEdges: Work<'mesh.edges'> = async (mesh, context) => {
  const { low, high } = edgesOf(mesh)
  await context.pause()
  const edges = new Uint32Array(low.length * 2)
  for (let i = 0; i < low.length; i++) {
    edges[i * 2] = low[i]
    edges[i * 2 + 1] = high[i]
  }
  context.emit({ edges }, [edges.buffer])
}
