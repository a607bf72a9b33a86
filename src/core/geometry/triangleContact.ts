import { areaSign, volumeSign } from './exactSigns.ts'

/** `[n*3]` xyz rows; a corner is the place of its row (3 · vertex). */
type Rows = Float32Array
type Corners = readonly [number, number, number]

/**
 * Whether two triangles that have an area meet elsewhere than in the corners and edges they share (corners at one
 * place are shared, whatever their numbers). A touch counts. Two triangles on the same three places do not: they are
 * duplicates. Exact for positions in single precision.
 */
export const meetElsewhere = (p: Rows, first: Corners, second: Corners): boolean => {
  const partners = first.map((corner) => second.findIndex((other) => areAlike(p, corner, other)))
  const shared = partners.filter((place) => place >= 0).length
  if (shared === 3) return false
  if (shared === 2) return areFoldedFlat(p, first, second, partners)
  if (shared === 1) {
    const place = partners.findIndex((partner) => partner >= 0)
    const other = partners[place]
    return (
      edgeMeets(p, first[(place + 1) % 3], first[(place + 2) % 3], second) ||
      edgeMeets(p, second[(other + 1) % 3], second[(other + 2) % 3], first)
    )
  }
  return (
    !liesOnOneSide(p, first, second) &&
    !liesOnOneSide(p, second, first) &&
    (anyEdgeMeets(p, first, second) || anyEdgeMeets(p, second, first))
  )
}

const areAlike = (p: Rows, a: number, b: number): boolean =>
  a === b || (p[a] === p[b] && p[a + 1] === p[b + 1] && p[a + 2] === p[b + 2])

const liesOnOneSide = (p: Rows, [a, b, c]: Corners, [d, e, f]: Corners): boolean => {
  const side = volumeSign(p, a, b, c, d)
  return side !== 0 && volumeSign(p, a, b, c, e) === side && volumeSign(p, a, b, c, f) === side
}

const anyEdgeMeets = (p: Rows, [a, b, c]: Corners, other: Corners): boolean =>
  edgeMeets(p, a, b, other) || edgeMeets(p, b, c, other) || edgeMeets(p, c, a, other)

/** Two triangles with a common edge overlap where they lie in one plane on the same side of it. */
const areFoldedFlat = (p: Rows, first: Corners, second: Corners, partners: readonly number[]): boolean => {
  const lone = partners.indexOf(-1)
  const otherLone = [0, 1, 2].find((place) => !partners.includes(place)) ?? 0
  const [a, b, c] = [first[(lone + 1) % 3], first[(lone + 2) % 3], first[lone]]
  const d = second[otherLone]
  if (volumeSign(p, a, b, c, d) !== 0) return false
  const [u, v] = flatAxes(p, first)
  return areaSign(p, a, b, c, u, v) === areaSign(p, a, b, d, u, v)
}

/** Whether the closed segment from d to e meets the closed triangle. */
const edgeMeets = (p: Rows, d: number, e: number, triangle: Corners): boolean => {
  const [a, b, c] = triangle
  const sideOfD = volumeSign(p, a, b, c, d)
  const sideOfE = volumeSign(p, a, b, c, e)
  if (sideOfD * sideOfE > 0) return false
  if (sideOfD === 0 && sideOfE === 0) return flatEdgeMeets(p, d, e, triangle)
  const ab = volumeSign(p, d, e, a, b)
  const bc = volumeSign(p, d, e, b, c)
  const ca = volumeSign(p, d, e, c, a)
  return (ab >= 0 && bc >= 0 && ca >= 0) || (ab <= 0 && bc <= 0 && ca <= 0)
}

/** The same for a segment in the plane of the triangle. */
const flatEdgeMeets = (p: Rows, d: number, e: number, [a, b, c]: Corners): boolean => {
  const [u, v] = flatAxes(p, [a, b, c])
  const ab = areaSign(p, a, b, d, u, v)
  const bc = areaSign(p, b, c, d, u, v)
  const ca = areaSign(p, c, a, d, u, v)
  if ((ab >= 0 && bc >= 0 && ca >= 0) || (ab <= 0 && bc <= 0 && ca <= 0)) return true
  return flatEdgesMeet(p, d, e, a, b, u, v) || flatEdgesMeet(p, d, e, b, c, u, v) || flatEdgesMeet(p, d, e, c, a, u, v)
}

const flatEdgesMeet = (p: Rows, a: number, b: number, c: number, d: number, u: number, v: number): boolean => {
  const sideOfC = areaSign(p, a, b, c, u, v)
  const sideOfD = areaSign(p, a, b, d, u, v)
  const sideOfA = areaSign(p, c, d, a, u, v)
  const sideOfB = areaSign(p, c, d, b, u, v)
  if (sideOfC * sideOfD > 0 || sideOfA * sideOfB > 0) return false
  return overlap(p, a, b, c, d, u) && overlap(p, a, b, c, d, v)
}

const overlap = (p: Rows, a: number, b: number, c: number, d: number, axis: number): boolean =>
  Math.max(p[a + axis], p[b + axis]) >= Math.min(p[c + axis], p[d + axis]) &&
  Math.max(p[c + axis], p[d + axis]) >= Math.min(p[a + axis], p[b + axis])

/** The two axes in whose plane the triangle is largest. */
const flatAxes = (p: Rows, [a, b, c]: Corners): readonly [number, number] => {
  const area = (u: number, v: number): number =>
    Math.abs((p[b + u] - p[a + u]) * (p[c + v] - p[a + v]) - (p[b + v] - p[a + v]) * (p[c + u] - p[a + u]))
  const [x, y, z] = [area(1, 2), area(2, 0), area(0, 1)]
  if (x >= y && x >= z) return [1, 2]
  return y >= z ? [2, 0] : [0, 1]
}
