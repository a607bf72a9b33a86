import type { Mat4 } from './transform.ts'

/**
 * A pinhole camera in OpenCV's convention: x right, y down, z forward, pixel centres at whole numbers.
 * `worldMat` = K·[R|t] with a last row 0 0 0 1 takes world points to homogeneous pixels; it is the exact record
 * (H3DS, IDR). `scaleMat` maps the unit sphere to the region of interest in the world.
 */
export interface Camera {
  readonly worldMat: Mat4
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
