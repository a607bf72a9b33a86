import { boundaryLoops } from '../../geometry/boundaryLoops.ts'
import { lensOf } from '../../geometry/lens.ts'
import { longestSideOf } from '../../geometry/meshUnit.ts'
import { connectedComponents } from '../../geometry/topology.ts'
import type { Mesh } from '../../model/mesh.ts'
import type { Mat4 } from '../../model/transform.ts'
import { rasterizeSilhouette } from '../silhouette.ts'
import type { SizedView } from '../types.ts'

type Surface = Pick<Mesh, 'positions' | 'triangles'>

/** A scan made ready for drawing its outline in many views. */
export interface OutlineScan {
  /** Without the pieces that float. */
  readonly surface: Surface
  readonly floatingPieces: number
  readonly borders: readonly OpenBorder[]
  /** Centre of the surface and of its widest border: the body goes on from the one past the other. Scan's frame. */
  readonly middle: readonly number[]
  readonly end: readonly number[] | null
}

interface OpenBorder {
  /** `[k*3]` points of the ring, close to each other, scan's frame and unit. */
  readonly points: Float32Array
  /** How far the missing part may reach beyond the outline, scan's unit. */
  readonly reach: number
}

/** A piece of fewer triangles than this part of the largest one's floats. */
const floatingBelow = 0.05
/** A border shorter than this part of the scan's longest side is a pinhole. */
const pinholeBelow = 0.02
/** A border may hide a part of the subject about as deep as this part of its own width. */
const reachPerWidth = 0.6
/** Steps along a border, in parts of the scan's longest side. */
const stepPart = 1 / 400

export const outlineScan = (mesh: Surface): OutlineScan => {
  const { surface, floatingPieces } = withoutFloatingPieces(mesh)
  const longestSide = longestSideOf(surface.positions)
  const rings = boundaryLoops(surface)
    .map((ring) => ({
      points: ringPoints(surface.positions, ring, longestSide * stepPart),
      width: widthOf(surface.positions, ring),
    }))
    .filter(({ width }) => width > pinholeBelow * longestSide)
    .sort((a, b) => b.width - a.width)
  return {
    surface,
    floatingPieces,
    borders: rings.map(({ points, width }) => ({ points, reach: reachPerWidth * width })),
    middle: meanPoint(surface.positions),
    end: rings.length > 0 ? meanPoint(rings[0].points) : null,
  }
}

export interface ViewOutline {
  /** 0/255. */
  readonly silhouette: Uint8Array
  /** Rows x y reach, pixels. */
  readonly openBorder: Float32Array
  readonly onward: readonly [number, number]
  /** At the scan's middle: pixels to one unit of the scan. */
  readonly pxPerUnit: number
}

/** @param view with the camera from the scan's frame. */
export const viewOutline = (scan: OutlineScan, view: SizedView): ViewOutline => {
  const { worldMat } = view
  const lens = lensOf(view)
  const project = (point: ArrayLike<number>): readonly [number, number, number] => {
    const [x, y, depth] = pinholeOf(worldMat, point)
    return lens ? [...lens.photoFromPinhole(x, y), depth] : [x, y, depth]
  }
  const perDepth = pxPerUnitTimesDepth(worldMat)
  const rows: number[] = []
  for (const { points, reach } of scan.borders) {
    for (let k = 0; k < points.length; k += 3) {
      const [x, y, w] = project(points.subarray(k, k + 3))
      if (w > 0) rows.push(x, y, (reach * perDepth) / w)
    }
  }
  const [middleX, middleY, depth] = project(scan.middle)
  const [endX, endY] = scan.end === null ? [middleX, middleY] : project(scan.end)
  const length = Math.hypot(endX - middleX, endY - middleY)
  return {
    silhouette: rasterizeSilhouette({ mesh: scan.surface, ...view }),
    openBorder: Float32Array.from(rows),
    onward: length > 1 ? [(endX - middleX) / length, (endY - middleY) / length] : [0, 1],
    pxPerUnit: perDepth / depth,
  }
}

/** x, y and a depth whose sign is positive in front of the camera; `perDepth` below has the same factor. */
const pinholeOf = (m: Mat4, point: ArrayLike<number>): readonly [number, number, number] => {
  const w = m[8] * point[0] + m[9] * point[1] + m[10] * point[2] + m[11]
  const x = (m[0] * point[0] + m[1] * point[1] + m[2] * point[2] + m[3]) / w
  const y = (m[4] * point[0] + m[5] * point[1] + m[6] * point[2] + m[7]) / w
  return [x, y, w * signOf(m)]
}

const signOf = (m: Mat4): number => {
  const det =
    m[0] * (m[5] * m[10] - m[6] * m[9]) - m[1] * (m[4] * m[10] - m[6] * m[8]) + m[2] * (m[4] * m[9] - m[5] * m[8])
  return det < 0 ? -1 : 1
}

/** Focal length times the factor of the matrix: √ of the area that the first two rows span off the third. */
const pxPerUnitTimesDepth = (m: Mat4): number => {
  const third = Math.hypot(m[8], m[9], m[10])
  const det = Math.abs(
    m[0] * (m[5] * m[10] - m[6] * m[9]) - m[1] * (m[4] * m[10] - m[6] * m[8]) + m[2] * (m[4] * m[9] - m[5] * m[8]),
  )
  return Math.sqrt(det / third)
}

const withoutFloatingPieces = (mesh: Surface): { surface: Surface; floatingPieces: number } => {
  const { count, componentOfVertex, triangleCounts } = connectedComponents(mesh)
  const isKept = (triangle: number): boolean =>
    triangleCounts[componentOfVertex[mesh.triangles[triangle]]] >= floatingBelow * triangleCounts[0]
  const floatingPieces = triangleCounts.filter((triangles) => triangles < floatingBelow * triangleCounts[0]).length
  if (count === 0 || floatingPieces === 0) return { surface: mesh, floatingPieces: 0 }
  return { surface: { ...mesh, triangles: mesh.triangles.filter((_, i) => isKept(i - (i % 3))) }, floatingPieces }
}

const ringPoints = (positions: Float32Array, ring: Uint32Array, step: number): Float32Array => {
  const points: number[] = []
  for (let k = 0; k < ring.length; k++) {
    const a = ring[k] * 3
    const b = ring[(k + 1) % ring.length] * 3
    const d = [0, 1, 2].map((c) => positions[b + c] - positions[a + c])
    const pieces = Math.max(1, Math.ceil(Math.hypot(...d) / step))
    for (let i = 0; i < pieces; i++) points.push(...d.map((value, c) => positions[a + c] + (value * i) / pieces))
  }
  return Float32Array.from(points)
}

/** Diagonal of the ring's box. */
const widthOf = (positions: Float32Array, ring: Uint32Array): number => {
  const sides = [0, 1, 2].map((c) => {
    let low = Number.POSITIVE_INFINITY
    let high = Number.NEGATIVE_INFINITY
    for (const vertex of ring) {
      low = Math.min(low, positions[vertex * 3 + c])
      high = Math.max(high, positions[vertex * 3 + c])
    }
    return high - low
  })
  return Math.hypot(...sides)
}

const meanPoint = (points: Float32Array): number[] => {
  const sums = [0, 0, 0]
  for (let k = 0; k < points.length; k++) sums[k % 3] += points[k]
  return sums.map((sum) => (3 * sum) / points.length)
}

/** Without the vertices of pieces that were left out. */
export const usedPositions = ({ positions, triangles }: Surface): Float32Array => {
  const isUsed = new Uint8Array(positions.length / 3)
  for (const vertex of triangles) isUsed[vertex] = 1
  return positions.filter((_, i) => isUsed[Math.floor(i / 3)] === 1)
}
