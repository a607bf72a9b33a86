import type { Mesh } from '../model/mesh.ts'

/** Passes that adjust the cell size until the triangle count fits. */
const sizePasses = 6

/**
 * A coarser mesh for display at a distance: vertices that share a cell of a regular grid become their mean, triangles
 * that collapse disappear (Rossignac and Borrel, "Multi-resolution 3D approximations", 1993). Fast and for any input,
 * holes and non-manifold edges included; not for measuring. Colours are averaged, normals and texture are left out.
 * At most `targetTriangles` triangles as far as six sizes of the grid can tell; the mesh itself where it has no more.
 */
export const clusterDecimate = (mesh: Mesh, { targetTriangles }: { readonly targetTriangles: number }): Mesh => {
  const count = mesh.triangles.length / 3
  if (count <= targetTriangles) return mesh
  const { low, size } = boundsOf(mesh.positions)
  // A surface of area ~ size² cut into cells of edge h leaves about 2·(size/h)² triangles.
  let cell = size / Math.sqrt(Math.max(1, targetTriangles) / 2)
  let best: Mesh | null = null
  for (let pass = 0; pass < sizePasses; pass++) {
    const found = clustered(mesh, low, cell)
    const ratio = found.triangles.length / 3 / Math.max(1, targetTriangles)
    if (ratio <= 1 && (best === null || found.triangles.length > best.triangles.length)) best = found
    if (ratio <= 1 && ratio > 0.85) break
    cell *= Math.min(3, Math.max(0.4, Math.sqrt(ratio) * 1.04))
  }
  return best ?? clustered(mesh, low, size)
}

const boundsOf = (positions: Float32Array) => {
  const low = [Infinity, Infinity, Infinity]
  const high = [-Infinity, -Infinity, -Infinity]
  for (let i = 0; i < positions.length; i++) {
    low[i % 3] = Math.min(low[i % 3], positions[i])
    high[i % 3] = Math.max(high[i % 3], positions[i])
  }
  return { low, size: Math.max(high[0] - low[0], high[1] - low[1], high[2] - low[2], Number.MIN_VALUE) }
}

const clustered = (mesh: Mesh, low: readonly number[], cell: number): Mesh => {
  const { clusterOfVertex, clusterCount } = clustersOf(mesh.positions, low, cell)
  const positions = meanRows(mesh.positions, clusterOfVertex, new Float32Array(clusterCount * 3))
  const colors = mesh.colors && meanRows(mesh.colors, clusterOfVertex, new Uint8Array(clusterCount * 3))
  const triangles = new Uint32Array(mesh.triangles.length)
  let length = 0
  for (let i = 0; i < mesh.triangles.length; i += 3) {
    const a = clusterOfVertex[mesh.triangles[i]]
    const b = clusterOfVertex[mesh.triangles[i + 1]]
    const c = clusterOfVertex[mesh.triangles[i + 2]]
    if (a === b || b === c || c === a) continue
    triangles[length] = a
    triangles[length + 1] = b
    triangles[length + 2] = c
    length += 3
  }
  return { positions, triangles: triangles.slice(0, length), ...(colors ? { colors } : {}) }
}

/** Numbers the occupied cells in the order of the vertices, by an open-addressing table over cell coordinates. */
const clustersOf = (positions: Float32Array, low: readonly number[], cell: number) => {
  const vertexCount = positions.length / 3
  let tableSize = 16
  while (tableSize < 2 * vertexCount) tableSize *= 2
  const table = new Int32Array(tableSize).fill(-1)
  const cellOfCluster = new Int32Array(vertexCount * 3)
  const clusterOfVertex = new Uint32Array(vertexCount)
  let clusterCount = 0
  for (let vertex = 0; vertex < vertexCount; vertex++) {
    const x = Math.floor((positions[vertex * 3] - low[0]) / cell)
    const y = Math.floor((positions[vertex * 3 + 1] - low[1]) / cell)
    const z = Math.floor((positions[vertex * 3 + 2] - low[2]) / cell)
    let slot = (Math.imul(x, 73856093) ^ Math.imul(y, 19349663) ^ Math.imul(z, 83492791)) & (tableSize - 1)
    for (;;) {
      const cluster = table[slot]
      if (cluster < 0) {
        table[slot] = clusterCount
        cellOfCluster.set([x, y, z], clusterCount * 3)
        clusterOfVertex[vertex] = clusterCount++
        break
      }
      const at = cluster * 3
      if (cellOfCluster[at] === x && cellOfCluster[at + 1] === y && cellOfCluster[at + 2] === z) {
        clusterOfVertex[vertex] = cluster
        break
      }
      slot = (slot + 1) & (tableSize - 1)
    }
  }
  return { clusterOfVertex, clusterCount }
}

const meanRows = <T extends Float32Array | Uint8Array>(rows: T, clusterOfVertex: Uint32Array, out: T): T => {
  const sums = new Float64Array(out.length)
  const counts = new Uint32Array(out.length / 3)
  for (let vertex = 0; vertex < clusterOfVertex.length; vertex++) {
    const cluster = clusterOfVertex[vertex]
    counts[cluster]++
    for (let axis = 0; axis < 3; axis++) sums[cluster * 3 + axis] += rows[vertex * 3 + axis]
  }
  for (let i = 0; i < out.length; i++) {
    const mean = sums[i] / counts[Math.floor(i / 3)]
    out[i] = out instanceof Uint8Array ? Math.round(mean) : mean
  }
  return out
}
