import { quantile } from '../geometry/distances.ts'
import { faceAreaVectors } from '../geometry/normals.ts'
import type { Adjacency } from '../geometry/topology.ts'
import { noLevels, type OffsetLevels, offsetLevelsOf } from './offsetLevels.ts'

/**
 * How stiff a field of offsets is, 1/m², where a vertex has `usualAreaM2` of the surface: elsewhere the ridges grow with
 * a vertex's area and bending falls with it, in a field that is weighted by areas.
 */
export interface OffsetStiffness {
  /** Of an edge. */
  readonly membrane: number
  /** On the sum of the differences to the neighbours. */
  readonly bending: number
  /** Pull to zero along the surface's normal and across it. */
  readonly ridgeNormal: number
  readonly ridgeTangent: number
  /**
   * How much stiffer membrane and bending are across the normal, along which and across which offsets are then smooth,
   * each for itself; null where they are smooth as vectors.
   */
  readonly across: number | null
}

/** About those of a vertex of FLAME's face. */
const usualAreaM2 = 7.8e-6
const usualEdgeM = 0.003
/** Below this length (m) edges get no stiffer. */
const shortestEdgeM = 0.0005
/** No vertex counts for less than this share of the mesh's middle one. */
const leastAreaShare = 1 / 8
/** Half the sum of the cotangents at an edge between equilateral triangles. */
const cotangent = 0.577

/**
 * The stiffness of a field of which little is known but how far and how evenly it goes: Matérn's covariance with ν = 1
 * on the surface, as a stochastic differential equation (κ² − Δ) D = white noise (Lindgren, Rue and Lindström, J. R.
 * Statist. Soc. B 73(4), 2011).
 * @param o standard deviations (m) along and across the normal, and 1/κ (m), at about 2.8 times which offsets have little to
 * do with each other any more.
 */
export const maternStiffness = (o: {
  readonly normalM: number
  readonly tangentM: number
  readonly reachM: number
}): OffsetStiffness => {
  const kappa2 = 1 / o.reachM ** 2
  const scale = 1 / (4 * Math.PI * kappa2 * o.normalM ** 2)
  const across = (o.normalM / o.tangentM) ** 2
  const ridge = scale * kappa2 * kappa2 * usualAreaM2
  return {
    membrane: 2 * scale * kappa2 * cotangent,
    bending: (scale * cotangent * cotangent) / usualAreaM2,
    ridgeNormal: ridge,
    ridgeTangent: ridge * across,
    across,
  }
}

/**
 * The prior of a field of offsets D (`[V*3]`) from a model's surface. With D = h n + T, T across the normal n, and f the
 * stiffness across: Σ_e m_e (|h_a − h_b|² + f |T_a − T_b|²) + Σ_v b_v ((L h)_v² + f |(L T)_v|²) + Σ_v (r_n h_v² + r_t |T_v|²),
 * L the graph Laplacian, everything times each vertex's own stiffness (of an edge: the mean of its ends). Coupling to the
 * model by edges: FLAME (2017), section 5; here with bending and with normal and tangential parts told apart.
 */
export class OffsetField {
  readonly vertexCount: number
  readonly adjacency: Adjacency
  /** `[V]` factor on everything at this vertex, 1 at first. */
  readonly stiffnessOfVertex: Float64Array
  /** m_e for each neighbour of the adjacency, 1/m². */
  readonly membranes: Float64Array
  /** `[V]` b_v. */
  readonly bendings: Float64Array
  /** `[V*6]` r_t + (r_n − r_t) n·nᵀ as xx xy xz yy yz zz, 1/m². */
  readonly ridges: Float64Array
  /** `[V*4]` unit normal, √f; where offsets are smooth as vectors no normal, 1. */
  readonly normals: Float64Array
  /** What the solver moves at once; a field by areas is soft and short of reach, and gains nothing by them. */
  readonly levels: OffsetLevels
  /** `[V]` area of a vertex, in usual ones, and for each neighbour of the adjacency what its membrane is multiplied by. */
  private readonly areas: Float64Array
  private readonly edgeFactors: Float64Array

  /**
   * @param surface metres.
   * @param weighting by `areas` the field is the same however finely a mesh is cut; by `edges` all vertices are as stiff,
   * and an edge the softer the longer it is, so that small parts keep their form best.
   */
  constructor(
    surface: { readonly positions: Float64Array; readonly triangles: Uint32Array },
    adjacency: Adjacency,
    weighting: 'areas' | 'edges',
  ) {
    this.vertexCount = surface.positions.length / 3
    this.adjacency = adjacency
    this.stiffnessOfVertex = new Float64Array(this.vertexCount).fill(1)
    const isByArea = weighting === 'areas'
    this.areas = isByArea ? usualAreas(surface) : new Float64Array(this.vertexCount).fill(1)
    this.edgeFactors = isByArea
      ? new Float64Array(adjacency.neighbours.length).fill(1)
      : edgeLengths(surface.positions, adjacency).map((length) => usualEdgeM / Math.max(length, shortestEdgeM))
    this.membranes = new Float64Array(adjacency.neighbours.length)
    this.bendings = new Float64Array(this.vertexCount)
    this.ridges = new Float64Array(this.vertexCount * 6)
    this.normals = new Float64Array(this.vertexCount * 4)
    this.levels = isByArea ? noLevels(this.vertexCount) : offsetLevelsOf(adjacency)
  }

  /** @param normals `[V*3]` unit normals of the model's surface. To be called again when stiffnesses have changed. */
  prepare(stiffness: OffsetStiffness, normals: ArrayLike<number>): void {
    const { starts, neighbours } = this.adjacency
    const { stiffnessOfVertex, membranes, bendings, ridges } = this
    const rootAcross = Math.sqrt(stiffness.across ?? 1)
    for (let v = 0; v < this.vertexCount; v++) {
      const own = stiffnessOfVertex[v]
      const area = this.areas[v]
      for (let k = starts[v]; k < starts[v + 1]; k++) {
        membranes[k] = (stiffness.membrane * this.edgeFactors[k] * (own + stiffnessOfVertex[neighbours[k]])) / 2
      }
      bendings[v] = (stiffness.bending * own) / area
      const tangent = own * area * stiffness.ridgeTangent
      const extra = own * area * (stiffness.ridgeNormal - stiffness.ridgeTangent)
      const x = normals[v * 3]
      const y = normals[v * 3 + 1]
      const z = normals[v * 3 + 2]
      const isWhole = stiffness.across === null
      this.normals[v * 4] = isWhole ? 0 : x
      this.normals[v * 4 + 1] = isWhole ? 0 : y
      this.normals[v * 4 + 2] = isWhole ? 0 : z
      this.normals[v * 4 + 3] = isWhole ? 1 : rootAcross
      ridges[v * 6] = tangent + extra * x * x
      ridges[v * 6 + 1] = extra * x * y
      ridges[v * 6 + 2] = extra * x * z
      ridges[v * 6 + 3] = tangent + extra * y * y
      ridges[v * 6 + 4] = extra * y * z
      ridges[v * 6 + 5] = tangent + extra * z * z
    }
  }
}

/** A third of the triangles at each vertex, in usual areas, within reason. */
const usualAreas = ({ positions, triangles }: { positions: Float64Array; triangles: Uint32Array }): Float64Array => {
  const areas = new Float64Array(positions.length / 3)
  const vectors = faceAreaVectors({ positions, triangles })
  for (let i = 0; i < triangles.length; i += 3) {
    const share = Math.sqrt(vectors[i] ** 2 + vectors[i + 1] ** 2 + vectors[i + 2] ** 2) / 3 / usualAreaM2
    for (let corner = 0; corner < 3; corner++) areas[triangles[i + corner]] += share
  }
  const least = quantile(areas.slice().sort(), 0.5) * leastAreaShare
  for (let v = 0; v < areas.length; v++) areas[v] = Math.max(areas[v], least, Number.MIN_VALUE)
  return areas
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
