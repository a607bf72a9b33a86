import { vertexNormals } from '../../geometry/normals.ts'

/** A triangle mesh as a smooth surface through its vertices. */
export interface CurvedSurface {
  /** `[n*3]`. */
  readonly positions: Float64Array
  /** `[n*3]` unit normals. */
  readonly normals: Float32Array
  /** `[m*3]`. */
  readonly triangles: Uint32Array
}

export const curvedSurface = (positions: Float64Array, triangles: Uint32Array): CurvedSurface => ({
  positions,
  normals: vertexNormals({ positions: Float32Array.from(positions), triangles }),
  triangles,
})

/** How far the flat point goes towards the curved one: Boubekeur and Alexa take 0.75; less stays nearer to the model's own triangles. */
const curvature = 0.5

/**
 * Point of the smooth surface over weights a, b, c of a triangle's corners (Phong tessellation, Boubekeur and Alexa,
 * ACM ToG 27(5), 2008). It passes through the vertices and has no gaps along edges.
 *
 * @param out receives x y z at `at`.
 */
export const writeCurvedPoint = (
  surface: CurvedSurface,
  triangle: number,
  weights: readonly [number, number, number],
  out: Float64Array,
  at: number,
): void => {
  const { positions, normals, triangles } = surface
  let [x, y, z] = [0, 0, 0]
  for (let k = 0; k < 3; k++) {
    const corner = triangles[triangle * 3 + k] * 3
    x += weights[k] * positions[corner]
    y += weights[k] * positions[corner + 1]
    z += weights[k] * positions[corner + 2]
  }
  // Mean of the point's projections onto the planes through the corners.
  let [dx, dy, dz] = [0, 0, 0]
  for (let k = 0; k < 3; k++) {
    const corner = triangles[triangle * 3 + k] * 3
    const [nx, ny, nz] = [normals[corner], normals[corner + 1], normals[corner + 2]]
    const height = (x - positions[corner]) * nx + (y - positions[corner + 1]) * ny + (z - positions[corner + 2]) * nz
    dx -= weights[k] * height * nx
    dy -= weights[k] * height * ny
    dz -= weights[k] * height * nz
  }
  out[at] = x + curvature * dx
  out[at + 1] = y + curvature * dy
  out[at + 2] = z + curvature * dz
}

/** Weighted sum of a per-vertex quantity with `width` numbers each, over a triangle's corners. */
export const writeBlend = (
  values: Float32Array | Float64Array,
  width: number,
  corners: readonly [number, number, number],
  weights: readonly [number, number, number],
  out: Float32Array | Float64Array,
  at: number,
): void => {
  for (let i = 0; i < width; i++) {
    out[at + i] =
      weights[0] * values[corners[0] * width + i] +
      weights[1] * values[corners[1] * width + i] +
      weights[2] * values[corners[2] * width + i]
  }
}
