import { readMesh } from '#core/formats/index.ts'
import { type CutPlane, splitSurface } from '#core/masks/propose/cutPlane.ts'
import { rasterizeSilhouette } from '#core/masks/silhouette.ts'
import { MaskTiles, type Tile } from '#core/masks/tiles/maskTiles.ts'
import type { MaskSize } from '#core/masks/types.ts'
import type { Projection } from '#core/model/camera.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { fetchBytes } from './fetchBytes.ts'
import type { Work } from './messages.ts'

export interface SilhouetteInput extends Projection {
  /** Absolute: a worker has no page to be relative to. */
  readonly meshUrl: string
  readonly fileName: string
  /** Where the subject ends, in the mesh's frame: what lies beyond is not drawn. */
  readonly cut: CutPlane | null
  readonly size: MaskSize
}

export interface SilhouettePart {
  readonly tiles: readonly Tile[]
}

/** The scan drawn last: the photos of a subject follow each other. */
let kept: { readonly meshUrl: string; readonly mesh: Mesh } | null = null

/** The outline of a scan as a photo's camera sees it, filled. */
export const scanSilhouette: Work<'mask.silhouette'> = async ({ meshUrl, fileName, cut, size, ...view }, context) => {
  if (kept?.meshUrl !== meshUrl) {
    const bytes = await fetchBytes(meshUrl, fileName, context.signal)
    kept = { meshUrl, mesh: readMesh(bytes, fileName).mesh }
    await context.pause()
  }
  const mesh = cut ? splitSurface(kept.mesh, cut).kept : kept.mesh
  const mask = rasterizeSilhouette({ mesh, ...view, ...size })
  context.emit({ tiles: MaskTiles.fromMask(mask, size).list() }, [])
}
