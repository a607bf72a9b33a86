import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { edgesOf } from '#core/geometry/edges.ts'
import {
  adjacency,
  boundaryLoops,
  boundaryVertices,
  connectedComponents,
  degenerateTriangles,
  nonManifoldEdgeCount,
} from '#core/geometry/topology.ts'
import { seededRandom } from '#core/model/random.ts'
import { planeMesh, sphereMesh } from './shapes.ts'

const meshOf = (vertexCount: number, triangles: readonly number[]) => ({
  positions: Float32Array.from({ length: vertexCount * 3 }, (_, i) => Math.sin(i * i)),
  triangles: new Uint32Array(triangles),
})

const listOf = (ring: Uint32Array): number[] => {
  const first = ring.indexOf(Math.min(...ring))
  return [...ring.slice(first), ...ring.slice(0, first)]
}

describe('edgesOf', () => {
  test('equals a table of strings on any triangles, damaged ones included', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 11 }), { maxLength: 120 }), (corners) => {
        const mesh = meshOf(12, corners.slice(0, corners.length - (corners.length % 3)))
        const expected = new Map<string, number>()
        for (let i = 0; i < mesh.triangles.length; i += 3) {
          const [a, b, c] = mesh.triangles.subarray(i, i + 3)
          if (a === b || b === c || c === a) continue
          for (const [from, to] of [
            [a, b],
            [b, c],
            [c, a],
          ]) {
            const key = `${Math.min(from, to)} ${Math.max(from, to)}`
            expected.set(key, (expected.get(key) ?? 0) + 1)
          }
        }
        const { low, high, uses } = edgesOf(mesh)
        expect(new Map(Array.from(low, (v, i) => [`${v} ${high[i]}`, uses[i]]))).toEqual(expected)
      }),
      { seed: 46 },
    )
  })

  test('a fan of 2000 triangles around one vertex', () => {
    const triangles = Array.from({ length: 2000 }, (_, i) => [0, i + 1, i + 2]).flat()
    const edges = edgesOf(meshOf(2002, triangles))
    expect(edges.low.length).toBe(4001)
    expect(Math.max(...edges.uses)).toBe(2)
  })
})

describe('connectedComponents', () => {
  test('numbers pieces from the largest down and leaves isolated vertices out', () => {
    const { count, componentOfVertex, vertexCounts, triangleCounts } = connectedComponents(
      meshOf(9, [5, 6, 7, 0, 1, 2, 2, 1, 3]),
    )
    expect(count).toBe(2)
    expect([...componentOfVertex]).toEqual([0, 0, 0, 0, -1, 1, 1, 1, -1])
    expect([...vertexCounts]).toEqual([4, 3])
    expect([...triangleCounts]).toEqual([2, 1])
  })

  test('pieces touching in one vertex are one', () => {
    expect(connectedComponents(meshOf(5, [0, 1, 2, 2, 3, 4])).count).toBe(1)
  })
})

describe('adjacency', () => {
  test('is symmetric, ascending and without repetition on a sphere', () => {
    const mesh = sphereMesh({ radius: 1, rings: 6 })
    const { starts, neighbours } = adjacency(mesh)
    expect(starts[1] - starts[0]).toBe(12)
    for (let v = 0; v + 1 < starts.length; v++) {
      const row = [...neighbours.subarray(starts[v], starts[v + 1])]
      expect(row).toEqual([...new Set(row)].sort((a, b) => a - b))
      for (const other of row) expect(neighbours.subarray(starts[other], starts[other + 1])).toContain(v)
    }
  })
})

describe('boundaryLoops', () => {
  test('none on a closed sphere, one of 4·cells around a square', () => {
    expect(boundaryLoops(sphereMesh({ radius: 1, rings: 7 }))).toEqual([])
    expect(boundaryLoops(planeMesh({ size: 1, cells: 5 })).map((loop) => loop.length)).toEqual([20])
  })

  test('run as the triangles do: counter-clockwise around the outside of a square seen from its front', () => {
    const mesh = planeMesh({ size: 2, cells: 3 })
    const [loop] = boundaryLoops(mesh)
    let area = 0
    loop.forEach((vertex, i) => {
      const next = loop[(i + 1) % loop.length]
      area +=
        mesh.positions[vertex * 3] * mesh.positions[next * 3 + 1] -
        mesh.positions[next * 3] * mesh.positions[vertex * 3 + 1]
    })
    expect(area / 2).toBeCloseTo(4, 5)
  })

  test('two holes that touch in a vertex are two simple rings', () => {
    const square = planeMesh({ size: 1, cells: 6 })
    const cut = [2 * 6 + 2, 3 * 6 + 3]
    const triangles = square.triangles.filter((_, i) => !cut.includes(Math.floor(i / 6)))
    const loops = boundaryLoops({ ...square, triangles })
    expect(loops.map((loop) => loop.length)).toEqual([24, 4, 4])
    for (const loop of loops) expect(new Set(loop).size).toBe(loop.length)
  })

  test('every border edge stands in exactly one ring, whatever the triangles', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 90 }), (corners) => {
        const mesh = meshOf(10, corners.slice(0, corners.length - (corners.length % 3)))
        const { low, high, uses } = edgesOf(mesh)
        const border = new Set(Array.from(low, (v, i) => `${v} ${high[i]}`).filter((_, i) => uses[i] === 1))
        const walked = boundaryLoops(mesh).flatMap((loop) =>
          Array.from(loop, (v, i) => [v, loop[(i + 1) % loop.length]] as const)
            .map(([a, b]) => `${Math.min(a, b)} ${Math.max(a, b)}`)
            .filter((edge) => border.has(edge)),
        )
        expect(new Set(walked)).toEqual(border)
      }),
      { seed: 47 },
    )
  })

  test('triangles turned against each other still give their common outline', () => {
    const [loop] = boundaryLoops(meshOf(4, [0, 1, 2, 1, 2, 3]))
    expect(listOf(loop).sort()).toEqual([0, 1, 2, 3])
  })
})

describe('damage', () => {
  test('three triangles on one edge are counted once', () => {
    const mesh = meshOf(5, [0, 1, 2, 1, 0, 3, 0, 1, 4])
    expect(nonManifoldEdgeCount(mesh)).toBe(1)
    expect(nonManifoldEdgeCount(sphereMesh({ radius: 1, rings: 4 }))).toBe(0)
  })

  test('triangles without an area, in metres as in micrometres', () => {
    for (const scale of [1e-3, 1e6]) {
      const positions = new Float32Array([0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 1, 0]).map((value) => value * scale)
      const triangles = new Uint32Array([0, 1, 3, 0, 1, 2, 1, 1, 3])
      expect([...degenerateTriangles({ positions, triangles })]).toEqual([1, 2])
    }
  })

  test('vertices of the border, and no others', () => {
    const isBoundary = boundaryVertices(planeMesh({ size: 1, cells: 4 }))
    expect(isBoundary.reduce((sum, value) => sum + value, 0)).toBe(16)
    expect(isBoundary[12]).toBe(0)
  })

  test('found without a table of edges, they are those of the table, on any triangles (seed 47)', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 11 }), { maxLength: 90 }), (corners) => {
        const mesh = meshOf(12, corners.slice(0, corners.length - (corners.length % 3)))
        expect([...boundaryVertices(mesh)]).toEqual([...boundaryVertices(mesh, edgesOf(mesh))])
      }),
      { seed: 47, numRuns: 400 },
    )
    const sphere = sphereMesh({ radius: 1, rings: 12 })
    const holed = { ...sphere, triangles: sphere.triangles.slice(30) }
    expect([...boundaryVertices(holed)]).toEqual([...boundaryVertices(holed, edgesOf(holed))])
  })
})

test('a random soup of 3000 triangles is taken apart without loss (seed 48)', () => {
  const random = seededRandom(48)
  const mesh = meshOf(
    2000,
    Array.from({ length: 9000 }, () => random.below(2000)),
  )
  const { triangleCounts, vertexCounts, componentOfVertex } = connectedComponents(mesh)
  expect(triangleCounts.reduce((a, b) => a + b, 0)).toBe(3000)
  expect(vertexCounts.reduce((a, b) => a + b, 0)).toBe(componentOfVertex.filter((c) => c >= 0).length)
})
