import { expect, test } from 'vitest'
import { conjugateGradient } from '#core/flame/conjugateGradient.ts'
import { solveCholesky } from '#core/flame/denseCholesky.ts'
import { OffsetField } from '#core/flame/offsetField.ts'
import { OffsetSystem } from '#core/flame/offsetSystem.ts'
import { PointRows } from '#core/flame/pointRows.ts'
import { edgesOf } from '#core/geometry/edges.ts'
import { vertexNormals } from '#core/geometry/normals.ts'
import { seededRandom } from '#core/model/random.ts'

/** A wavy patch of 5×5 vertices with random observations and three more parameters. */
const patch = (seed: number) => {
  const random = seededRandom(seed)
  const side = 5
  const template = new Float64Array(side * side * 3)
  const triangles: number[] = []
  for (let i = 0; i < side * side; i++)
    template.set([0.003 * (i % side), 0.003 * Math.floor(i / side), 0.0004 * random.normal()], i * 3)
  for (let y = 0; y + 1 < side; y++) {
    for (let x = 0; x + 1 < side; x++) {
      const a = y * side + x
      triangles.push(a, a + 1, a + side, a + 1, a + side + 1, a + side)
    }
  }
  const mesh = { positions: Float32Array.from(template), triangles: Uint32Array.from(triangles) }
  const field = new OffsetField(template, edgesOf(mesh))
  for (let v = 0; v < side * side; v++) field.stiffnessOfVertex[v] = 0.5 + random.next()
  field.prepare({ membrane: 3, bending: 2, ridgeNormal: 0.1, ridgeTangent: 0.7 }, vertexNormals(mesh))
  const rows = new PointRows(30)
  for (let i = 0; i < 30; i++) {
    const row = i % 3 ? rows.addVertex(random.below(25), random.next()) : rows.addPoint([0, 7, 13], [0.2, 0.5, 0.3], 2)
    rows.setDirection(row, random.normal(), random.normal(), random.normal(), random.normal())
  }
  const parameters = {
    rows: Float64Array.from({ length: 90 }, () => random.normal()),
    columnCount: 3,
    priorWeights: Float64Array.of(1, 2, 0.5),
    priorPulls: Float64Array.of(0.1, -0.2, 0.3),
  }
  return { field, rows, parameters, length: 78 }
}

test('the system acts as a symmetric matrix, and conjugate gradients solve it as Cholesky does (seed 41)', () => {
  const { field, rows, parameters, length } = patch(41)
  const system = new OffsetSystem(rows, field, parameters)
  const matrix = new Float64Array(length * length)
  const unit = new Float64Array(length)
  const column = new Float64Array(length)
  for (let i = 0; i < length; i++) {
    unit.fill(0)
    unit[i] = 1
    system.multiply(unit, column)
    for (let k = 0; k < length; k++) matrix[k * length + i] = column[k]
  }
  for (let i = 0; i < length; i++) {
    for (let k = 0; k < i; k++) expect(matrix[i * length + k]).toBeCloseTo(matrix[k * length + i], 10)
  }
  const expected = system.right.slice()
  expect(solveCholesky(matrix, expected)).toBe(true)
  const { x, isConverged } = conjugateGradient(system, {
    start: new Float64Array(length),
    tolerance: 1e-11,
    maxIterations: 500,
  })
  expect(isConverged).toBe(true)
  x.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i], 8)
  })
})

test('the preconditioner holds the prior’s own diagonal blocks (seed 42)', () => {
  const { field } = patch(42)
  const blocks = new Float64Array(25 * 9)
  field.addDiagonal(blocks)
  const unit = new Float64Array(75)
  const out = new Float64Array(75)
  for (let i = 0; i < 75; i++) {
    unit.fill(0)
    unit[i] = 1
    out.fill(0)
    field.multiplyAdd(unit, out)
    const vertex = Math.floor(i / 3)
    for (let k = 0; k < 3; k++) expect(blocks[vertex * 9 + k * 3 + (i % 3)]).toBeCloseTo(out[vertex * 3 + k], 10)
  }
})

test('an offset that moves all alike bends and stretches nothing (seed 43)', () => {
  const { field } = patch(43)
  field.prepare({ membrane: 3, bending: 2, ridgeNormal: 0, ridgeTangent: 0 }, new Float64Array(75))
  const out = new Float64Array(75)
  field.multiplyAdd(new Float64Array(75).fill(0.7), out)
  for (const value of out) expect(Math.abs(value)).toBeLessThan(1e-12)
})
