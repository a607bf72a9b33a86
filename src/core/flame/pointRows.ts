import { gramMatrix } from '../kernels/gramMatrix.ts'
import { Room } from './room.ts'

/** What every step of every fit fills anew. */
const room = {
  gradients: new Room((length) => new Float64Array(length)),
  rootTargets: new Room((length) => new Float64Array(length)),
  parameters: new Room((length) => new Float32Array(length)),
}

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

  /** For other observations in the same memory. */
  clear(): void {
    this.count = 0
  }

  /**
   * Each row's derivative by its vertices' offsets and its target, times the root of its weight. They lie in memory of
   * the thread: until the next call, for these rows or others.
   */
  weightedGradients() {
    const { count, barycentrics, directions, weights } = this
    const gradients = room.gradients.of(count * 9)
    const targets = room.rootTargets.of(count)
    for (let row = 0; row < count; row++) {
      const root = Math.sqrt(weights[row])
      targets[row] = root * this.targets[row]
      for (let corner = 0; corner < 3; corner++) {
        const share = root * barycentrics[row * 3 + corner]
        gradients[row * 9 + corner * 3] = share * directions[row * 3]
        gradients[row * 9 + corner * 3 + 1] = share * directions[row * 3 + 1]
        gradients[row * 9 + corner * 3 + 2] = share * directions[row * 3 + 2]
      }
    }
    return { corners: this.vertices.subarray(0, count * 3), gradients, targets }
  }

  /** `[count*stride]` memory of the thread for `ParameterRows` of these rows: until the next call, for these or others. */
  roomForParameters(stride: number): Float32Array {
    return room.parameters.of(this.count * stride)
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
