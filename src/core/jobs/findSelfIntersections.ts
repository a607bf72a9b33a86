import { type SelfIntersections, selfIntersections } from '../geometry/selfIntersections.ts'
import type { Warning } from '../model/mesh.ts'
import { partOf } from '../model/run.ts'
import { openMesh } from './openMesh.ts'
import type { Job, MeshReference } from './types.ts'

export interface FoundIntersections extends SelfIntersections {
  readonly warnings: readonly Warning[]
}

/** Where the surface of a mesh file meets itself. */
export const findSelfIntersections: Job<MeshReference, FoundIntersections> = {
  id: 'findSelfIntersections',
  run: async (reference, context) => {
    const { mesh, warnings } = await openMesh(reference, context)
    return { ...selfIntersections(mesh, partOf(context, { from: 0.1, to: 1 })), warnings }
  },
  transfers: () => [],
}
