import { solveCholesky } from '../src/core/flame/denseCholesky.ts'
import { FitState } from '../src/core/flame/fitState.ts'
import { columnCountOf, parameterRows } from '../src/core/flame/flameJacobian.ts'
import { type FlameModel, flameModelOf } from '../src/core/flame/model.ts'
import { gramOfRows, PointRows } from '../src/core/flame/pointRows.ts'
import { ScanSurface, scanMatchesFor } from '../src/core/flame/scanSurface.ts'
import { seededRandom } from '../src/core/model/random.ts'
import { headMesh } from './headMesh.ts'

const componentCount = 400
const joints = [0, 1, 2]
/** Components and vertices (every so manieth) of the steps, fifteen together: coarse first, all components at the end. */
const levels = [
  { steps: 4, components: 60, stride: 8 },
  { steps: 5, components: 250, stride: 4 },
  { steps: 5, components: componentCount, stride: 3 },
  { steps: 1, components: componentCount, stride: 1 },
] as const
const whole = { steps: 15, components: componentCount, stride: 1 } as const
const spreadM = 0.0005
const reachM = 0.03

/** Smooth fields over space (metres), weaker and finer from one to the next, in place of a basis learnt from people. */
const fields = () => {
  const random = seededRandom(31)
  return Array.from({ length: componentCount }, (_, k) => ({
    axis: k % 3,
    amplitude: 0.002 / (1 + k / 20),
    waves: [0, 1, 2].map(() => random.normal() * (20 + k / 4)),
    phase: random.next() * 6.28,
  }))
}

/** `[c*V*3]`, component by component. */
const fieldsAt = (positions: Float64Array): Float32Array => {
  const out = new Float32Array(componentCount * positions.length)
  fields().forEach(({ axis, amplitude, waves, phase }, k) => {
    for (let at = 0; at < positions.length; at += 3) {
      const along = waves[0] * positions[at] + waves[1] * positions[at + 1] + waves[2] * positions[at + 2]
      out[k * positions.length + at + axis] = amplitude * Math.sin(along + phase)
    }
  })
  return out
}

const inMetres = (positions: Float32Array): Float64Array => Float64Array.from(positions, (value) => value / 1000)

const modelOf = (vertexTarget: number): FlameModel => {
  const { positions, triangles } = headMesh(vertexTarget)
  const template = inMetres(positions)
  const vertexCount = template.length / 3
  const weights = new Float64Array(vertexCount * 5)
  for (let v = 0; v < vertexCount; v++) weights[v * 5 + (template[v * 3 + 1] < -0.05 ? 0 : 1)] = 1
  const jointRegressor = {
    rowStart: Uint32Array.from({ length: 6 }, (_, i) => i * 200),
    columns: Uint32Array.from({ length: 1000 }, (_, i) => (i * 5) % vertexCount),
    values: new Float64Array(1000).fill(1 / 200),
  }
  const arrays = {
    ...{ template, triangles, weights, jointRegressor },
    shapeDirs: fieldsAt(template),
    poseDirs: new Float32Array(vertexCount * 3 * 36),
    parents: Int32Array.of(-1, 0, 1, 1, 1),
  }
  return flameModelOf(arrays, { name: 'smooth fields', sha256: null, warnings: [] })
}

/** The same head in more points, its fields taken by random coefficients. */
const scanOf = (vertexTarget: number): ScanSurface => {
  const { positions, triangles } = headMesh(vertexTarget)
  const random = seededRandom(32)
  const coefficients = Float64Array.from({ length: componentCount }, () => 0.7 * random.normal())
  const points = inMetres(positions)
  const moved = Float32Array.from(points)
  fields().forEach(({ axis, amplitude, waves, phase }, k) => {
    for (let at = 0; at < points.length; at += 3) {
      const along = waves[0] * points[at] + waves[1] * points[at + 1] + waves[2] * points[at + 2]
      moved[at + axis] += coefficients[k] * amplitude * Math.sin(along + phase)
    }
  })
  return new ScanSurface({ positions: moved, triangles }, { metresPerUnit: 1, originInScan: [0, 0, 0] })
}

export interface FlameFitCase {
  readonly model: FlameModel
  readonly scan: ScanSurface
}

export const flameFitCase = (): FlameFitCase => ({ model: modelOf(5023), scan: scanOf(400_000) })

/**
 * Fifteen Gauss–Newton steps from the template, each with closest points anew; returns the median distance (mm) along
 * the scan's normals of all vertices in the end.
 * @param isWhole all components and vertices from the first step on.
 */
export const fifteenSteps = ({ model, scan }: FlameFitCase, isWhole: boolean): number => {
  const state = new FitState(model)
  const plan = (isWhole ? [whole] : levels).flatMap((level) => Array.from({ length: level.steps }, () => level))
  for (const level of plan) {
    const columns = { joints, components: Uint32Array.from({ length: level.components }, (_, k) => k) }
    const found = matched(scan, state.forward.vertices, level.stride)
    const rows = new PointRows(found.vertices.length)
    found.vertices.forEach((v, i) => {
      if (!found.matches.isInside[i]) return
      const row = rows.addVertex(v, level.stride / spreadM ** 2)
      const [x, y, z] = found.matches.normals.subarray(i * 3, i * 3 + 3)
      rows.setDirection(row, x, y, z, found.alongNormal(i))
    })
    const { square, right } = gramOfRows(parameterRows(rows, state.forward, columns))
    const priors = state.priors(columns)
    const count = columnCountOf(columns)
    for (let i = 0; i < count; i++) {
      square[i * count + i] += priors.weights[i] + 1
      right[i] += priors.pulls[i]
    }
    if (!solveCholesky(square, right)) throw new Error('The normal equations of the fit are not positive definite.')
    state.move(right, columns)
  }
  const { alongNormal } = matched(scan, state.forward.vertices, 1)
  const found = Float64Array.from({ length: model.vertexCount }, (_, v) => Math.abs(alongNormal(v)) * 1000).sort()
  return found[found.length >> 1]
}

/** Every so manieth vertex with its counterpart, and how far (m) that lies from it along its normal. */
const matched = (scan: ScanSurface, all: Float64Array, stride: number) => {
  const vertices = Uint32Array.from({ length: Math.ceil(all.length / 3 / stride) }, (_, i) => i * stride)
  const points = new Float64Array(vertices.length * 3)
  vertices.forEach((v, i) => {
    points.set(all.subarray(v * 3, v * 3 + 3), i * 3)
  })
  const matches = scanMatchesFor(vertices.length)
  scan.match(points, matches, reachM)
  const alongNormal = (i: number): number => {
    let along = 0
    for (let at = i * 3; at < i * 3 + 3; at++) along += matches.normals[at] * (matches.closest.points[at] - points[at])
    return along
  }
  return { vertices, matches, alongNormal }
}
