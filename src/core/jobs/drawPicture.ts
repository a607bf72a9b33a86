import { cameraParts } from '../geometry/camera.ts'
import type { Mesh } from '../model/mesh.ts'
import { type Mat4, multiply4, toMat4 } from '../model/transform.ts'
import { findVisibleSurface, type VisibleSurface } from '../synth/capture/visibleSurface.ts'
import { heatBytes } from './heatBytes.ts'

/** Red, green, blue in sRGB, 0–255. */
export type ColorBytes = readonly [number, number, number]

/** How a surface is coloured before it is lit. */
export type Paint =
  /** The mesh's own vertex colours, grey where it has none. */
  | { readonly kind: 'colors' }
  | { readonly kind: 'flat'; readonly color: ColorBytes }
  /** The edges of the triangles as lines of this width, in the mesh's unit, on a flat ground. */
  | { readonly kind: 'wire'; readonly color: ColorBytes; readonly line: ColorBytes; readonly width: number }
  /** One value per vertex on the heat scale from 0 to `highest`; below 0: no value. */
  | { readonly kind: 'heat'; readonly values: Float32Array; readonly highest: number }

export interface PictureLayer {
  readonly mesh: Mesh
  /** `[n*3]`, in the mesh's frame. */
  readonly normals: Float32Array
  /** A similarity that places the mesh into the picture's frame. */
  readonly frameFromMesh: Mat4
  readonly paint: Paint
}

export interface PictureView {
  /** K·[R|t] of the camera in the picture's frame, for a picture of this size. */
  readonly worldMat: Mat4
  readonly widthPx: number
  readonly heightPx: number
}

/** Pixels are drawn this many times finer each way and averaged. */
const fineness = 2
const ambient = 0.34
const plain: ColorBytes = [178, 178, 182]

/** What one layer shows at every fine pixel: its depth, and its lit colour. */
interface DrawnLayer {
  readonly surface: VisibleSurface
  /** Depth per fine pixel, Infinity where there is none. */
  readonly depths: Float64Array
  readonly shade: (pixel: number, out: Float64Array) => void
}

/**
 * `[heightPx*widthPx*4]` RGBA of some surfaces, the nearest in front, lit from beside the camera (Lambert) and from
 * everywhere. Transparent where there is no surface.
 */
export const drawPicture = (layers: readonly PictureLayer[], view: PictureView): Uint8Array => {
  const widthPx = view.widthPx * fineness
  const heightPx = view.heightPx * fineness
  const worldMat = multiply4(finer, view.worldMat)
  const drawn = layers.map((layer) => drawLayer(layer, { worldMat, widthPx, heightPx }))
  const rgba = new Uint8Array(view.widthPx * view.heightPx * 4)
  const color = new Float64Array(3)
  const sum = new Float64Array(4)
  for (let y = 0; y < view.heightPx; y++) {
    for (let x = 0; x < view.widthPx; x++) {
      sum.fill(0)
      for (let i = 0; i < fineness * fineness; i++) {
        const pixel = (y * fineness + Math.floor(i / fineness)) * widthPx + x * fineness + (i % fineness)
        const layer = nearestLayer(drawn, pixel)
        if (!layer) continue
        layer.shade(pixel, color)
        for (let channel = 0; channel < 3; channel++) sum[channel] += color[channel]
        sum[3] += 1
      }
      writePixel(rgba, (y * view.widthPx + x) * 4, sum)
    }
  }
  return rgba
}

/** Pixel centres are whole numbers: the fine pixels of pixel x lie around x, not from x on. */
const finer: Mat4 = toMat4([
  ...[fineness, 0, (fineness - 1) / 2, 0],
  ...[0, fineness, (fineness - 1) / 2, 0],
  ...[0, 0, 1, 0],
  ...[0, 0, 0, 1],
])

const nearestLayer = (layers: readonly DrawnLayer[], pixel: number): DrawnLayer | null => {
  let nearest: DrawnLayer | null = null
  for (const layer of layers) {
    if (layer.depths[pixel] < (nearest?.depths[pixel] ?? Number.POSITIVE_INFINITY)) nearest = layer
  }
  return nearest
}

const writePixel = (rgba: Uint8Array, at: number, sum: Float64Array): void => {
  if (sum[3] === 0) return
  for (let channel = 0; channel < 3; channel++) rgba[at + channel] = Math.round(sum[channel] / sum[3])
  rgba[at + 3] = Math.round((255 * sum[3]) / (fineness * fineness))
}

const drawLayer = ({ mesh, normals, frameFromMesh, paint }: PictureLayer, view: PictureView): DrawnLayer => {
  const worldMat = multiply4(view.worldMat, frameFromMesh)
  const surface = findVisibleSurface({ mesh, worldMat, widthPx: view.widthPx, heightPx: view.heightPx })
  const depths = depthsOf(mesh, worldMat, surface)
  const { rotation } = cameraParts({ worldMat })
  // Rows of the rotation: right, down, forward. The light stands left above the camera.
  const light = [0, 1, 2].map((axis) => -0.42 * rotation[axis] - 0.5 * rotation[3 + axis] - 0.76 * rotation[6 + axis])
  const forward = [rotation[6], rotation[7], rotation[8]]
  const vertexColors = colorsOf(mesh, paint)
  const shade = (pixel: number, out: Float64Array): void => {
    const corner = surface.triangles[pixel] * 3
    const [b, c] = [surface.weights[pixel * 2], surface.weights[pixel * 2 + 1]]
    const weights = [1 - b - c, b, c]
    let [nx, ny, nz] = [0, 0, 0]
    out.fill(0)
    for (let k = 0; k < 3; k++) {
      const vertex = mesh.triangles[corner + k] * 3
      nx += weights[k] * normals[vertex]
      ny += weights[k] * normals[vertex + 1]
      nz += weights[k] * normals[vertex + 2]
      for (let channel = 0; channel < 3; channel++) out[channel] += weights[k] * vertexColors[vertex + channel]
    }
    if (paint.kind === 'wire' && edgeDistance(mesh, corner, weights) < paint.width / 2) out.set(paint.line)
    const length = Math.sqrt(nx * nx + ny * ny + nz * nz) || 1
    const facing = nx * forward[0] + ny * forward[1] + nz * forward[2] > 0 ? -1 : 1
    const lambert = Math.max(0, (facing * (nx * light[0] + ny * light[1] + nz * light[2])) / length)
    const strength = Math.min(1.08, ambient + (1.06 - ambient) * lambert)
    for (let channel = 0; channel < 3; channel++) out[channel] = Math.min(255, out[channel] * strength)
  }
  return { surface, depths, shade }
}

/** Distance of a point of a triangle, by its barycentrics, to the nearest edge, in the mesh's unit. */
const edgeDistance = ({ positions, triangles }: Mesh, corner: number, weights: readonly number[]): number => {
  const [a, b, c] = [0, 1, 2].map((k) => positions.subarray(triangles[corner + k] * 3, triangles[corner + k] * 3 + 3))
  const [ux, uy, uz] = [b[0] - a[0], b[1] - a[1], b[2] - a[2]]
  const [vx, vy, vz] = [c[0] - a[0], c[1] - a[1], c[2] - a[2]]
  const twiceArea = Math.hypot(uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx)
  const edges = [Math.hypot(vx - ux, vy - uy, vz - uz), Math.hypot(vx, vy, vz), Math.hypot(ux, uy, uz)]
  return Math.min(...edges.map((edge, k) => (weights[k] * twiceArea) / (edge || 1)))
}

/** Third row of the camera's matrix: depth, up to one factor for all layers of a picture. */
const depthsOf = ({ positions, triangles }: Mesh, worldMat: Mat4, surface: VisibleSurface): Float64Array => {
  const depths = new Float64Array(surface.triangles.length).fill(Number.POSITIVE_INFINITY)
  const depthOf = (vertex: number): number =>
    worldMat[8] * positions[vertex * 3] +
    worldMat[9] * positions[vertex * 3 + 1] +
    worldMat[10] * positions[vertex * 3 + 2] +
    worldMat[11]
  for (let pixel = 0; pixel < depths.length; pixel++) {
    const triangle = surface.triangles[pixel]
    if (triangle < 0) continue
    const [b, c] = [surface.weights[pixel * 2], surface.weights[pixel * 2 + 1]]
    depths[pixel] =
      (1 - b - c) * depthOf(triangles[triangle * 3]) +
      b * depthOf(triangles[triangle * 3 + 1]) +
      c * depthOf(triangles[triangle * 3 + 2])
  }
  return depths
}

/** `[n*3]` unlit colours. */
const colorsOf = (mesh: Mesh, paint: Paint): ArrayLike<number> => {
  if (paint.kind === 'colors' && mesh.colors) return mesh.colors
  const colors = new Uint8Array(mesh.positions.length)
  for (let vertex = 0; vertex * 3 < colors.length; vertex++) {
    if (paint.kind === 'heat') colors.set(heatBytes(paint.values[vertex], paint.highest), vertex * 3)
    else colors.set(paint.kind === 'colors' ? plain : paint.color, vertex * 3)
  }
  return colors
}
