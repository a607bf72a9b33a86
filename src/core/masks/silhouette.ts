import { lensOf } from '../geometry/lens.ts'
import { badInput } from '../model/errors.ts'
import { fillTriangle } from './fillTriangle.ts'
import { LensTriangles } from './lensTriangles.ts'
import { projectVertices } from './projectVertices.ts'
import type { MaskSize, SilhouetteInput } from './types.ts'

/** Nearer than this part of the farthest vertex counts as on the camera; what crosses it is cut there. */
const nearPartOfFarthest = 1e-5

/**
 * The mesh as the camera sees it, filled: 255 where any triangle, front or back, covers the pixel's centre.
 * Pixel centres are whole numbers (OpenCV, IDR, NeuS). Triangles that cross the camera's plane are cut at it; edges are
 * bent as the camera's lens bends them.
 *
 * @returns `[heightPx*widthPx]` row-major, 0 or 255.
 * @throws input/image-size where the size is not two positive whole numbers.
 */
export const rasterizeSilhouette = ({ mesh, widthPx, heightPx, ...view }: SilhouetteInput): Uint8Array => {
  checkMaskSize({ widthPx, heightPx })
  const mask = new Uint8Array(widthPx * heightPx)
  const size = { widthPx, heightPx }
  const { homogeneous, farthestW } = projectVertices(mesh.positions, view.worldMat)
  if (!(farthestW > 0)) return mask
  const nearW = farthestW * nearPartOfFarthest
  const { triangles } = mesh
  const lens = lensOf(view)
  if (lens) {
    fillBent(new LensTriangles(mask, size, lens), { homogeneous, triangles, nearW })
    return mask
  }
  const pixels = dehomogenize(homogeneous)
  for (let i = 0; i < triangles.length; i += 3) {
    const a = triangles[i] * 3
    const b = triangles[i + 1] * 3
    const c = triangles[i + 2] * 3
    const inFront =
      Number(homogeneous[a + 2] >= nearW) + Number(homogeneous[b + 2] >= nearW) + Number(homogeneous[c + 2] >= nearW)
    if (inFront === 3) {
      fillTriangle(mask, size, {
        x0: pixels[a],
        y0: pixels[a + 1],
        x1: pixels[b],
        y1: pixels[b + 1],
        x2: pixels[c],
        y2: pixels[c + 1],
      })
    } else if (inFront > 0) {
      fillCutTriangle(mask, size, pixelsOf(cutAtNearPlane(homogeneous, [a, b, c], nearW)))
    }
  }
  return mask
}

/** @throws input/image-size unless both sides are positive whole numbers. */
export const checkMaskSize = ({ widthPx, heightPx }: MaskSize): void => {
  if (!Number.isSafeInteger(widthPx) || !Number.isSafeInteger(heightPx) || widthPx < 1 || heightPx < 1) {
    throw badInput('image-size', `An image of ${widthPx} × ${heightPx} pixels cannot have a mask.`, {
      widthPx,
      heightPx,
    })
  }
}

/** `[n*3]` rows x/w y/w w. */
const dehomogenize = (homogeneous: Float64Array): Float64Array => {
  const pixels = new Float64Array(homogeneous.length)
  for (let i = 0; i < pixels.length; i += 3) {
    const w = homogeneous[i + 2]
    pixels[i] = homogeneous[i] / w
    pixels[i + 1] = homogeneous[i + 1] / w
    pixels[i + 2] = w
  }
  return pixels
}

/** The part of a triangle in front of w = nearW (Sutherland and Hodgman, 1974): homogeneous x y w of 3 or 4 corners. */
const cutAtNearPlane = (homogeneous: Float64Array, corners: readonly number[], nearW: number): number[] => {
  const polygon: number[] = []
  for (let k = 0; k < 3; k++) {
    const from = corners[k]
    const to = corners[(k + 1) % 3]
    const fromW = homogeneous[from + 2]
    const toW = homogeneous[to + 2]
    if (fromW >= nearW) polygon.push(homogeneous[from], homogeneous[from + 1], fromW)
    if (fromW >= nearW !== toW >= nearW) {
      const t = (nearW - fromW) / (toW - fromW)
      polygon.push(
        homogeneous[from] + t * (homogeneous[to] - homogeneous[from]),
        homogeneous[from + 1] + t * (homogeneous[to + 1] - homogeneous[from + 1]),
        nearW,
      )
    }
  }
  return polygon
}

/** x y pairs of homogeneous corners. */
const pixelsOf = (corners: readonly number[]): number[] => {
  const pixels: number[] = []
  for (let k = 0; k < corners.length; k += 3) pixels.push(corners[k] / corners[k + 2], corners[k + 1] / corners[k + 2])
  return pixels
}

const fillBent = (
  bent: LensTriangles,
  o: { readonly homogeneous: Float64Array; readonly triangles: Uint32Array; readonly nearW: number },
): void => {
  const { homogeneous, triangles, nearW } = o
  const corners = new Array<ReturnType<LensTriangles['corner']> | undefined>(homogeneous.length / 3)
  const cornerOf = (vertex: number) => {
    const known = corners[vertex]
    if (known) return known
    const at = vertex * 3
    const made = bent.corner(homogeneous[at], homogeneous[at + 1], homogeneous[at + 2])
    corners[vertex] = made
    return made
  }
  for (let i = 0; i < triangles.length; i += 3) {
    const vertices = [triangles[i], triangles[i + 1], triangles[i + 2]]
    const inFront = vertices.filter((vertex) => homogeneous[vertex * 3 + 2] >= nearW).length
    if (inFront === 3) bent.fill(cornerOf(vertices[0]), cornerOf(vertices[1]), cornerOf(vertices[2]))
    else if (inFront > 0) {
      const cut = cutAtNearPlane(
        homogeneous,
        vertices.map((vertex) => vertex * 3),
        nearW,
      )
      const polygon = Array.from({ length: cut.length / 3 }, (_, k) =>
        bent.corner(cut[k * 3], cut[k * 3 + 1], cut[k * 3 + 2]),
      )
      for (let k = 1; k + 1 < polygon.length; k++) bent.fill(polygon[0], polygon[k], polygon[k + 1])
    }
  }
}

const fillCutTriangle = (mask: Uint8Array, size: MaskSize, polygon: readonly number[]): void => {
  for (let k = 2; k + 3 < polygon.length; k += 2) {
    fillTriangle(mask, size, {
      x0: polygon[0],
      y0: polygon[1],
      x1: polygon[k],
      y1: polygon[k + 1],
      x2: polygon[k + 2],
      y2: polygon[k + 3],
    })
  }
}
