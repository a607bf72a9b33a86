import { counted, type WarningList } from './warningList.ts'

/** Above this many corners a concave polygon stays a fan: ear clipping takes up to n³ steps. */
const maxEarClippedCorners = 512

/**
 * Readers write every polygon as a fan of n−2 triangles at once, because its vertices may come later in the file, and
 * note where. This goes over the noted polygons with the vertices known and cuts the concave ones again by ear
 * clipping (Meisters 1975), within the same n−2 triangles.
 *
 * @param positions `[n*3]` xyz rows.
 * @param corners Per-corner index arrays `[m*3]` that are cut alike; the first holds the vertices. Changed in place.
 * @param polygons Pairs (first triangle, corner count) of the polygons with four corners or more.
 */
export const triangulatePolygons = (
  positions: Float32Array | Float64Array,
  corners: readonly [Uint32Array, ...Uint32Array[]],
  polygons: Uint32Array,
  warnings: WarningList,
): void => {
  for (let p = 0; p < polygons.length; p += 2) {
    const firstTriangle = polygons[p]
    const cornerCount = polygons[p + 1]
    const vertices = fanCorners(corners[0], firstTriangle, cornerCount)
    const outline = flatten(positions, vertices)
    if (!outline || isConvex(outline)) continue
    const order = cornerCount <= maxEarClippedCorners ? clipEars(outline) : null
    if (!order) {
      warnings.count(
        'polygon-fan',
        (count) => `${counted(count, 'polygon')} could not be cut into triangles cleanly and may overlap themselves.`,
      )
      continue
    }
    for (const indices of corners) {
      const old = fanCorners(indices, firstTriangle, cornerCount)
      for (let i = 0; i < order.length; i++) indices[firstTriangle * 3 + i] = old[order[i]]
    }
  }
}

/** The corners of a polygon, taken back from its fan. */
const fanCorners = (indices: Uint32Array, firstTriangle: number, cornerCount: number): Uint32Array => {
  const out = new Uint32Array(cornerCount)
  const start = firstTriangle * 3
  out[0] = indices[start]
  for (let i = 1; i < cornerCount - 1; i++) out[i] = indices[start + (i - 1) * 3 + 1]
  out[cornerCount - 1] = indices[start + (cornerCount - 3) * 3 + 2]
  return out
}

/** The outline seen along its normal, counter-clockwise, as `[n*2]` xy rows; null for one without area. */
const flatten = (positions: Float32Array | Float64Array, vertices: Uint32Array): Float64Array | null => {
  const normal = [0, 0, 0]
  const count = vertices.length
  for (let i = 0; i < count; i++) {
    const a = vertices[i] * 3
    const b = vertices[(i + 1) % count] * 3
    normal[0] += (positions[a + 1] - positions[b + 1]) * (positions[a + 2] + positions[b + 2])
    normal[1] += (positions[a + 2] - positions[b + 2]) * (positions[a] + positions[b])
    normal[2] += (positions[a] - positions[b]) * (positions[a + 1] + positions[b + 1])
  }
  const sizes = normal.map(Math.abs)
  const largest = Math.max(...sizes)
  if (!(largest > 0)) return null
  const dropped = sizes.indexOf(largest)
  const [xAxis, yAxis] = normal[dropped] > 0 ? axesAround[dropped] : [axesAround[dropped][1], axesAround[dropped][0]]
  const outline = new Float64Array(count * 2)
  for (let i = 0; i < count; i++) {
    outline[i * 2] = positions[vertices[i] * 3 + xAxis]
    outline[i * 2 + 1] = positions[vertices[i] * 3 + yAxis]
  }
  return outline
}

/** The two axes that turn counter-clockwise around x, y and z. */
const axesAround = [
  [1, 2],
  [2, 0],
  [0, 1],
] as const

/** Twice the signed area of the triangle of outline corners a, b, c. */
const turn = (outline: Float64Array, a: number, b: number, c: number): number =>
  (outline[b * 2] - outline[a * 2]) * (outline[c * 2 + 1] - outline[a * 2 + 1]) -
  (outline[b * 2 + 1] - outline[a * 2 + 1]) * (outline[c * 2] - outline[a * 2])

const isConvex = (outline: Float64Array): boolean => {
  const count = outline.length / 2
  for (let i = 0; i < count; i++) {
    if (turn(outline, i, (i + 1) % count, (i + 2) % count) < 0) return false
  }
  return true
}

/** Corner numbers of n−2 triangles, or null where no ear is left (an outline that crosses itself). */
const clipEars = (outline: Float64Array): number[] | null => {
  const left = Array.from({ length: outline.length / 2 }, (_, i) => i)
  const order: number[] = []
  while (left.length > 3) {
    const ear = left.findIndex((_, i) => isEar(outline, left, i))
    if (ear < 0) return null
    order.push(left.at(ear - 1) as number, left[ear], left[(ear + 1) % left.length])
    left.splice(ear, 1)
  }
  return [...order, ...left]
}

const isEar = (outline: Float64Array, left: readonly number[], i: number): boolean => {
  const a = left.at(i - 1) as number
  const b = left[i]
  const c = left[(i + 1) % left.length]
  if (!(turn(outline, a, b, c) > 0)) return false
  return left.every(
    (p) =>
      p === a ||
      p === b ||
      p === c ||
      turn(outline, a, b, p) < 0 ||
      turn(outline, b, c, p) < 0 ||
      turn(outline, c, a, p) < 0 ||
      samePlace(outline, p, a) ||
      samePlace(outline, p, b) ||
      samePlace(outline, p, c),
  )
}

const samePlace = (outline: Float64Array, a: number, b: number): boolean =>
  outline[a * 2] === outline[b * 2] && outline[a * 2 + 1] === outline[b * 2 + 1]
