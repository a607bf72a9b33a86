import { type CarvedView, carveViews } from '../masks/propose/carve.ts'
import { outlineScan, usedPositions } from '../masks/propose/scanOutline.ts'
import type { SizedView } from '../masks/types.ts'
import { buffersOf } from './buffersOf.ts'
import { openMesh } from './openMesh.ts'
import type { Job, MeshReference } from './types.ts'

export interface CarveMasksInput {
  readonly mesh: MeshReference
  readonly views: readonly (SizedView & { readonly index: number; readonly mask: Uint8Array })[]
}

/** What the other views leave of each view's mask (`carveViews`). */
export const carveMasks: Job<CarveMasksInput, readonly CarvedView[]> = {
  id: 'carveMasks',
  run: async ({ mesh: reference, views }, context) => {
    const { mesh } = await openMesh(reference, context)
    const scan = outlineScan(mesh)
    const reach = Math.max(0, ...scan.borders.map((border) => border.reach))
    return carveViews({ positions: usedPositions(scan.surface), reach, views })
  },
  transfers: (views) => buffersOf(...views.map(({ allowed }) => allowed)),
}
