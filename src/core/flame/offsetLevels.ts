import type { Adjacency } from '../geometry/topology.ts'

/**
 * Coarser and coarser fields over those of a mesh: nodes 0…V−1 are its vertices, then come the nodes of the next level
 * (about a seventh as many), and so on. What a field of nodes moves, moves their children by `shares`, smoothly.
 */
export interface OffsetLevels {
  readonly nodeCount: number
  /** `[nodes+1]` the parents of a node, of the next level, stand at `starts[node]`..`starts[node+1]`; the coarsest have none. */
  readonly starts: Uint32Array
  readonly parents: Uint32Array
  /** For each parent; those of a node sum to 1. */
  readonly shares: Float32Array
}

/** A field that is solved for without any. */
export const noLevels = (vertexCount: number): OffsetLevels => ({
  nodeCount: vertexCount,
  starts: new Uint32Array(vertexCount + 1),
  parents: new Uint32Array(0),
  shares: new Float32Array(0),
})

/** Coarsening ends with so few nodes, or where it leaves more than this share. */
const fewestNodes = 12
const mostLeft = 0.7
/** Rounds of averaging over neighbours that make the moves of a node smooth. */
const smoothings = 2

/** Rows of places with shares. */
interface Shares {
  readonly starts: Uint32Array
  readonly places: Uint32Array
  readonly shares: Float32Array
}

/**
 * The levels over a mesh, by smoothed aggregation (Vaněk, Mandel and Brezina, 1996): a preconditioner sums what each
 * level would do alone (Bramble, Pasciak and Xu, 1990), so that what is smooth needs no more steps than what is rough.
 */
export const offsetLevelsOf = (mesh: Adjacency): OffsetLevels => {
  const levels: Shares[] = []
  let level = mesh
  let nodeCount = mesh.starts.length - 1
  for (;;) {
    const count = level.starts.length - 1
    const { pieceOf, pieceCount } = piecesOf(level)
    if (count <= fewestNodes || pieceCount > mostLeft * count) break
    levels.push(smoothShares(level, pieceOf, pieceCount))
    level = piecesAdjacency(level, pieceOf, pieceCount)
    nodeCount += pieceCount
  }
  const starts = new Uint32Array(nodeCount + 1)
  const parents = new Uint32Array(levels.reduce((sum, { places }) => sum + places.length, 0))
  const shares = new Float32Array(parents.length)
  let node = 0
  let end = 0
  for (const rows of levels) {
    const count = rows.starts.length - 1
    shares.set(rows.shares, end)
    for (const [k, place] of rows.places.entries()) parents[end + k] = node + count + place
    for (let row = 0; row < count; row++) starts[node + row + 1] = end + rows.starts[row + 1]
    node += count
    end += rows.places.length
  }
  starts.fill(end, node + 1)
  return { nodeCount, starts, parents, shares }
}

/** Pieces of a vertex and its neighbours, as many as find room; what is left joins a neighbour's. */
const piecesOf = ({ starts, neighbours }: Adjacency) => {
  const count = starts.length - 1
  const pieceOf = new Int32Array(count).fill(-1)
  const known = (v: number): number => {
    for (let k = starts[v]; k < starts[v + 1]; k++) if (pieceOf[neighbours[k]] >= 0) return pieceOf[neighbours[k]]
    return -1
  }
  let pieceCount = 0
  for (let v = 0; v < count; v++) {
    if (pieceOf[v] >= 0 || known(v) >= 0) continue
    pieceOf[v] = pieceCount
    for (let k = starts[v]; k < starts[v + 1]; k++) pieceOf[neighbours[k]] = pieceCount
    pieceCount++
  }
  for (let v = 0; v < count; v++) if (pieceOf[v] < 0) pieceOf[v] = known(v)
  return { pieceOf, pieceCount }
}

/** A vertex is its piece's own at first, then becomes the mean of itself and its neighbours so often. */
const smoothShares = ({ starts, neighbours }: Adjacency, pieceOf: Int32Array, pieceCount: number): Shares => {
  const sums = new Float64Array(pieceCount)
  const count = pieceOf.length
  let rows: Shares = {
    starts: Uint32Array.from({ length: count + 1 }, (_, v) => v),
    places: Uint32Array.from(pieceOf),
    shares: new Float32Array(count).fill(1),
  }
  for (let round = 0; round < smoothings; round++) {
    const next = { starts: new Uint32Array(count + 1), places: [] as number[], shares: [] as number[] }
    for (let v = 0; v < count; v++) {
      const first = next.places.length
      const share = 1 / (1 + starts[v + 1] - starts[v])
      for (let k = starts[v] - 1; k < starts[v + 1]; k++) {
        const other = k < starts[v] ? v : neighbours[k]
        for (let i = rows.starts[other]; i < rows.starts[other + 1]; i++) {
          if (sums[rows.places[i]] === 0) next.places.push(rows.places[i])
          sums[rows.places[i]] += share * rows.shares[i]
        }
      }
      for (let i = first; i < next.places.length; i++) {
        next.shares.push(sums[next.places[i]])
        sums[next.places[i]] = 0
      }
      next.starts[v + 1] = next.places.length
    }
    rows = { ...next, places: Uint32Array.from(next.places), shares: Float32Array.from(next.shares) }
  }
  return rows
}

const piecesAdjacency = ({ starts, neighbours }: Adjacency, pieceOf: Int32Array, pieceCount: number): Adjacency => {
  const around: Set<number>[] = Array.from({ length: pieceCount }, () => new Set())
  for (let v = 0; v < pieceOf.length; v++) {
    for (let k = starts[v]; k < starts[v + 1]; k++) {
      if (pieceOf[neighbours[k]] !== pieceOf[v]) around[pieceOf[v]].add(pieceOf[neighbours[k]])
    }
  }
  const pieceStarts = new Uint32Array(pieceCount + 1)
  for (const [piece, others] of around.entries()) pieceStarts[piece + 1] = pieceStarts[piece] + others.size
  return { starts: pieceStarts, neighbours: Uint32Array.from(around.flatMap((others) => [...others])) }
}
