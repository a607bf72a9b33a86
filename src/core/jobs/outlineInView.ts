import { rasterizeSilhouette } from '../masks/silhouette.ts'
import { traceOutline } from '../masks/traceOutline.ts'
import type { Mat4 } from '../model/transform.ts'
import { openMesh } from './openMesh.ts'
import type { Job, MeshReference } from './types.ts'

export interface OutlineInViewInput {
  readonly mesh: MeshReference
  /** From the mesh's own frame to pixels. */
  readonly worldMat: Mat4
  readonly widthPx: number
  readonly heightPx: number
}

/** The outline of a mesh as a camera sees it: closed lines, see `traceOutline`. None for a cloud of points. */
export const outlineInView: Job<OutlineInViewInput, readonly (readonly number[])[]> = {
  id: 'outlineInView',
  run: async ({ mesh: reference, worldMat, widthPx, heightPx }, context) => {
    const { mesh } = await openMesh(reference, context)
    if (mesh.triangles.length === 0) return []
    return traceOutline(rasterizeSilhouette({ mesh, worldMat, widthPx, heightPx }), { widthPx, heightPx })
  },
  transfers: () => [],
}
