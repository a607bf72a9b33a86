import type { Adjacency } from '../geometry/topology.ts'

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
  readonly adjacency: Adjacency
  /** `[V]` factor on everything at this vertex, 1 at first. */
  readonly stiffnessOfVertex: Float64Array
  /** m_e for each neighbour of the adjacency, 1/m². */
  readonly membranes: Float64Array
  /** `[V]` b·s_v. */
  readonly bendings: Float64Array
  /** `[V*6]` s_v (r_t + (r_n − r_t) n·nᵀ) as xx xy xz yy yz zz, 1/m². */
  readonly ridges: Float64Array
  private readonly lengthFactors: Float64Array

  /** @param template `[V*3]` metres: gives the edges' lengths. */
  constructor(template: Float64Array, adjacency: Adjacency) {
    this.vertexCount = template.length / 3
    this.adjacency = adjacency
    this.stiffnessOfVertex = new Float64Array(this.vertexCount).fill(1)
    this.lengthFactors = edgeLengths(template, adjacency).map((length) => edgeLengthM / Math.max(length, shortestEdgeM))
    this.membranes = new Float64Array(adjacency.neighbours.length)
    this.bendings = new Float64Array(this.vertexCount)
    this.ridges = new Float64Array(this.vertexCount * 6)
  }

  /** @param normals `[V*3]` unit normals of the model's surface. To be called again when stiffnesses have changed. */
  prepare(stiffness: OffsetStiffness, normals: ArrayLike<number>): void {
    const { starts, neighbours } = this.adjacency
    const { stiffnessOfVertex, membranes, bendings, ridges } = this
    for (let v = 0; v < this.vertexCount; v++) {
      const own = stiffnessOfVertex[v]
      for (let k = starts[v]; k < starts[v + 1]; k++) {
        membranes[k] = (stiffness.membrane * this.lengthFactors[k] * (own + stiffnessOfVertex[neighbours[k]])) / 2
      }
      bendings[v] = stiffness.bending * own
      const tangent = own * stiffness.ridgeTangent
      const extra = own * (stiffness.ridgeNormal - stiffness.ridgeTangent)
      const x = normals[v * 3]
      const y = normals[v * 3 + 1]
      const z = normals[v * 3 + 2]
      ridges[v * 6] = tangent + extra * x * x
      ridges[v * 6 + 1] = extra * x * y
      ridges[v * 6 + 2] = extra * x * z
      ridges[v * 6 + 3] = tangent + extra * y * y
      ridges[v * 6 + 4] = extra * y * z
      ridges[v * 6 + 5] = tangent + extra * z * z
    }
  }
}

/** For each neighbour of the adjacency, the length of the edge to it. */
const edgeLengths = (positions: Float64Array, { starts, neighbours }: Adjacency): Float64Array => {
  const lengths = new Float64Array(neighbours.length)
  for (let v = 0; v + 1 < starts.length; v++) {
    for (let k = starts[v]; k < starts[v + 1]; k++) {
      const other = neighbours[k] * 3
      const x = positions[v * 3] - positions[other]
      const y = positions[v * 3 + 1] - positions[other + 1]
      const z = positions[v * 3 + 2] - positions[other + 2]
      lengths[k] = Math.hypot(x, y, z)
    }
  }
  return lengths
}
