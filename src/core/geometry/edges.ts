import type { Mesh } from '../model/mesh.ts'

/**
 * The edges of a mesh, each once, ordered by their lower and then their higher vertex. Edges of a triangle that names
 * the same vertex twice are left out.
 */
export interface EdgeTable {
  /** `[e]` the vertex with the lower index. */
  readonly low: Uint32Array
  /** `[e]` the vertex with the higher index. */
  readonly high: Uint32Array
  /** `[e]` how many triangles use the edge. */
  readonly uses: Uint32Array
  /** `[e]` 1 where the first triangle that uses it runs from the higher to the lower vertex. */
  readonly isReversed: Uint8Array
  /** `[n+1]` the edges whose lower vertex is v stand at `starts[v]`..`starts[v+1]`. */
  readonly starts: Uint32Array
}

/** Above this many neighbours (a fan, a damaged file) a bucket is sorted by the library instead of by insertion. */
const insertionLimit = 48

/** Builds the table by bucketing on the lower vertex and sorting each small bucket: no hashing, linear for real meshes. */
export const edgesOf = ({ positions, triangles }: Pick<Mesh, 'positions' | 'triangles'>): EdgeTable => {
  const vertexCount = positions.length / 3
  const bucketEnds = countByLowVertex(triangles, vertexCount)
  const usedCount = bucketEnds[vertexCount]
  // High vertex and direction in one number, so that a bucket sorts as plain numbers: 2·high + reversed.
  const keys = new Float64Array(usedCount)
  const next = bucketEnds.slice(0, vertexCount)
  eachEdge(triangles, (from, to) => {
    const low = Math.min(from, to)
    keys[next[low]++] = 2 * Math.max(from, to) + (from > to ? 1 : 0)
  })
  const low = new Uint32Array(usedCount)
  const high = new Uint32Array(usedCount)
  const uses = new Uint32Array(usedCount)
  const isReversed = new Uint8Array(usedCount)
  const starts = new Uint32Array(vertexCount + 1)
  let count = 0
  for (let vertex = 0; vertex < vertexCount; vertex++) {
    starts[vertex] = count
    sortRange(keys, bucketEnds[vertex], bucketEnds[vertex + 1])
    for (let i = bucketEnds[vertex]; i < bucketEnds[vertex + 1]; i++) {
      const other = Math.floor(keys[i] / 2)
      if (count > starts[vertex] && high[count - 1] === other) {
        uses[count - 1]++
        continue
      }
      low[count] = vertex
      high[count] = other
      uses[count] = 1
      isReversed[count++] = keys[i] % 2
    }
  }
  starts[vertexCount] = count
  return {
    low: low.slice(0, count),
    high: high.slice(0, count),
    uses: uses.slice(0, count),
    isReversed: isReversed.slice(0, count),
    starts,
  }
}

const eachEdge = (triangles: Uint32Array, visit: (from: number, to: number) => void): void => {
  for (let i = 0; i < triangles.length; i += 3) {
    const a = triangles[i]
    const b = triangles[i + 1]
    const c = triangles[i + 2]
    if (a === b || b === c || c === a) continue
    visit(a, b)
    visit(b, c)
    visit(c, a)
  }
}

/** `[n+1]` running sums: where the bucket of each lower vertex begins. */
const countByLowVertex = (triangles: Uint32Array, vertexCount: number): Uint32Array => {
  const sums = new Uint32Array(vertexCount + 1)
  eachEdge(triangles, (from, to) => {
    sums[Math.min(from, to) + 1]++
  })
  for (let vertex = 0; vertex < vertexCount; vertex++) sums[vertex + 1] += sums[vertex]
  return sums
}

const sortRange = (keys: Float64Array, start: number, end: number): void => {
  if (end - start > insertionLimit) {
    keys.subarray(start, end).sort()
    return
  }
  for (let i = start + 1; i < end; i++) {
    const key = keys[i]
    let j = i - 1
    while (j >= start && keys[j] > key) {
      keys[j + 1] = keys[j]
      j--
    }
    keys[j + 1] = key
  }
}
