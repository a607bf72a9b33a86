import { faceAreaVectors, vertexNormals } from '../../geometry/normals.ts'
import { triangleTreeOf } from '../../kernels/keptTrees.ts'
import { releasing } from '../../kernels/releasing.ts'
import type { TriangleTree } from '../../kernels/triangleTree.ts'
import type { Mesh } from '../../model/mesh.ts'
import { closestPointsFor } from '../../model/queries.ts'
import { checkCancelled, type RunContext } from '../../model/run.ts'
import { type RgbPicture, samplePicture } from './picture.ts'
import { atTexels, type Texels } from './texels.ts'

/** A scan farther than this (m) from the surface, or facing another way than this cosine says, shows something else. */
const reachM = 0.004
const leastCosine = 0.3
const batch = 1 << 16

/** A registered surface: metres, in the frame of what is asked for its colours. */
export interface TexturedSurface {
  /** `[V*3]` */
  readonly vertices: Float64Array
  /** `[F*3]` */
  readonly triangles: Uint32Array
}

/** Colours of the texels, weighted sums: what is not known has the weight 0. */
export interface TexelColors {
  /** `[n*3]` sums of colour times weight, 0–255. */
  readonly sums: Float32Array
  /** `[n]` */
  readonly weights: Float32Array
}

export const texelColorsFor = (count: number): TexelColors => ({
  sums: new Float32Array(count * 3),
  weights: new Float32Array(count),
})

/** The pictures on a scan's triangles. */
export interface ScanTexture {
  readonly pictures: readonly RgbPicture[]
  /** `[m]` which picture each triangle shows, −1 for none; null: the first everywhere. */
  readonly pictureOfTriangle: Int32Array | null
}

/**
 * Takes each texel's colour from the closest place of the scan: from its texture, else from its vertices' colours.
 * @param scan in metres, in the frame of the surface.
 */
export const colorsFromScan = (
  surface: TexturedSurface,
  texels: Texels,
  { scan, texture }: { readonly scan: Mesh; readonly texture: ScanTexture | null },
  context: RunContext,
): TexelColors => {
  const { vertices, triangles } = surface
  const normals = vertexNormals({ positions: vertices, triangles })
  const count = texels.pixels.length
  const colors = texelColorsFor(count)
  const colorAt = texture ? textureColor(scan, texture) : vertexColor(scan)
  const facing = faceAreaVectors(scan)
  const closest = closestPointsFor(batch)
  const [points, directions] = [new Float64Array(batch * 3), new Float64Array(batch * 3)]
  const color = new Float64Array(3)
  releasing(triangleTreeOf(scan, context), (tree) => {
    const side = facesInwardAt(tree, facing, { vertices, normals }) ? -1 : 1
    for (let start = 0; start < count; start += batch) {
      checkCancelled(context)
      context.report?.({ fraction: start / count, message: 'Colours from the scan' })
      const end = Math.min(count, start + batch)
      atTexels(texels, triangles, vertices, { start, end, out: points })
      atTexels(texels, triangles, normals, { start, end, out: directions })
      tree.closestPoints(points.subarray(0, (end - start) * 3), closest, { maxDistance: reachM })
      for (let i = 0; i < end - start; i++) {
        const triangle = closest.triangles[i]
        if (triangle < 0 || side * cosine(directions, i * 3, facing, triangle * 3) < leastCosine) continue
        if (!colorAt(triangle, closest.barycentrics.subarray(i * 3, i * 3 + 3), color)) continue
        colors.sums.set(color, (start + i) * 3)
        colors.weights[start + i] = 1
      }
    }
  })
  return colors
}

/** Whether most of the scan's triangles by the surface are turned over: then all are taken so. */
const facesInwardAt = (
  tree: TriangleTree,
  facing: Float64Array,
  { vertices, normals }: { readonly vertices: Float64Array; readonly normals: Float32Array },
): boolean => {
  const closest = closestPointsFor(vertices.length / 3)
  tree.closestPoints(vertices, closest, { maxDistance: reachM })
  let sum = 0
  for (let v = 0; v < closest.triangles.length; v++) {
    if (closest.triangles[v] >= 0) sum += Math.sign(cosine(normals, v * 3, facing, closest.triangles[v] * 3))
  }
  return sum < 0
}

type ColorAt = (triangle: number, barycentrics: Float64Array, out: Float64Array) => boolean

const vertexColor = ({ triangles, colors }: Mesh): ColorAt => {
  if (!colors) return () => false
  return (triangle, weights, out) => {
    out.fill(0)
    for (let corner = 0; corner < 3; corner++) {
      const vertex = triangles[triangle * 3 + corner] * 3
      for (let channel = 0; channel < 3; channel++) out[channel] += weights[corner] * colors[vertex + channel]
    }
    return true
  }
}

const textureColor = ({ triangles, uvs, uvTriangles }: Mesh, { pictures, pictureOfTriangle }: ScanTexture): ColorAt => {
  if (!uvs) return () => false
  const corners = uvTriangles ?? triangles
  return (triangle, weights, out) => {
    const picture = pictures[pictureOfTriangle ? pictureOfTriangle[triangle] : 0]
    if (!picture) return false
    let [u, v] = [0, 0]
    for (let corner = 0; corner < 3; corner++) {
      const uv = corners[triangle * 3 + corner] * 2
      u += weights[corner] * uvs[uv]
      v += weights[corner] * uvs[uv + 1]
    }
    const wrapped = (value: number): number => (value >= 0 && value <= 1 ? value : value - Math.floor(value))
    samplePicture(picture, wrapped(u) * picture.widthPx - 0.5, (1 - wrapped(v)) * picture.heightPx - 0.5, out)
    return true
  }
}

const cosine = (a: ArrayLike<number>, i: number, b: ArrayLike<number>, j: number): number => {
  const product = a[i] * b[j] + a[i + 1] * b[j + 1] + a[i + 2] * b[j + 2]
  const lengths = Math.hypot(a[i], a[i + 1], a[i + 2]) * Math.hypot(b[j], b[j + 1], b[j + 2])
  return lengths > 0 ? product / lengths : 0
}
