import type { EdgeTable } from '../geometry/edges.ts'

/** How stiff a field of offsets is; all in 1/m² but for the bending, which acts on sums over neighbours. */
export interface OffsetStiffness {
  /** Of an edge of `edgeLengthM`; a longer one is softer in proportion. */
  readonly membrane: number
  readonly bending: number
  /** Pull to zero along the surface's normal and across it: registered skin leaves its model along the normal. */
  readonly ridgeNormal: number
  readonly ridgeTangent: number
}

/** Length (m) at which an edge has the membrane stiffness as given: typical of FLAME's face. */
const edgeLengthM = 0.003
/** Below this length (m) edges get no stiffer. */
const shortestEdgeM = 0.0005

/**
 * The prior of a field of offsets D (`[V*3]`) from a model's surface: Σ_e m_e|D_a − D_b|² + b Σ_v s_v|(L·D)_v|²
 * + Σ_v s_v (r_n (n·D_v)² + r_t |D_v − n(n·D_v)|²), L the graph Laplacian, s_v each vertex's own stiffness (m_e is
 * multiplied by the mean of its ends). Coupling to the model by edges: FLAME (2017), section 5; here with bending and
 * with normal and tangential parts told apart.
 */
export class OffsetField {
  readonly vertexCount: number
  /** `[V]` factor on everything at this vertex, 1 at first. */
  readonly stiffnessOfVertex: Float64Array
  private readonly edges: EdgeTable
  private readonly lengthFactors: Float64Array
  private readonly membranes: Float64Array
  private readonly degrees: Float64Array
  private readonly laplacian: Float64Array
  private stiffness: OffsetStiffness = { membrane: 0, bending: 0, ridgeNormal: 0, ridgeTangent: 0 }
  private normals: ArrayLike<number>

  /** @param template `[V*3]` metres: gives the edges' lengths. */
  constructor(template: Float64Array, edges: EdgeTable) {
    this.vertexCount = template.length / 3
    this.edges = edges
    this.stiffnessOfVertex = new Float64Array(this.vertexCount).fill(1)
    this.lengthFactors = edgeLengths(template, edges).map((length) => edgeLengthM / Math.max(length, shortestEdgeM))
    this.membranes = new Float64Array(edges.low.length)
    this.degrees = new Float64Array(this.vertexCount)
    this.laplacian = new Float64Array(this.vertexCount * 3)
    this.normals = new Float64Array(this.vertexCount * 3)
    for (let edge = 0; edge < edges.low.length; edge++) {
      this.degrees[edges.low[edge]]++
      this.degrees[edges.high[edge]]++
    }
  }

  /** @param normals `[V*3]` unit normals of the model's surface. To be called again when stiffnesses have changed. */
  prepare(stiffness: OffsetStiffness, normals: ArrayLike<number>): void {
    this.stiffness = stiffness
    this.normals = normals
    const { low, high } = this.edges
    for (let edge = 0; edge < low.length; edge++) {
      const ends = (this.stiffnessOfVertex[low[edge]] + this.stiffnessOfVertex[high[edge]]) / 2
      this.membranes[edge] = stiffness.membrane * this.lengthFactors[edge] * ends
    }
  }

  /** out += A·x for the prior's matrix A; x and out `[≥ V*3]`. */
  multiplyAdd(x: Float64Array, out: Float64Array): void {
    this.#membraneAndLaplacian(x, out)
    this.#bending(out)
    this.#ridge(x, out)
  }

  #membraneAndLaplacian(x: Float64Array, out: Float64Array): void {
    const { low, high } = this.edges
    const { laplacian, membranes } = this
    laplacian.fill(0)
    for (let edge = 0; edge < low.length; edge++) {
      const a = low[edge] * 3
      const b = high[edge] * 3
      const membrane = membranes[edge]
      const dx = x[a] - x[b]
      const dy = x[a + 1] - x[b + 1]
      const dz = x[a + 2] - x[b + 2]
      laplacian[a] += dx
      laplacian[a + 1] += dy
      laplacian[a + 2] += dz
      laplacian[b] -= dx
      laplacian[b + 1] -= dy
      laplacian[b + 2] -= dz
      out[a] += membrane * dx
      out[a + 1] += membrane * dy
      out[a + 2] += membrane * dz
      out[b] -= membrane * dx
      out[b + 1] -= membrane * dy
      out[b + 2] -= membrane * dz
    }
    for (let vertex = 0; vertex < this.vertexCount; vertex++) {
      const factor = this.stiffness.bending * this.stiffnessOfVertex[vertex]
      laplacian[vertex * 3] *= factor
      laplacian[vertex * 3 + 1] *= factor
      laplacian[vertex * 3 + 2] *= factor
    }
  }

  #bending(out: Float64Array): void {
    const { low, high } = this.edges
    const { laplacian } = this
    for (let edge = 0; edge < low.length; edge++) {
      const a = low[edge] * 3
      const b = high[edge] * 3
      for (let axis = 0; axis < 3; axis++) {
        const difference = laplacian[a + axis] - laplacian[b + axis]
        out[a + axis] += difference
        out[b + axis] -= difference
      }
    }
  }

  #ridge(x: Float64Array, out: Float64Array): void {
    const { ridgeNormal, ridgeTangent } = this.stiffness
    const { normals } = this
    for (let vertex = 0; vertex < this.vertexCount; vertex++) {
      const at = vertex * 3
      const factor = this.stiffnessOfVertex[vertex]
      const tangent = factor * ridgeTangent
      const along = normals[at] * x[at] + normals[at + 1] * x[at + 1] + normals[at + 2] * x[at + 2]
      const extra = factor * (ridgeNormal - ridgeTangent) * along
      out[at] += tangent * x[at] + extra * normals[at]
      out[at + 1] += tangent * x[at + 1] + extra * normals[at + 1]
      out[at + 2] += tangent * x[at + 2] + extra * normals[at + 2]
    }
  }

  /** Adds the prior's diagonal 3×3 blocks to `[V*9]` row-major blocks. */
  addDiagonal(blocks: Float64Array): void {
    const { low, high } = this.edges
    const { bending, ridgeNormal, ridgeTangent } = this.stiffness
    const scalar = new Float64Array(this.vertexCount)
    for (let edge = 0; edge < low.length; edge++) {
      const [a, b] = [low[edge], high[edge]]
      scalar[a] += this.membranes[edge] + bending * this.stiffnessOfVertex[b]
      scalar[b] += this.membranes[edge] + bending * this.stiffnessOfVertex[a]
    }
    for (let vertex = 0; vertex < this.vertexCount; vertex++) {
      const factor = this.stiffnessOfVertex[vertex]
      const isotropic = scalar[vertex] + factor * (bending * this.degrees[vertex] ** 2 + ridgeTangent)
      for (let row = 0; row < 3; row++) {
        blocks[vertex * 9 + row * 4] += isotropic
        for (let column = 0; column < 3; column++) {
          const outer = this.normals[vertex * 3 + row] * this.normals[vertex * 3 + column]
          blocks[vertex * 9 + row * 3 + column] += factor * (ridgeNormal - ridgeTangent) * outer
        }
      }
    }
  }
}

const edgeLengths = (positions: Float64Array, { low, high }: EdgeTable): Float64Array =>
  Float64Array.from(low, (a, edge) => {
    const b = high[edge] * 3
    return Math.hypot(
      positions[a * 3] - positions[b],
      positions[a * 3 + 1] - positions[b + 1],
      positions[a * 3 + 2] - positions[b + 2],
    )
  })
