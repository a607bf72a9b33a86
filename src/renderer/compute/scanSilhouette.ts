import { readMesh } from '#core/formats/index.ts'
import { rasterizeSilhouette } from '#core/masks/silhouette.ts'
import { MaskTiles, type Tile } from '#core/masks/tiles/maskTiles.ts'
import type { MaskSize } from '#core/masks/types.ts'
import type { Mesh } from '#core/model/mesh.ts'
import type { Mat4 } from '#core/model/transform.ts'
import { fetchBytes } from './fetchBytes.ts'
import type { Work } from './messages.ts'

export interface SilhouetteInput {
  /** Absolute: a worker has no page to be relative to. */
  readonly meshUrl: string
  readonly fileName: string
  /** From the mesh's frame to homogeneous pixels. */
  readonly worldMat: Mat4
  readonly size: MaskSize
}

export interface SilhouettePart {
  readonly tiles: readonly Tile[]
}

/** The scan drawn last: the photos of a subject follow each other. */
let kept: { readonly meshUrl: string; readonly mesh: Mesh } | null = null

/** The outline of a scan as a photo's camera sees it, filled. */
export const scanSilhouette: Work<'mask.silhouette'> = async ({ meshUrl, fileName, worldMat, size }, context) => {
  if (kept?.meshUrl !== meshUrl) {
    const bytes = await fetchBytes(meshUrl, fileName, context.signal)
    kept = { meshUrl, mesh: readMesh(bytes, fileName).mesh }
    await context.pause()
  }
  const mask = rasterizeSilhouette({ mesh: kept.mesh, worldMat, ...size })
  context.emit({ tiles: MaskTiles.fromMask(mask, size).list() }, [])
}
