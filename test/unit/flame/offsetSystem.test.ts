import { expect, test } from 'vitest'
import { solveCholesky } from '#core/flame/denseCholesky.ts'
import { OffsetField } from '#core/flame/offsetField.ts'
import { solveOffsetSystem } from '#core/flame/offsetSystem.ts'
import { PointRows } from '#core/flame/pointRows.ts'
import { vertexNormals } from '#core/geometry/normals.ts'
import { adjacency } from '#core/geometry/topology.ts'
import { seededRandom } from '#core/model/random.ts'

type Weighting = 'areas' | 'edges'
const stiffness = { membrane: 3, bending: 2, ridgeNormal: 0.1, ridgeTangent: 0.7, across: 4 }
/** What the field counts areas in. */
const usualAreaM2 = 7.8e-6

/** A wavy patch of side × side vertices with random observations and three more parameters. */
const patch = (seed: number, { side = 5, weighting = 'areas' as Weighting } = {}) => {
  const vertexCount = side * side
  const random = seededRandom(seed)
  const template = new Float64Array(vertexCount * 3)
  const triangles: number[] = []
  for (let i = 0; i < vertexCount; i++)
    template.set([0.003 * (i % side), 0.003 * Math.floor(i / side), 0.0004 * random.normal()], i * 3)
  for (let y = 0; y + 1 < side; y++) {
    for (let x = 0; x + 1 < side; x++) {
      const a = y * side + x
      triangles.push(a, a + 1, a + side, a + 1, a + side + 1, a + side)
    }
  }
  const mesh = { positions: Float32Array.from(template), triangles: Uint32Array.from(triangles) }
  const field = new OffsetField({ positions: template, triangles: mesh.triangles }, adjacency(mesh), weighting)
  for (let v = 0; v < vertexCount; v++) field.stiffnessOfVertex[v] = 0.5 + random.next()
  const normals = vertexNormals(mesh)
  field.prepare(stiffness, normals)
  const rows = new PointRows(30)
  for (let i = 0; i < 30; i++) {
    const row =
      i % 3
        ? rows.addVertex(random.below(vertexCount), random.next())
        : rows.addPoint([1, side + 1, side], [0.2, 0.5, 0.3], 2)
    rows.setDirection(row, random.normal(), random.normal(), random.normal(), random.normal())
  }
  const columnCount = 3
  const stride = 8
  const weighted = new Float32Array(30 * stride)
  for (let row = 0; row < 30; row++) {
    const root = Math.sqrt(rows.weights[row])
    for (let i = 0; i < columnCount; i++) weighted[row * stride + i] = root * random.normal()
    weighted[row * stride + columnCount] = root * rows.targets[row]
  }
  const parameters = {
    rows: { columnCount, stride, weighted },
    priorWeights: Float64Array.of(1, 2, 0.5),
    priorPulls: Float64Array.of(0.1, -0.2, 0.3),
  }
  return { template, triangles: mesh.triangles, normals, field, rows, parameters, weighting }
}

/** `[V]` thirds of the triangles at each vertex, but no less than an eighth of the middle one. */
const areasOf = ({ template, triangles }: ReturnType<typeof patch>): number[] => {
  const vertexCount = template.length / 3
  const areas = new Array<number>(vertexCount).fill(0)
  for (let i = 0; i < triangles.length; i += 3) {
    const [a, b, c] = [...triangles.subarray(i, i + 3)].map((v) => [...template.subarray(v * 3, v * 3 + 3)])
    const [u, w] = [b, c].map((corner) => corner.map((value, axis) => value - a[axis]))
    const twice = Math.hypot(u[1] * w[2] - u[2] * w[1], u[2] * w[0] - u[0] * w[2], u[0] * w[1] - u[1] * w[0])
    for (const v of triangles.subarray(i, i + 3)) areas[v] += twice / 6 / usualAreaM2
  }
  const middle = [...areas].sort((a, b) => a - b)[vertexCount >> 1]
  return areas.map((area) => Math.max(area, middle / 8))
}

/** How part 0 (along the normal) or axis 0, 1, 2 of the rest of a vertex's offset comes of the offset. */
const partOf = (normals: ArrayLike<number>, v: number, part: number, factor = 1): Map<number, number> => {
  const n = [0, 1, 2].map((axis) => normals[v * 3 + axis])
  const row = part === 0 ? n : n.map((value, axis) => (axis === part - 1 ? 1 : 0) - n[part - 1] * value)
  return new Map(row.map((value, axis) => [v * 3 + axis, factor * value]))
}

const sumOf = (rows: readonly Map<number, number>[]): Map<number, number> => {
  const sum = new Map<number, number>()
  for (const row of rows) for (const [i, value] of row) sum.set(i, (sum.get(i) ?? 0) + value)
  return sum
}

/** The same minimum by the definition: every square of the sum as a row of a dense matrix, and Cholesky. */
const plainSolution = (p: ReturnType<typeof patch>, withParameters: boolean): Float64Array => {
  const { normals, field, rows, parameters } = p
  const { vertexCount } = field
  const { starts, neighbours } = field.adjacency
  const length = vertexCount * 3 + (withParameters ? 3 : 0)
  const matrix = new Float64Array(length * length)
  const right = new Float64Array(length)
  const addSquare = (weight: number, row: ReadonlyMap<number, number>, target = 0): void => {
    for (const [i, a] of row) {
      right[i] += weight * a * target
      for (const [k, b] of row) matrix[i * length + k] += weight * a * b
    }
  }
  const areas = p.weighting === 'areas' ? areasOf(p) : new Array<number>(vertexCount).fill(1)
  const edgeFactor = (a: number, b: number): number => {
    const apart = [0, 1, 2].map((axis) => p.template[a * 3 + axis] - p.template[b * 3 + axis])
    return p.weighting === 'areas' ? 1 : 0.003 / Math.hypot(...apart)
  }
  for (let v = 0; v < vertexCount; v++) {
    const own = field.stiffnessOfVertex[v]
    const around = [...neighbours.subarray(starts[v], starts[v + 1])]
    // An offset's part along the normal, then its rest.
    for (const part of [0, 1, 2, 3]) {
      const factor = part === 0 ? 1 : stiffness.across
      const ridge = part === 0 ? stiffness.ridgeNormal : stiffness.ridgeTangent
      addSquare(own * areas[v] * ridge, partOf(normals, v, part))
      const laplacian = sumOf(around.map((other) => partOf(normals, other, part, -1)))
      const middle = partOf(normals, v, part, around.length)
      addSquare((factor * own * stiffness.bending) / areas[v], sumOf([laplacian, middle]))
      for (const other of around.filter((one) => one > v)) {
        const ends = (own + field.stiffnessOfVertex[other]) / 2
        const row = sumOf([partOf(normals, v, part), partOf(normals, other, part, -1)])
        addSquare(factor * stiffness.membrane * ends * edgeFactor(v, other), row)
      }
    }
  }
  for (let r = 0; r < rows.count; r++) {
    const row = new Map<number, number>()
    for (let corner = 0; corner < 3; corner++) {
      for (let axis = 0; axis < 3; axis++) {
        const at = rows.vertices[r * 3 + corner] * 3 + axis
        row.set(at, (row.get(at) ?? 0) + rows.barycentrics[r * 3 + corner] * rows.directions[r * 3 + axis])
      }
    }
    const { weighted, stride } = parameters.rows
    const root = Math.sqrt(rows.weights[r])
    for (let i = 0; withParameters && i < 3; i++) row.set(vertexCount * 3 + i, weighted[r * stride + i] / root)
    addSquare(rows.weights[r], row, rows.targets[r])
  }
  for (let i = 0; withParameters && i < 3; i++) {
    addSquare(parameters.priorWeights[i], new Map([[vertexCount * 3 + i, 1]]))
    right[vertexCount * 3 + i] += parameters.priorPulls[i]
  }
  expect(solveCholesky(matrix, right)).toBe(true)
  return right
}

test.each([
  [true, 41],
  [false, 42],
])('conjugate gradients find the minimum that Cholesky finds, parameters beside: %s (seed %i)', (with3, seed) => {
  const p = patch(seed)
  const expected = plainSolution(p, with3)
  const { x, isConverged, iterations } = solveOffsetSystem(
    { rows: p.rows, field: p.field, parameters: with3 ? p.parameters : null },
    { start: new Float64Array(expected.length), tolerance: 1e-7, maxIterations: 500 },
  )
  expect(isConverged).toBe(true)
  expect(iterations).toBeGreaterThan(3)
  expect(x).toHaveLength(expected.length)
  x.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i], 5)
  })
})

test('coarser fields find the same minimum, in few steps for its size (seed 45)', () => {
  const p = patch(45, { side: 15, weighting: 'edges' })
  expect(p.field.levels.nodeCount).toBeGreaterThan(p.field.vertexCount)
  const expected = plainSolution(p, false)
  const { x, iterations } = solveOffsetSystem(
    { rows: p.rows, field: p.field, parameters: null },
    { start: new Float64Array(expected.length), tolerance: 1e-7, maxIterations: 500 },
  )
  // By the vertices alone it takes three times as many.
  expect(iterations).toBeLessThan(90)
  x.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i], 5)
  })
})

test('the solution as start needs no iteration, and too few are said to be too few (seed 43)', () => {
  const p = patch(43)
  const start = plainSolution(p, false)
  const system = { rows: p.rows, field: p.field, parameters: null }
  const again = solveOffsetSystem(system, { start, tolerance: 1e-4, maxIterations: 9 })
  expect(again).toMatchObject({ iterations: 0, isConverged: true })
  const zero = new Float64Array(start.length)
  expect(solveOffsetSystem(system, { start: zero, tolerance: 1e-9, maxIterations: 2 }).isConverged).toBe(false)
})

test('a row between vertices that are no triangle is refused (seed 44)', () => {
  const p = patch(44)
  const rows = new PointRows(1)
  rows.setDirection(rows.addPoint([0, 7, 13], [0.2, 0.5, 0.3], 1), 1, 0, 0, 0)
  const system = { rows, field: p.field, parameters: null }
  const o = { start: new Float64Array(p.template.length), tolerance: 1e-4, maxIterations: 9 }
  expect(() => solveOffsetSystem(system, o)).toThrow(RangeError)
})
