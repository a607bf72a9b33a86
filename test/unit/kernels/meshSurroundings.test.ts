import fc from 'fast-check'
import { expect, test } from 'vitest'
import { edgesOf } from '#core/geometry/edges.ts'
import { vertexNormals } from '#core/geometry/normals.ts'
import { adjacency, boundaryVertices, connectedComponents, normalsAndBoundary } from '#core/geometry/topology.ts'
import { meshPieces, meshSurroundings, unpackNormal } from '#core/kernels/meshSurroundings.ts'
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
      const { packedNormals, isBoundary } = normalsAndBoundary(mesh)
      expect([...isBoundary]).toEqual([...boundaryVertices(mesh, edgesOf(mesh))])
      const normals = vertexNormals(mesh)
      const found = new Float64Array(3)
      packedNormals.forEach((packed, v) => {
        unpackNormal(packed, found, 0)
        const [x, y, z] = normals.subarray(v * 3, v * 3 + 3)
        if (x === 0 && y === 0 && z === 0) {
          expect([...found]).toEqual([0, 0, 0])
          return
        }
        expect(Math.hypot(...found)).toBeCloseTo(1, 12)
        const degrees = (Math.hypot(x - found[0], y - found[1], z - found[2]) * 180) / Math.PI
        expect(degrees).toBeLessThan(0.005)
      })
    }),
    { seed: 63, numRuns: 200 },
  )
})

test('normals along the axes, and of the fold between the halves of the octahedron, are packed whole', () => {
  for (const [x, y, z] of [
    ...[
      [1, 0, 0],
      [-1, 0, 0],
      [0, 1, 0],
      [0, -1, 0],
      [0, 0, 1],
      [0, 0, -1],
    ],
    ...[
      [1, 1, 0],
      [-1, 1, 0],
      [1, -1, 0],
      [-1, -1, 0],
      [1, 1, -1],
      [-1, 1, -1],
      [-1, -1, -1],
      [1, -1, -1],
    ],
  ]) {
    // Two edges at right angles to the normal, and to each other.
    const [ux, uy, uz] = Math.abs(x) + Math.abs(y) > 0 ? [-y, x, 0] : [z, 0, 0]
    const corners = [0, 0, 0, ux, uy, uz, y * uz - z * uy, z * ux - x * uz, x * uy - y * ux]
    const { packedNormals } = normalsAndBoundary({
      positions: Float32Array.from(corners),
      triangles: Uint32Array.of(0, 1, 2),
    })
    const found = new Float64Array(3)
    unpackNormal(packedNormals[0], found, 0)
    const length = Math.hypot(x, y, z)
    ;[x, y, z].forEach((value, axis) => {
      expect(found[axis]).toBeCloseTo(value / length, 4)
    })
  }
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
