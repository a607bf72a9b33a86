import type { Mat4 } from './transform.ts'

/**
 * OpenCV's k1 k2 p1 p2 k3: with x = X/Z, y = Y/Z in the camera and r² = x² + y², the photo shows
 * x·(1 + k1·r² + k2·r⁴ + k3·r⁶) + 2·p1·x·y + p2·(r² + 2·x²), and y likewise with p1 and p2 exchanged.
 */
export type LensDistortion = readonly [k1: number, k2: number, p1: number, p2: number, k3: number]

/** From a frame to the pixels of a photo, pixel centres at whole numbers. */
export interface Projection {
  /** K·[R|t] with a last row 0 0 0 1: points to the homogeneous pixels of the camera without its lens. */
  readonly worldMat: Mat4
  /** Absent or null: a pinhole camera. A similarity of the frame leaves it as it is. */
  readonly distortion?: LensDistortion | null
}

/**
 * A camera in OpenCV's convention: x right, y down, z forward. `worldMat` is the exact record (H3DS, IDR). `scaleMat`
 * maps the unit sphere to the region of interest in the world.
 */
export interface Camera extends Projection {
  readonly scaleMat: Mat4
}

/** A camera taken apart: x_pixel ~ K·(R·X + t). */
export interface CameraParts {
  /** 3×3 row-major, K[8] = 1. */
  readonly intrinsics: readonly number[]
  /** 3×3 row-major, camera from world. */
  readonly rotation: readonly number[]
  /** In world units. */
  readonly translation: readonly number[]
  /** Camera centre in the world. */
  readonly center: readonly number[]
}
