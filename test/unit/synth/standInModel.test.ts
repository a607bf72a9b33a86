import { describe, expect, test } from 'vitest'
import { flameForward } from '#core/flame/forward.ts'
import { regressJoints } from '#core/flame/model.ts'
import { reportMesh } from '#core/geometry/meshReport.ts'
import { boundaryLoops, connectedComponents } from '#core/geometry/topology.ts'
import { head8 } from '#core/model/schemes.ts'
import { standInEmbedding } from '#core/synth/standInEmbedding.ts'
import { makeStandIn, standInModel } from '#core/synth/standInModel.ts'

const model = standInModel()
const mesh = { positions: Float32Array.from(model.template), triangles: model.triangles }
const headVertices = 3931
const eyeVertices = 546

/** Six times the volume a closed component encloses; positive where its triangles face outwards. */
const signedVolume = (first: number, last: number): number => {
  let sum = 0
  const at = (vertex: number): number[] => [...model.template.subarray(vertex * 3, vertex * 3 + 3)]
  for (let i = 0; i < model.triangles.length; i += 3) {
    const corners = [...model.triangles.subarray(i, i + 3)]
    if (!corners.every((vertex) => vertex >= first && vertex <= last)) continue
    const [[ax, ay, az], [bx, by, bz], [cx, cy, cz]] = corners.map(at)
    sum += ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)
  }
  return sum
}

const isSame = (a: ArrayBufferView, b: ArrayBufferView): boolean =>
  Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(Buffer.from(b.buffer, b.byteOffset, b.byteLength))

describe('stand-in model, seed 1', () => {
  test('has the counts of FLAME', () => {
    expect(model.vertexCount).toBe(5023)
    expect(model.faceCount).toBe(9976)
    expect([model.shapeCount, model.expressionCount]).toEqual([300, 100])
    expect(model.shapeDirs).toHaveLength(400 * 5023 * 3)
    expect(model.poseDirs).toHaveLength(36 * 5023 * 3)
    expect([...model.parents]).toEqual([-1, 0, 1, 1, 1])
  })

  test('is three components in the order head, left eye, right eye', () => {
    const { componentOfVertex, count } = connectedComponents(mesh)
    expect(count).toBe(3)
    const ranges = [0, headVertices, headVertices + eyeVertices, 5023]
    for (let part = 0; part < 3; part++) {
      const found = new Set(componentOfVertex.subarray(ranges[part], ranges[part + 1]))
      expect(found.size).toBe(1)
    }
    // +X is the subject's left.
    expect(model.template[headVertices * 3]).toBeGreaterThan(0.02)
    expect(model.template[(headVertices + eyeVertices) * 3]).toBeLessThan(-0.02)
  })

  test('is manifold with 62 open edges: 32 around the mouth, 30 around the neck', () => {
    const report = reportMesh(mesh)
    expect(report.nonManifoldEdges).toBe(0)
    expect(report.degenerateFaces).toBe(0)
    const loops = boundaryLoops(mesh).sort((a, b) => b.length - a.length)
    expect(loops.map((loop) => loop.length)).toEqual([32, 30])
    const heightMm = (vertex: number): number => model.template[vertex * 3 + 1] * 1000
    for (const vertex of loops[0]) expect(Math.abs(heightMm(vertex) + 44)).toBeLessThan(12)
    for (const vertex of loops[1]) expect(heightMm(vertex)).toBeLessThan(-160)
  })

  test('every edge is passed once in each direction, and the triangles face outwards', () => {
    const edges = new Set<number>()
    for (let i = 0; i < model.triangles.length; i += 3) {
      for (let k = 0; k < 3; k++) edges.add(model.triangles[i + k] * 5023 + model.triangles[i + ((k + 1) % 3)])
    }
    expect(edges.size).toBe(9976 * 3)
    for (const [first, last] of [
      [0, headVertices - 1],
      [headVertices, headVertices + eyeVertices - 1],
      [headVertices + eyeVertices, 5022],
    ]) {
      expect(signedVolume(first, last)).toBeGreaterThan(0)
    }
  })

  test('is a head in metres, symmetric to 1e-9 m in its eyes', () => {
    const { bounds, unit, up } = reportMesh(mesh)
    expect(bounds.max[1] - bounds.min[1]).toBeGreaterThan(0.28)
    expect(bounds.max[0] - bounds.min[0]).toBeLessThan(0.19)
    expect(unit.guess).toBe('m')
    expect(up.guess).toBe('+y')
    for (let i = 0; i < eyeVertices; i++) {
      const [left, right] = [headVertices + i, headVertices + eyeVertices + i]
      expect(Math.abs(model.template[left * 3] + model.template[right * 3])).toBeLessThan(1e-9)
    }
  })

  test('rows of skinning weights and of the joint regressor sum to 1', () => {
    for (let vertex = 0; vertex < 5023; vertex++) {
      const row = model.weights.subarray(vertex * 5, vertex * 5 + 5)
      expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12)
      expect(Math.min(...row)).toBeGreaterThanOrEqual(-1e-15)
    }
    const { rowStart, values } = model.jointRegressor
    for (let joint = 0; joint < 5; joint++) {
      const row = values.subarray(rowStart[joint], rowStart[joint + 1])
      expect(row.length).toBeLessThan(800)
      expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12)
    }
    const joints = regressJoints(model, model.template)
    expect(joints[3 * 3] * 1000).toBeCloseTo(31.7, 1)
    expect(joints[4 * 3] * 1000).toBeCloseTo(-31.7, 1)
  })

  test('identity components are orthogonal, the last weaker than the first', () => {
    const row = (component: number): Float32Array =>
      model.shapeDirs.subarray(component * 15069, (component + 1) * 15069)
    const product = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * b[i], 0)
    const picked = [0, 1, 2, 3, 10, 50, 100, 200, 269, 270, 299]
    for (const a of picked) {
      for (const b of picked) {
        if (a >= b) continue
        const cosine = product(row(a), row(b)) / Math.sqrt(product(row(a), row(a)) * product(row(b), row(b)))
        expect(Math.abs(cosine), `components ${a} and ${b}`).toBeLessThan(1e-4)
      }
    }
    expect(product(row(299), row(299))).toBeLessThan(0.05 * product(row(0), row(0)))
  })

  test('opening the jaw moves the chin down, leaves the forehead and parts the lips', () => {
    const rest = flameForward(model, { betas: [], pose: new Float64Array(15), trans: [0, 0, 0] })
    const pose = new Float64Array(15)
    pose[6] = 0.3
    const open = flameForward(model, { betas: [], pose, trans: [0, 0, 0] })
    const farthestMm = (keep: (x: number, y: number, z: number) => boolean): number => {
      let most = 0
      for (let at = 0; at < headVertices * 3; at += 3) {
        if (!keep(rest[at], rest[at + 1], rest[at + 2])) continue
        most = Math.max(most, Math.hypot(open[at] - rest[at], open[at + 1] - rest[at + 1], open[at + 2] - rest[at + 2]))
      }
      return most * 1000
    }
    expect(farthestMm((x, y, z) => Math.abs(x) < 0.01 && y > -0.09 && y < -0.06 && z > 0.03)).toBeGreaterThan(20)
    expect(farthestMm((_x, y) => y > 0.05)).toBeLessThan(0.01)
    // Upper and lower middle of the loop inside the mouth.
    const [upper, lower] = [12 * 32, 12 * 32 + 16]
    expect(1000 * (open[upper * 3 + 1] - open[lower * 3 + 1])).toBeGreaterThan(18)
  })

  test('head-8 lies where the scheme says, within 8 mm', () => {
    const embedding = standInEmbedding(model)
    expect(embedding.pointNames).toEqual(head8.points.map(({ name }) => name))
    for (const [i, { name, templatePosition }] of head8.points.entries()) {
      const point = [0, 0, 0]
      for (let k = 0; k < 3; k++) {
        const vertex = model.triangles[embedding.faces[i] * 3 + k]
        for (let axis = 0; axis < 3; axis++) {
          point[axis] += embedding.barycentrics[i * 3 + k] * model.template[vertex * 3 + axis]
        }
      }
      const awayMm = 1000 * Math.hypot(...point.map((value, axis) => value - templatePosition[axis]))
      expect(awayMm, name).toBeLessThan(8)
    }
  })

  test('same seed, same bytes; another seed, another model; a file of it reads back', () => {
    const again = makeStandIn(1).model
    expect(again.name).toBe(model.name)
    for (const key of ['template', 'triangles', 'shapeDirs', 'poseDirs', 'weights'] as const) {
      expect(isSame(again[key], model[key]), key).toBe(true)
    }
    expect(isSame(makeStandIn(2).model.template, model.template)).toBe(false)
  })
})
