import { gramMatrix } from '../kernels/gramMatrix.ts'
import type { FlameJacobian } from './flameJacobian.ts'

/** Rows whose derivatives are computed at a time. */
const chunkSize = 256

/**
 * Observations of points of the model's surface along directions. Row r says, in metres,
 * directions[r]·(x_r + offset at x_r) = directions[r]·x_r + targets[r], with weight weights[r] (1/m²), where x_r is the
 * point of the model's present surface with `barycentrics[r]` between `vertices[r]`.
 */
export class PointRows {
  count = 0
  /** `[capacity*3]`; an observation of one vertex names it first, with weight 1. */
  readonly vertices: Uint32Array
  readonly barycentrics: Float64Array
  readonly directions: Float64Array
  readonly targets: Float64Array
  readonly weights: Float64Array

  constructor(capacity: number) {
    this.vertices = new Uint32Array(capacity * 3)
    this.barycentrics = new Float64Array(capacity * 3)
    this.directions = new Float64Array(capacity * 3)
    this.targets = new Float64Array(capacity)
    this.weights = new Float64Array(capacity)
  }

  /** Opens the next row for one vertex and returns its number. */
  addVertex(vertex: number, weight: number): number {
    const row = this.count++
    this.vertices.fill(vertex, row * 3, row * 3 + 3)
    this.barycentrics[row * 3] = 1
    this.barycentrics[row * 3 + 1] = 0
    this.barycentrics[row * 3 + 2] = 0
    this.weights[row] = weight
    return row
  }

  /** Opens the next row for a point between three vertices and returns its number. */
  addPoint(vertices: ArrayLike<number>, barycentrics: ArrayLike<number>, weight: number): number {
    const row = this.count++
    for (let corner = 0; corner < 3; corner++) {
      this.vertices[row * 3 + corner] = vertices[corner]
      this.barycentrics[row * 3 + corner] = barycentrics[corner]
    }
    this.weights[row] = weight
    return row
  }

  setDirection(row: number, x: number, y: number, z: number, target: number): void {
    this.directions[row * 3] = x
    this.directions[row * 3 + 1] = y
    this.directions[row * 3 + 2] = z
    this.targets[row] = target
  }
}

/** How points of the surface move along their directions with the model's parameters, times the roots of their weights. */
export interface ParameterRows {
  readonly columnCount: number
  /** Numbers of a row: the columns, then the row's target, then zeros up to a multiple of 8. */
  readonly stride: number
  /** `[count*stride]`. */
  readonly weighted: Float32Array
}

export const parameterRows = (rows: PointRows, jacobian: FlameJacobian): ParameterRows => {
  const columnCount = jacobian.columnCount
  const stride = Math.ceil((columnCount + 1) / 8) * 8
  const weighted = new Float32Array(rows.count * stride)
  const parts = new Float64Array(chunkSize * 3 * columnCount)
  const vertices = new Uint32Array(chunkSize * 3)
  const directions = new Float64Array(chunkSize * 9)
  const owners = new Uint32Array(chunkSize * 3)
  for (let start = 0; start < rows.count; start += chunkSize) {
    const end = Math.min(rows.count, start + chunkSize)
    let used = 0
    for (let row = start; row < end; row++) {
      const root = Math.sqrt(rows.weights[row])
      weighted[row * stride + columnCount] = root * rows.targets[row]
      for (let corner = 0; corner < 3; corner++) {
        const share = root * rows.barycentrics[row * 3 + corner]
        if (share === 0) continue
        vertices[used] = rows.vertices[row * 3 + corner]
        owners[used] = row
        for (let axis = 0; axis < 3; axis++) directions[used * 3 + axis] = share * rows.directions[row * 3 + axis]
        used++
      }
    }
    jacobian.fillRows(vertices.subarray(0, used), directions, parts)
    for (let part = 0; part < used; part++) {
      const target = owners[part] * stride
      const source = part * columnCount
      for (let column = 0; column < columnCount; column++) weighted[target + column] += parts[source + column]
    }
  }
  return { columnCount, stride, weighted }
}

/** The normal equations of rows: Σ w·aᵀa (`[P*P]`) and Σ w·t·a (`[P]`). */
export const gramOfRows = ({ columnCount, stride, weighted }: ParameterRows) => {
  const gram = gramMatrix(weighted, { rowCount: weighted.length / stride, columnCount: stride })
  const square = new Float64Array(columnCount * columnCount)
  const right = new Float64Array(columnCount)
  for (let i = 0; i < columnCount; i++) {
    square.set(gram.subarray(i * stride, i * stride + columnCount), i * columnCount)
    right[i] = gram[i * stride + columnCount]
  }
  return { square, right }
}
