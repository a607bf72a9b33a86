import { rasterizeSilhouette } from '../masks/silhouette.ts'
import { traceOutline } from '../masks/traceOutline.ts'
import type { SizedView } from '../masks/types.ts'
import { openMesh } from './openMesh.ts'
import type { Job, MeshReference } from './types.ts'

export interface OutlineInViewInput extends SizedView {
  readonly mesh: MeshReference
}

/** The outline of a mesh as a camera sees it: closed lines, see `traceOutline`. None for a cloud of points. */
export const outlineInView: Job<OutlineInViewInput, readonly (readonly number[])[]> = {
  id: 'outlineInView',
  run: async ({ mesh: reference, ...view }, context) => {
    const { mesh } = await openMesh(reference, context)
    if (mesh.triangles.length === 0) return []
    return traceOutline(rasterizeSilhouette({ mesh, ...view }), view)
  },
  transfers: () => [],
}
