import type { Mesh } from '../../model/mesh.ts'
import { determinant3, type Mat4 } from '../../model/transform.ts'

/** Depths are kept at no more pixels than this a side. */
const mostPx = 1400

export interface DepthPicture {
  /** The least depth within a pixel around a place of the photo (px); Infinity where nothing is. */
  nearest(x: number, y: number): number
}

/**
 * How far from the camera, along its axis, the nearest of some surfaces lies at each pixel (z-buffer). Triangles that
 * reach behind the camera are left out.
 */
export const depthPicture = (
  surfaces: readonly Pick<Mesh, 'positions' | 'triangles'>[],
  view: { readonly worldMat: Mat4; readonly widthPx: number; readonly heightPx: number },
): DepthPicture => {
  const { worldMat: m } = view
  const scale = Math.min(1, mostPx / Math.max(view.widthPx, view.heightPx))
  const [width, height] = [Math.ceil(view.widthPx * scale), Math.ceil(view.heightPx * scale)]
  const factor = Math.sign(determinant3(m)) / Math.hypot(m[8], m[9], m[10])
  const depths = new Float32Array(width * height).fill(Infinity)
  for (const { positions, triangles } of surfaces) {
    const projected = new Float64Array(positions.length)
    for (let i = 0; i < positions.length; i += 3) {
      const row = (r: number): number =>
        m[r * 4] * positions[i] + m[r * 4 + 1] * positions[i + 1] + m[r * 4 + 2] * positions[i + 2] + m[r * 4 + 3]
      const w = row(2)
      projected[i] = (row(0) / w) * scale
      projected[i + 1] = (row(1) / w) * scale
      projected[i + 2] = w * factor
    }
    drawDepths(projected, triangles, { depths, width, height })
  }
  return {
    nearest: (x, y) => {
      const [px, py] = [Math.round(x * scale), Math.round(y * scale)]
      let least = Infinity
      for (let j = Math.max(0, py - 1); j <= Math.min(height - 1, py + 1); j++) {
        for (let i = Math.max(0, px - 1); i <= Math.min(width - 1, px + 1); i++) {
          least = Math.min(least, depths[j * width + i])
        }
      }
      return least
    },
  }
}

const drawDepths = (
  p: Float64Array,
  triangles: Uint32Array,
  { depths, width, height }: { readonly depths: Float32Array; readonly width: number; readonly height: number },
): void => {
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t] * 3, triangles[t + 1] * 3, triangles[t + 2] * 3]
    if (!(p[a + 2] > 0 && p[b + 2] > 0 && p[c + 2] > 0)) continue
    const area = (p[b] - p[a]) * (p[c + 1] - p[a + 1]) - (p[b + 1] - p[a + 1]) * (p[c] - p[a])
    if (area === 0) continue
    const left = Math.max(0, Math.ceil(Math.min(p[a], p[b], p[c])))
    const right = Math.min(width - 1, Math.floor(Math.max(p[a], p[b], p[c])))
    const top = Math.max(0, Math.ceil(Math.min(p[a + 1], p[b + 1], p[c + 1])))
    const bottom = Math.min(height - 1, Math.floor(Math.max(p[a + 1], p[b + 1], p[c + 1])))
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const wb = ((x - p[a]) * (p[c + 1] - p[a + 1]) - (y - p[a + 1]) * (p[c] - p[a])) / area
        const wc = ((p[b] - p[a]) * (y - p[a + 1]) - (p[b + 1] - p[a + 1]) * (x - p[a])) / area
        if (wb < 0 || wc < 0 || wb + wc > 1) continue
        // 1/depth is linear in the picture.
        const depth = 1 / ((1 - wb - wc) / p[a + 2] + wb / p[b + 2] + wc / p[c + 2])
        if (depth < depths[y * width + x]) depths[y * width + x] = depth
      }
    }
  }
}
