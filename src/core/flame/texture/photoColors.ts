import { cameraParts } from '../../geometry/camera.ts'
import { lensOf } from '../../geometry/lens.ts'
import { vertexNormals } from '../../geometry/normals.ts'
import type { Projection } from '../../model/camera.ts'
import type { Mesh } from '../../model/mesh.ts'
import { checkCancelled, type RunContext } from '../../model/run.ts'
import { depthPicture } from './depthPicture.ts'
import { type RgbPicture, samplePicture } from './picture.ts'
import type { TexelColors, TexturedSurface } from './surfaceColors.ts'
import { atTexels, type Texels } from './texels.ts'

/** Seen flatter than this (cosine), skin smears. */
const leastCosine = 0.2
/** Power of the cosine: the best view counts most, and views that are as good blend. */
const anglePower = 6
/** Whatever lies in front by more than this (m) covers; and so many pixels of a slope. */
const coverM = 0.003
const slopePixels = 2
/** Towards its border a photo counts less (pixels), so that no edge shows. */
const featherPx = 24
const batch = 1 << 16

/** With the camera for a picture of this size, in the frame of the surface, metres. */
export type TexturePhoto = RgbPicture & Projection

/**
 * Adds what one photo shows of the texels that neither the surface nor an occluder hides from it.
 * @param covers surfaces (metres, same frame) that may lie in front: the scan, with hair and clothes.
 * @returns how many texels it shows.
 */
export const addPhotoColors = (
  surface: TexturedSurface,
  texels: Texels,
  photo: TexturePhoto,
  o: { readonly covers: readonly Pick<Mesh, 'positions' | 'triangles'>[]; readonly colors: TexelColors },
  context: RunContext,
): number => {
  const { vertices, triangles } = surface
  const { worldMat, widthPx, heightPx } = photo
  const { center, intrinsics } = cameraParts(photo)
  const own = { positions: Float32Array.from(vertices), triangles }
  const lens = lensOf(photo)
  const depths = depthPicture([own, ...o.covers], photo)
  const normals = vertexNormals({ positions: vertices, triangles })
  const [points, directions] = [new Float64Array(batch * 3), new Float64Array(batch * 3)]
  const color = new Float64Array(3)
  const count = texels.pixels.length
  const depthFactor = 1 / Math.hypot(worldMat[8], worldMat[9], worldMat[10])
  let shown = 0
  for (let start = 0; start < count; start += batch) {
    checkCancelled(context)
    const end = Math.min(count, start + batch)
    atTexels(texels, triangles, vertices, { start, end, out: points })
    atTexels(texels, triangles, normals, { start, end, out: directions })
    for (let i = 0; i < end - start; i++) {
      const [px, py, pz] = [points[i * 3], points[i * 3 + 1], points[i * 3 + 2]]
      const [dx, dy, dz] = [center[0] - px, center[1] - py, center[2] - pz]
      const [nx, ny, nz] = [directions[i * 3], directions[i * 3 + 1], directions[i * 3 + 2]]
      const cosine = (dx * nx + dy * ny + dz * nz) / (Math.hypot(dx, dy, dz) * Math.hypot(nx, ny, nz) || 1)
      if (cosine < leastCosine) continue
      const row = (r: number): number =>
        worldMat[r * 4] * px + worldMat[r * 4 + 1] * py + worldMat[r * 4 + 2] * pz + worldMat[r * 4 + 3]
      const w = row(2)
      const [pinholeX, pinholeY, depth] = [row(0) / w, row(1) / w, Math.abs(w) * depthFactor]
      const [x, y] = lens?.photoFromPinhole(pinholeX, pinholeY) ?? [pinholeX, pinholeY]
      const border = Math.min(x, y, widthPx - 1 - x, heightPx - 1 - y)
      if (!(border > 0)) continue
      const slackM = coverM + (slopePixels * depth) / (intrinsics[0] * cosine)
      if (depth > depths.nearest(pinholeX, pinholeY) + slackM) continue
      samplePicture(photo, x, y, color)
      const weight = cosine ** anglePower * Math.min(1, border / featherPx)
      const at = start + i
      for (let channel = 0; channel < 3; channel++) o.colors.sums[at * 3 + channel] += weight * color[channel]
      o.colors.weights[at] += weight
      shown++
    }
  }
  return shown
}
