import { projectVertices } from '../../masks/projectVertices.ts'
import type { SilhouetteInput } from '../../masks/types.ts'

/** The nearest triangle of every pixel. */
export interface VisibleSurface {
  /** `[heightPx*widthPx]` triangle, −1 where there is none. */
  readonly triangles: Int32Array
  /** `[heightPx*widthPx*2]` weights of the triangle's second and third vertex on the surface (perspective undone). */
  readonly weights: Float32Array
}

/**
 * z-buffer: which triangle the ray through each pixel centre meets first. Both sides of a triangle are seen.
 * Triangles that reach behind the camera are left out: a sitter stays in front of it.
 */
export const findVisibleSurface = ({ mesh, worldMat, widthPx, heightPx }: SilhouetteInput): VisibleSurface => {
  const { homogeneous } = projectVertices(mesh.positions, worldMat)
  const corners = dividedByW(homogeneous)
  const nearest = new Float32Array(widthPx * heightPx)
  const triangles = new Int32Array(widthPx * heightPx).fill(-1)
  const weights = new Float32Array(widthPx * heightPx * 2)
  const indices = mesh.triangles
  for (let i = 0; i < indices.length; i += 3) {
    const a = indices[i] * 3
    const b = indices[i + 1] * 3
    const c = indices[i + 2] * 3
    const ax = corners[a]
    const ay = corners[a + 1]
    const bx = corners[b]
    const by = corners[b + 1]
    const cx = corners[c]
    const cy = corners[c + 1]
    const inverseA = corners[a + 2]
    const inverseB = corners[b + 2]
    const inverseC = corners[c + 2]
    if (!(inverseA > 0 && inverseB > 0 && inverseC > 0)) continue
    const top = Math.max(0, Math.ceil(Math.min(ay, by, cy)))
    const bottom = Math.min(heightPx - 1, Math.floor(Math.max(ay, by, cy)))
    const left = Math.max(0, Math.ceil(Math.min(ax, bx, cx)))
    const right = Math.min(widthPx - 1, Math.floor(Math.max(ax, bx, cx)))
    if (top > bottom || left > right) continue
    const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    if (area === 0) continue
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const weightB = ((x - ax) * (cy - ay) - (y - ay) * (cx - ax)) / area
        const weightC = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / area
        const weightA = 1 - weightB - weightC
        if (weightA < -1e-9 || weightB < -1e-9 || weightC < -1e-9) continue
        const inverseW = weightA * inverseA + weightB * inverseB + weightC * inverseC
        const pixel = y * widthPx + x
        if (inverseW <= nearest[pixel]) continue
        nearest[pixel] = inverseW
        triangles[pixel] = i / 3
        weights[pixel * 2] = (weightB * inverseB) / inverseW
        weights[pixel * 2 + 1] = (weightC * inverseC) / inverseW
      }
    }
  }
  return { triangles, weights }
}

/** `[n*3]` rows x/w y/w 1/w. */
const dividedByW = (homogeneous: Float64Array): Float64Array => {
  const out = new Float64Array(homogeneous.length)
  for (let i = 0; i < out.length; i += 3) {
    const inverse = 1 / homogeneous[i + 2]
    out[i] = homogeneous[i] * inverse
    out[i + 1] = homogeneous[i + 1] * inverse
    out[i + 2] = inverse
  }
  return out
}
