import { rasterizeSilhouette } from '../masks/silhouette.ts'
import type { SizedView } from '../masks/types.ts'
import { badInput } from '../model/errors.ts'
import { checkCancelled } from '../model/run.ts'
import { buffersOf } from './buffersOf.ts'
import { openMesh } from './openMesh.ts'
import type { Job, MeshReference } from './types.ts'

export interface ProposeMasksInput {
  readonly mesh: MeshReference
  readonly views: readonly SizedView[]
}

/** The mesh's silhouette in every view, in their order: 0/255, row-major from the top left. */
export const proposeMasks: Job<ProposeMasksInput, readonly Uint8Array[]> = {
  id: 'proposeMasks',
  run: async ({ mesh: reference, views }, context) => {
    const { mesh } = await openMesh(reference, context)
    if (mesh.triangles.length === 0) {
      throw badInput('no-surface', `${reference.fileName} holds points only: a silhouette needs a surface.`)
    }
    return views.map((view, i) => {
      checkCancelled(context)
      context.report?.({ fraction: i / views.length, message: `Silhouette ${i + 1} of ${views.length}` })
      return rasterizeSilhouette({ mesh, ...view })
    })
  },
  transfers: (masks) => buffersOf(...masks),
}
