import type { Projection } from '../model/camera.ts'
import type { Mesh } from '../model/mesh.ts'

/** A mask is a Uint8Array of `widthPx*heightPx` values, row-major from the top left, 255 subject and 0 background. */
export interface MaskSize {
  readonly widthPx: number
  readonly heightPx: number
}

/** Columns x0..x1−1 and rows y0..y1−1. */
export interface PixelBox {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
}

/** One press-drag-release of a round brush. */
export interface BrushStroke {
  readonly mode: 'paint' | 'erase'
  /** At least 0.5, which touches exactly one pixel. */
  readonly radiusPx: number
  /** x0 y0 x1 y1 … in image pixels, pixel centres at whole numbers. */
  readonly points: readonly number[]
  /** One radius for each point, where a pen's pressure changed it; all are `radiusPx` where absent. */
  readonly radiiPx?: readonly number[]
  /** 0..1: the share of the radius that is covered fully; 1, a hard edge, where absent. */
  readonly hardness?: number
}

/** A view of a mesh: the camera from the mesh's own frame to pixels, and the photo's size. */
export type SizedView = MaskSize & Projection

export interface SilhouetteInput extends MaskSize, Projection {
  readonly mesh: Pick<Mesh, 'positions' | 'triangles'>
}
