import { type CutPlane, cutMask, splitSurface } from '../masks/propose/cutPlane.ts'
import { outlineScan } from '../masks/propose/scanOutline.ts'
import { rasterizeSilhouette } from '../masks/silhouette.ts'
import type { SizedView } from '../masks/types.ts'
import { buffersOf } from './buffersOf.ts'
import { openMesh } from './openMesh.ts'
import type { Job, MeshReference } from './types.ts'

export interface CutMaskViewInput extends SizedView {
  readonly mesh: MeshReference
  readonly mask: Uint8Array
  readonly plane: CutPlane
}

/** A view's mask without what lies beyond a plane of the scan (`cutMask`). */
export const cutMaskView: Job<CutMaskViewInput, Uint8Array> = {
  id: 'cutMaskView',
  run: async ({ mesh: reference, mask, plane, ...view }, context) => {
    const { mesh } = await openMesh(reference, context)
    const sides = splitSurface(outlineScan(mesh).surface, plane)
    const drawn = (side: typeof sides.kept) => rasterizeSilhouette({ mesh: side, ...view })
    return cutMask(mask, { kept: drawn(sides.kept), cutOff: drawn(sides.cutOff) }, view)
  },
  transfers: (mask) => buffersOf(mask),
}
