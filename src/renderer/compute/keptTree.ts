import { treeKeyOf, unpackTree } from '#core/kernels/treeImage.ts'
import type { TriangleTree } from '#core/kernels/triangleTree.ts'
import type { TriangleSoup } from '#core/model/queries.ts'

/**
 * Whether trees are to come from the host where it has them: only when the window's address says `trees=host`, because
 * fetching a tree of two million triangles takes as long as building it, and a smaller one's much longer.
 */
export const wantsTreesOfHost = (search: string): boolean => new URLSearchParams(search).get('trees') === 'host'

const hex = (bytes: ArrayBuffer): string =>
  [...new Uint8Array(bytes)].map((value) => value.toString(16).padStart(2, '0')).join('')

/** What the host keeps the tree of this surface by. */
const keyOf = async ({ positions, triangles }: TriangleSoup): Promise<string> => {
  const content = new Uint8Array(positions.byteLength + triangles.byteLength)
  content.set(new Uint8Array(positions.buffer, positions.byteOffset, positions.byteLength))
  content.set(new Uint8Array(triangles.buffer, triangles.byteOffset, triangles.byteLength), positions.byteLength)
  return treeKeyOf('triangles', hex(await crypto.subtle.digest('SHA-256', content)))
}

/**
 * The tree of a surface from the host, where one of its jobs has built it; null where it has none, where it does not
 * answer, or where this window may not share memory.
 *
 * @param meshUrl where the surface's mesh was fetched: trees lie beside meshes.
 */
export const fetchKeptTree = async (
  soup: TriangleSoup,
  meshUrl: string,
  signal: AbortSignal,
): Promise<TriangleTree | null> => {
  if (!globalThis.crossOriginIsolated) return null
  try {
    const response = await fetch(new URL(`../tree/${await keyOf(soup)}`, meshUrl), { signal })
    return response.ok ? unpackTree(new Uint8Array(await response.arrayBuffer())) : null
  } catch (error) {
    if (signal.aborted) throw error
    return null
  }
}
