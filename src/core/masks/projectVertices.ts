import { determinant3, type Mat4 } from '../model/transform.ts'

/** Vertices in homogeneous pixels. A vertex is in front of the camera where `w` is positive; its pixel is x/w, y/w. */
export interface ProjectedVertices {
  /** `[n*3]` rows x y w. */
  readonly homogeneous: Float64Array
  /** Largest `w` of all vertices; not positive where the whole mesh lies behind the camera. */
  readonly farthestW: number
}

/**
 * Takes vertices to homogeneous pixels. A projection is only known up to a factor, so the sign is chosen by the
 * determinant of its left 3×3 (Hartley and Zisserman, Multiple View Geometry, 2003, 6.2.3): in front is positive.
 *
 * @param positions `[n*3]` xyz rows in the camera's world.
 * @param worldMat K·[R|t], world to homogeneous pixels.
 */
export const projectVertices = (positions: Float32Array | Float64Array, worldMat: Mat4): ProjectedVertices => {
  const sign = determinant3(worldMat) < 0 ? -1 : 1
  const [m00, m01, m02, m03, m10, m11, m12, m13, m20, m21, m22, m23] = worldMat.map((value) => sign * value)
  const homogeneous = new Float64Array(positions.length)
  let farthestW = Number.NEGATIVE_INFINITY
  for (let i = 0; i < positions.length; i += 3) {
    const x = positions[i]
    const y = positions[i + 1]
    const z = positions[i + 2]
    const w = m20 * x + m21 * y + m22 * z + m23
    homogeneous[i] = m00 * x + m01 * y + m02 * z + m03
    homogeneous[i + 1] = m10 * x + m11 * y + m12 * z + m13
    homogeneous[i + 2] = w
    if (w > farthestW) farthestW = w
  }
  return { homogeneous, farthestW }
}
