import fc from 'fast-check'
import { expect, test } from 'vitest'
import { edgesOf } from '#core/geometry/edges.ts'
import { vertexNormals } from '#core/geometry/normals.ts'
import { adjacency, boundaryVertices, connectedComponents, normalsAndBoundary } from '#core/geometry/topology.ts'
import { meshPieces, meshSurroundings } from '#core/kernels/meshSurroundings.ts'
import { seededRandom } from '#core/model/random.ts'

/** Triangles as they come: fans, holes, edges of three triangles, corners named twice, vertices of none. */
const anyMesh = fc
  .record({
    vertexCount: fc.integer({ min: 3, max: 90 }),
    triangleCount: fc.integer({ min: 1, max: 150 }),
    seed: fc.integer(),
  })
  .map(({ vertexCount, triangleCount, seed }) => {
    const random = seededRandom(seed)
    return {
      positions: Float32Array.from({ length: vertexCount * 3 }, () => random.normal()),
      triangles: Uint32Array.from({ length: triangleCount * 3 }, () => random.below(vertexCount)),
    }
  })

test('neighbours, rim and normals are those of the plain functions', () => {
  fc.assert(
    fc.property(anyMesh, (mesh) => {
      const edges = edgesOf(mesh)
      const found = meshSurroundings(mesh.positions, mesh.triangles, { smoothingRounds: 0 })
      const { starts, neighbours } = adjacency(mesh, edges)
      expect([...found.starts]).toEqual([...starts])
      expect([...found.neighbours]).toEqual([...neighbours])
      expect([...found.isBoundary]).toEqual([...boundaryVertices(mesh, edges)])
      const normals = vertexNormals(mesh)
      for (let i = 0; i < normals.length; i++) expect(found.normals[i]).toBeCloseTo(normals[i], 6)
    }),
    { seed: 61, numRuns: 200 },
  )
})

test('normals and rim alone are those of the plain functions', () => {
  fc.assert(
    fc.property(anyMesh, (mesh) => {
      const { normals, isBoundary } = normalsAndBoundary(mesh)
      expect([...isBoundary]).toEqual([...boundaryVertices(mesh, edgesOf(mesh))])
      expect([...normals]).toEqual([...vertexNormals(mesh)])
    }),
    { seed: 63, numRuns: 200 },
  )
})

test('smoothed normals are the unit sums of a vertex and its neighbours', () => {
  fc.assert(
    fc.property(anyMesh, ({ positions, triangles }) => {
      const { starts, neighbours, normals } = meshSurroundings(positions, triangles, { smoothingRounds: 0 })
      const smooth = meshSurroundings(positions, triangles, { smoothingRounds: 1 }).normals
      for (let v = 0; v + 1 < starts.length; v++) {
        const sum = [0, 1, 2].map((axis) =>
          neighbours
            .subarray(starts[v], starts[v + 1])
            .reduce((s, n) => s + normals[n * 3 + axis], normals[v * 3 + axis]),
        )
        const length = Math.hypot(...sum)
        if (length < 1e-5) continue
        sum.forEach((value, axis) => {
          expect(smooth[v * 3 + axis]).toBeCloseTo(value / length, 5)
        })
      }
    }),
    { seed: 62, numRuns: 100 },
  )
})

test('pieces are the connected components', () => {
  fc.assert(
    fc.property(anyMesh, (mesh) => {
      const { roots, triangleCounts } = meshPieces(mesh.triangles, mesh.positions.length / 3)
      const expected = connectedComponents(mesh)
      const counts = [...triangleCounts].filter((count) => count > 0).sort((a, b) => b - a)
      expect(counts).toEqual([...expected.triangleCounts])
      expected.componentOfVertex.forEach((component, v) => {
        if (component >= 0) expect(triangleCounts[roots[v]]).toBe(expected.triangleCounts[component])
        else expect(roots[v]).toBe(v)
      })
    }),
    { seed: 63, numRuns: 200 },
  )
})

test('a fan of many triangles around one vertex', () => {
  const count = 3000
  const positions = Float32Array.from({ length: (count + 1) * 3 }, (_, i) => Math.sin(i))
  const triangles = Uint32Array.from({ length: count * 3 }, (_, i) => {
    const t = Math.floor(i / 3)
    return i % 3 === 0 ? 0 : 1 + ((t * 7 + (i % 3) - 1) % count)
  })
  const { starts, neighbours } = meshSurroundings(positions, triangles, { smoothingRounds: 0 })
  const expected = adjacency({ positions, triangles })
  expect([...starts]).toEqual([...expected.starts])
  expect([...neighbours]).toEqual([...expected.neighbours])
})
