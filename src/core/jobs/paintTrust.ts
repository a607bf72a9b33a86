import { paintVertices, type SurfaceStroke } from '../geometry/surfaceBrush.ts'
import { badInput } from '../model/errors.ts'
import { vertexCount } from '../model/mesh.ts'
import { buffersOf } from './buffersOf.ts'
import { openMesh } from './openMesh.ts'
import type { Job, MeshReference } from './types.ts'

export interface PaintTrustInput {
  readonly mesh: MeshReference
  /** `[n]` bytes, 255 for full trust; null: the whole surface is trusted. */
  readonly before: Uint8Array | null
  readonly strokes: readonly SurfaceStroke[]
}

/** `[n]` the trust before and after some strokes over a scan's surface. */
export const paintTrust: Job<PaintTrustInput, { readonly before: Uint8Array; readonly after: Uint8Array }> = {
  id: 'paintTrust',
  run: async ({ mesh: reference, before: given, strokes }, context) => {
    const { mesh } = await openMesh(reference, context)
    const before = given ?? new Uint8Array(vertexCount(mesh)).fill(255)
    if (before.length !== vertexCount(mesh)) {
      throw badInput(
        'trust-length',
        `${reference.fileName} has ${vertexCount(mesh)} vertices, what was painted on it ${before.length}. Clear what was painted.`,
      )
    }
    const after = before.slice()
    for (const stroke of strokes) paintVertices(after, mesh.positions, stroke)
    return { before, after }
  },
  transfers: ({ before, after }) => buffersOf(before, after),
}
