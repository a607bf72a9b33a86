import { vertexNormals } from '../geometry/normals.ts'
import type { Crossings } from '../model/registration.ts'
import type { HeadTopology } from './headTopology.ts'
import type { Regions } from './regions.ts'

/** Where skin lies on skin: lips and lids. */
const closeRegions = ['lips', 'eye_region'] as const
/** Side (m) of the cells in which triangles look for each other, and over how many of them one may reach. */
const cellM = 0.004
const mostCells = 12
/** The grid of cells has no more of them than this along any way. */
const mostCellsAlong = 64
/** Rounds of drawing back, and how far (m) in each. */
const mostRounds = 40
/** So many rounds that make it no better end the trying. */
const patience = 8
const stepM = 0.00008
/** The most (m) that a corner is pushed in a round, and how far beyond touching. */
const mostPushM = 0.0003
const apartM = 0.00003
const smoothingRounds = 2

/** `[k]` faces of lips and lids without eyeballs. */
export const closeFaces = (
  triangles: Uint32Array,
  { isEyeball }: Pick<HeadTopology, 'isEyeball'>,
  regions: Regions,
): Uint32Array => {
  const isClose = new Uint8Array(isEyeball.length)
  for (const name of closeRegions) for (const v of regions.get(name) ?? []) if (!isEyeball[v]) isClose[v] = 1
  const faces: number[] = []
  for (let face = 0; face < triangles.length / 3; face++) {
    const at = face * 3
    if (isClose[triangles[at]] && isClose[triangles[at + 1]] && isClose[triangles[at + 2]]) faces.push(face)
  }
  return Uint32Array.from(faces)
}

/**
 * Pairs of faces that pass through each other and share no corner, as rows of two.
 * @param isMoved `[V]` where it is given, only pairs are looked at of which a corner has 1.
 */
export const crossingPairs = (
  surface: Float64Array,
  triangles: Uint32Array,
  faces: Uint32Array,
  isMoved?: Uint8Array,
): Uint32Array => {
  const bounds = boundsOf(surface, triangles, faces)
  const grid = gridOf(bounds)
  const pairs: number[] = []
  /** By each face: the last that met it. */
  const metBy = new Int32Array(faces.length).fill(-1)
  for (let place = 0; place < faces.length; place++) {
    const face = faces[place]
    const isFaceAsked = isAsked(face, triangles, isMoved)
    const at = place * 6
    for (let x = grid.range[at]; x <= grid.range[at + 3]; x++) {
      for (let y = grid.range[at + 1]; y <= grid.range[at + 4]; y++) {
        for (let z = grid.range[at + 2]; z <= grid.range[at + 5]; z++) {
          const cell = (x * grid.counts[1] + y) * grid.counts[2] + z
          for (let k = grid.starts[cell]; k < grid.starts[cell + 1]; k++) {
            const other = grid.members[k]
            // They ascend: those behind this one look for it in their turn.
            if (other >= place) break
            if (metBy[other] === place || !doBoundsMeet(bounds, place, other)) continue
            metBy[other] = place
            if (!(isFaceAsked || isAsked(faces[other], triangles, isMoved))) continue
            if (!haveCommonCorner(triangles, face, faces[other]) && doCross(surface, triangles, face, faces[other])) {
              pairs.push(faces[other], face)
            }
          }
        }
      }
    }
  }
  return Uint32Array.from(pairs)
}

const isAsked = (face: number, triangles: Uint32Array, isMoved: Uint8Array | undefined): boolean =>
  !isMoved ||
  isMoved[triangles[face * 3]] === 1 ||
  isMoved[triangles[face * 3 + 1]] === 1 ||
  isMoved[triangles[face * 3 + 2]] === 1

interface FaceGrid {
  /** Cells along x, y and z. */
  readonly counts: readonly number[]
  /** `[faces*6]` first and last cell of each face along x, y and z. */
  readonly range: Int32Array
  /** Which faces reach into a cell: `members` from `starts[cell]` on, ascending. */
  readonly starts: Uint32Array
  readonly members: Uint32Array
}

/** Faces, by their bounds, in the cells of a grid around them all. */
const gridOf = (bounds: Float64Array): FaceGrid => {
  const count = bounds.length / 6
  const least = [Infinity, Infinity, Infinity]
  const most = [-Infinity, -Infinity, -Infinity]
  for (let i = 0; i < bounds.length; i += 6) {
    for (let axis = 0; axis < 3; axis++) {
      least[axis] = Math.min(least[axis], bounds[i + axis])
      most[axis] = Math.max(most[axis], bounds[i + axis + 3])
    }
  }
  const widest = Math.max(0, ...most.map((value, axis) => value - least[axis]))
  const sideM = Math.max(cellSide(bounds), widest / mostCellsAlong)
  const counts = most.map((value, axis) => (count === 0 ? 0 : Math.floor((value - least[axis]) / sideM) + 1))
  const range = new Int32Array(bounds.length)
  for (let i = 0; i < bounds.length; i++) range[i] = Math.floor((bounds[i] - least[i % 3]) / sideM)
  const starts = new Uint32Array(counts[0] * counts[1] * counts[2] + 1)
  for (let place = 0; place < count; place++) visitCells(range, place, counts, starts, null)
  for (let cell = 1; cell < starts.length; cell++) starts[cell] += starts[cell - 1]
  const members = new Uint32Array(starts[starts.length - 1])
  for (let place = count - 1; place >= 0; place--) visitCells(range, place, counts, starts, members)
  return { counts, range, starts, members }
}

/** At least `cellM`, and so large that no face reaches over many cells. */
const cellSide = (bounds: Float64Array): number => {
  let longest = 0
  for (let i = 0; i < bounds.length; i += 6) {
    for (let axis = i; axis < i + 3; axis++) longest = Math.max(longest, bounds[axis + 3] - bounds[axis])
  }
  return Math.max(cellM, longest / mostCells)
}

/** Counts a face in its cells, one place behind each; with `members`: puts it before what is there. */
const visitCells = (
  range: Int32Array,
  place: number,
  counts: readonly number[],
  starts: Uint32Array,
  members: Uint32Array | null,
): void => {
  const at = place * 6
  for (let x = range[at]; x <= range[at + 3]; x++) {
    for (let y = range[at + 1]; y <= range[at + 4]; y++) {
      for (let z = range[at + 2]; z <= range[at + 5]; z++) {
        const cell = (x * counts[1] + y) * counts[2] + z
        if (members) members[--starts[cell]] = place
        else starts[cell]++
      }
    }
  }
}

/** `[faces*6]` least x y z, then greatest. */
const boundsOf = (p: Float64Array, triangles: Uint32Array, faces: Uint32Array): Float64Array => {
  const out = new Float64Array(faces.length * 6)
  for (let i = 0; i < faces.length; i++) {
    for (let axis = 0; axis < 3; axis++) {
      const a = p[triangles[faces[i] * 3] * 3 + axis]
      const b = p[triangles[faces[i] * 3 + 1] * 3 + axis]
      const c = p[triangles[faces[i] * 3 + 2] * 3 + axis]
      out[i * 6 + axis] = Math.min(a, b, c)
      out[i * 6 + axis + 3] = Math.max(a, b, c)
    }
  }
  return out
}

const doBoundsMeet = (bounds: Float64Array, one: number, other: number): boolean => {
  const a = one * 6
  const b = other * 6
  for (let axis = 0; axis < 3; axis++) {
    if (bounds[a + axis] > bounds[b + axis + 3] || bounds[b + axis] > bounds[a + axis + 3]) return false
  }
  return true
}

const haveCommonCorner = (triangles: Uint32Array, a: number, b: number): boolean => {
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) if (triangles[a * 3 + i] === triangles[b * 3 + j]) return true
  }
  return false
}

/** Two triangles pass through each other where an edge of one meets the inside of the other. */
const doCross = (p: Float64Array, triangles: Uint32Array, a: number, b: number): boolean =>
  doEdgesMeet(p, triangles, a, b) || doEdgesMeet(p, triangles, b, a)

/** Asked some hundred thousand times a registration: nothing is allocated. */
const doEdgesMeet = (p: Float64Array, triangles: Uint32Array, ofEdges: number, ofPlane: number): boolean => {
  const o = triangles[ofPlane * 3] * 3
  const u = triangles[ofPlane * 3 + 1] * 3
  const v = triangles[ofPlane * 3 + 2] * 3
  const ox = p[o]
  const oy = p[o + 1]
  const oz = p[o + 2]
  const ux = p[u] - ox
  const uy = p[u + 1] - oy
  const uz = p[u + 2] - oz
  const vx = p[v] - ox
  const vy = p[v + 1] - oy
  const vz = p[v + 2] - oz
  const nx = uy * vz - uz * vy
  const ny = uz * vx - ux * vz
  const nz = ux * vy - uy * vx
  for (let k = 0; k < 3; k++) {
    const from = triangles[ofEdges * 3 + k] * 3
    const to = triangles[ofEdges * 3 + ((k + 1) % 3)] * 3
    const before = nx * (p[from] - ox) + ny * (p[from + 1] - oy) + nz * (p[from + 2] - oz)
    const behind = nx * (p[to] - ox) + ny * (p[to + 1] - oy) + nz * (p[to + 2] - oz)
    if (before * behind >= 0) continue
    const t = before / (before - behind)
    const x = p[from] + t * (p[to] - p[from]) - ox
    const y = p[from + 1] + t * (p[to + 1] - p[from + 1]) - oy
    const z = p[from + 2] + t * (p[to + 2] - p[from + 2]) - oz
    const uu = ux * ux + uy * uy + uz * uz
    const uv = ux * vx + uy * vy + uz * vz
    const vv = vx * vx + vy * vy + vz * vz
    const hu = x * ux + y * uy + z * uz
    const hv = x * vx + y * vy + z * vz
    const scale = uu * vv - uv * uv
    if (!(scale > 0)) continue
    const s = (vv * hu - uv * hv) / scale
    const w = (uu * hv - uv * hu) / scale
    if (s > 0 && w > 0 && s + w < 1) return true
  }
  return false
}

const minus = (p: Float64Array, a: number, b: number): number[] => [
  p[a] - p[b],
  p[a + 1] - p[b + 1],
  p[a + 2] - p[b + 2],
]
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
const cross = (a: readonly number[], b: readonly number[]): number[] => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
]

/** What is taken apart, and how. */
export interface CloseParts {
  readonly triangles: Uint32Array
  /** Faces that are looked at. */
  readonly faces: Uint32Array
  readonly adjacency: HeadTopology['adjacency']
  /** `[V]` the part (0..1) of a move that a vertex takes: 0 where it stays. */
  readonly mobility: Float64Array
}

/**
 * Takes lips and lids apart where their triangles pass through each other: corners are pushed out of the other side's
 * plane, round by round; what then still crosses draws back along its own smoothed normal. Neighbours come along by half.
 * What does not cross stays where it is; the best of all rounds counts, so that the result is never worse.
 * @param surface `[V*3]` metres, changed.
 * @param isSound what a round must also leave to count, such as no face turned over.
 */
export const repairCrossings = (
  surface: Float64Array,
  parts: CloseParts,
  isSound: (surface: Float64Array) => boolean = () => true,
): Crossings => {
  const { triangles, faces, mobility } = parts
  let pairs = crossingPairs(surface, triangles, faces)
  const found = pairs.length / 2
  if (found === 0) return { found, left: 0 }
  let best = { surface: surface.slice(), left: found }
  const directions = smoothedNormals(surface, triangles, parts.adjacency)
  const ways = [
    (sides: Uint32Array) => pushedApart(surface, triangles, sides),
    (sides: Uint32Array) => drawnBack(directions, triangles, sides),
  ]
  for (const way of ways) {
    surface.set(best.surface)
    pairs = crossingPairs(surface, triangles, faces)
    for (let round = 0, since = 0; round < mostRounds && since < patience && pairs.length > 0; round++, since++) {
      const moves = softly(way(pairs), parts.adjacency)
      moveBy(surface, moves, mobility)
      pairs = crossingPairs(surface, triangles, faces)
      if (pairs.length / 2 > 2 * found) break
      if (pairs.length / 2 >= best.left || !isSound(surface)) continue
      best = { surface: surface.slice(), left: pairs.length / 2 }
      since = 0
    }
  }
  surface.set(best.surface)
  return { found, left: best.left }
}

const moveBy = (surface: Float64Array, moves: Float64Array, mobility: Float64Array): void => {
  for (let i = 0; i < surface.length; i++) surface[i] += mobility[Math.floor(i / 3)] * moves[i]
}

/** The moves, and half of them for the neighbours of what moves, so that no spike is left. */
const softly = (moves: Float64Array, { starts, neighbours }: HeadTopology['adjacency']): Float64Array => {
  const soft = moves.slice()
  for (let v = 0; v + 1 < starts.length; v++) {
    if (moves[v * 3] !== 0 || moves[v * 3 + 1] !== 0 || moves[v * 3 + 2] !== 0) continue
    for (let axis = 0; axis < 3; axis++) {
      let sum = 0
      for (let k = starts[v]; k < starts[v + 1]; k++) sum += moves[neighbours[k] * 3 + axis]
      if (sum !== 0) soft[v * 3 + axis] = (0.5 * sum) / (starts[v + 1] - starts[v])
    }
  }
  return soft
}

/** `[V*3]` every corner of a crossing a little back along its own normal. */
const drawnBack = (directions: Float64Array, triangles: Uint32Array, sides: Uint32Array): Float64Array => {
  const moves = new Float64Array(directions.length)
  for (const face of sides) {
    for (let k = 0; k < 3; k++) {
      const at = triangles[face * 3 + k] * 3
      for (let axis = 0; axis < 3; axis++) moves[at + axis] = -stepM * directions[at + axis]
    }
  }
  return moves
}

/** `[V*3]` every corner that lies behind the other side's plane a part of the way out of it. */
const pushedApart = (surface: Float64Array, triangles: Uint32Array, sides: Uint32Array): Float64Array => {
  const sums = new Float64Array(surface.length)
  const counts = new Float64Array(surface.length / 3)
  const push = (mover: number, plane: number): void => {
    const [a, b, c] = [0, 1, 2].map((k) => triangles[plane * 3 + k] * 3)
    const area = cross(minus(surface, b, a), minus(surface, c, a))
    const length = Math.sqrt(dot(area, area))
    if (!(length > 0)) return
    for (let k = 0; k < 3; k++) {
      const v = triangles[mover * 3 + k]
      const depth = -dot(area, minus(surface, v * 3, a)) / length
      if (!(depth > 0)) continue
      counts[v]++
      const wayM = Math.min(mostPushM, 0.5 * depth + apartM)
      for (let axis = 0; axis < 3; axis++) sums[v * 3 + axis] += (wayM * area[axis]) / length
    }
  }
  for (let i = 0; i < sides.length; i += 2) {
    push(sides[i], sides[i + 1])
    push(sides[i + 1], sides[i])
  }
  for (let i = 0; i < sums.length; i++) sums[i] /= Math.max(1, counts[Math.floor(i / 3)])
  return sums
}

/** `[V*3]` unit normals, averaged over neighbours: at the edge of a lip a single one points anywhere. */
const smoothedNormals = (
  surface: Float64Array,
  triangles: Uint32Array,
  { starts, neighbours }: HeadTopology['adjacency'],
): Float64Array => {
  let normals = Float64Array.from(vertexNormals({ positions: surface, triangles }))
  for (let round = 0; round < smoothingRounds; round++) {
    const next = normals.slice()
    smoothOnce(normals, next, starts, neighbours)
    normals = next
  }
  return normals
}

/** @param next changed in place; stays where the sum of a vertex and its neighbours is none. */
const smoothOnce = (normals: Float64Array, next: Float64Array, starts: Uint32Array, neighbours: Uint32Array): void => {
  for (let at = 0; at < next.length; at += 3) {
    let x = normals[at]
    let y = normals[at + 1]
    let z = normals[at + 2]
    for (let k = starts[at / 3]; k < starts[at / 3 + 1]; k++) {
      const other = neighbours[k] * 3
      x += normals[other]
      y += normals[other + 1]
      z += normals[other + 2]
    }
    const length = Math.sqrt(x * x + y * y + z * z)
    if (!(length > 1e-9)) continue
    next[at] = x / length
    next[at + 1] = y / length
    next[at + 2] = z / length
  }
}
