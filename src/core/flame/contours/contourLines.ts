import type { Vec3 } from '../../model/transform.ts'

/** Points put between two neighbours of a smooth line. */
const betweenCount = 7

/** Area that a closed line encloses when seen along −Z; positive where its upper half (+Y) runs to −X. */
export const areaFromFront = (line: readonly Vec3[]): number =>
  line.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = line[(i + 1) % line.length]
    return sum + (x * nextY - nextX * y) / 2
  }, 0)

const apart = (a: Vec3, b: Vec3): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])

/**
 * A smooth line through few points: centripetal Catmull–Rom (Barry and Goldman 1988; Yuksel et al. 2011). A closed one
 * has two corners, the points that are farthest apart (of an eye its canthi, of a mouth its corners), and is smooth
 * above and below them.
 */
export const smoothLine = (points: readonly Vec3[], isClosed: boolean): readonly Vec3[] => {
  if (!isClosed) return smoothPiece(points)
  const [first, second] = cornersOf(points)
  const turned = (from: number, to: number): Vec3[] =>
    Array.from(
      { length: ((to - from + points.length) % points.length) + 1 },
      (_, i) => points[(from + i) % points.length],
    )
  return [...smoothPiece(turned(first, second)).slice(0, -1), ...smoothPiece(turned(second, first)).slice(0, -1)]
}

const cornersOf = (points: readonly Vec3[]): readonly [number, number] => {
  let best: [number, number] = [0, 1]
  for (let i = 0; i < points.length; i++) {
    for (let j = i + 1; j < points.length; j++) {
      if (apart(points[i], points[j]) > apart(points[best[0]], points[best[1]])) best = [i, j]
    }
  }
  return best
}

const smoothPiece = (points: readonly Vec3[]): Vec3[] => {
  const last = points.length - 1
  const mirrored = (end: Vec3, next: Vec3): Vec3 => [2 * end[0] - next[0], 2 * end[1] - next[1], 2 * end[2] - next[2]]
  const at = (i: number): Vec3 => {
    if (i < 0) return mirrored(points[0], points[1])
    return i > last ? mirrored(points[last], points[last - 1]) : points[i]
  }
  const line: Vec3[] = [points[0]]
  for (let i = 0; i < last; i++) {
    for (let step = 1; step <= betweenCount + 1; step++) {
      line.push(catmullRom([at(i - 1), at(i), at(i + 1), at(i + 2)], step / (betweenCount + 1)))
    }
  }
  return line
}

const catmullRom = (p: readonly [Vec3, Vec3, Vec3, Vec3], share: number): Vec3 => {
  const knots = [0]
  for (let i = 0; i < 3; i++) knots.push(knots[i] + Math.max(1e-9, Math.sqrt(apart(p[i], p[i + 1]))))
  const t = knots[1] + share * (knots[2] - knots[1])
  const blend = (a: Vec3, b: Vec3, from: number, to: number): Vec3 => {
    const s = (t - from) / (to - from)
    return [a[0] + s * (b[0] - a[0]), a[1] + s * (b[1] - a[1]), a[2] + s * (b[2] - a[2])]
  }
  const first = [0, 1, 2].map((i) => blend(p[i], p[i + 1], knots[i], knots[i + 1]))
  const second = [0, 1].map((i) => blend(first[i], first[i + 1], knots[i], knots[i + 2]))
  return blend(second[0], second[1], knots[1], knots[2])
}

/** The line with points at most `mostM` apart; a closed one ends where it began. */
export const denseLine = (points: readonly Vec3[], isClosed: boolean, mostM: number): readonly Vec3[] => {
  const ends = isClosed ? [...points, points[0]] : points
  return ends.flatMap((point, i) => {
    if (i === 0) return [point]
    const before = ends[i - 1]
    const pieces = Math.max(1, Math.ceil(apart(before, point) / mostM))
    return Array.from({ length: pieces }, (_, k): Vec3 => {
      const share = (k + 1) / pieces
      return [
        before[0] + share * (point[0] - before[0]),
        before[1] + share * (point[1] - before[1]),
        before[2] + share * (point[2] - before[2]),
      ]
    })
  })
}
