import { KernelInstance } from './kernelInstance.ts'

/** The quadratic problem of offsets on a mesh; what its parts mean is told where they are made (OffsetField, OffsetSystem). */
export interface OffsetProblem {
  /** The neighbours of vertex v at `starts[v]`..`starts[v+1]`. */
  readonly adjacency: { readonly starts: Uint32Array; readonly neighbours: Uint32Array }
  /** Per neighbour of the adjacency, `[V]`, and `[V*6]` xx xy xz yy yz zz. */
  readonly membranes: Float64Array
  readonly bendings: Float64Array
  readonly ridges: Float64Array
  /** `[V*4]` unit normal (or zeros), and the root of how much stiffer membranes and bendings are across it. */
  readonly normals: Float64Array
  /** Coarser fields over the vertices, which precondition: the parents of each node, vertices first. */
  readonly levels: {
    readonly nodeCount: number
    readonly starts: Uint32Array
    readonly parents: Uint32Array
    readonly shares: Float32Array
  }
  /** `[rows*3]`, `[rows*9]` and `[rows]`; a row of one vertex names it three times, with zeros for the last two. */
  readonly corners: Uint32Array
  readonly gradients: Float64Array
  readonly targets: Float64Array
  readonly parameters: {
    readonly columnCount: number
    /** `[rows*stride]`, the stride a multiple of 4, padded with zeros. */
    readonly rows: Float32Array
    readonly stride: number
    readonly priorWeights: Float64Array
    readonly priorPulls: Float64Array
    /** `[columnCount²]` lower triangle L of a preconditioner L·Lᵀ. */
    readonly factor: Float64Array
  } | null
}

export interface OffsetSolution {
  /** `[V*3 + columnCount]`. */
  readonly x: Float64Array
  readonly iterations: number
  readonly isConverged: boolean
}

type Part = Float64Array | Float32Array | Uint32Array | number

/**
 * The minimum over offsets D (`[V*3]`) and parameters x of Σ_r (g_r·D + a_r·x − t_r)² + prior(D) + prior(x), by
 * preconditioned conjugate gradients (Hestenes and Stiefel, 1952) in double precision (the parameters' rows in single):
 * until the preconditioned residual has fallen by `tolerance` against the zero vector's, or `maxIterations`.
 * @throws RangeError where, without parameters, a row lies between vertices that no edge joins.
 */
export const solveOffsets = (
  problem: OffsetProblem,
  o: { readonly start: Float64Array; readonly tolerance: number; readonly maxIterations: number },
): OffsetSolution => {
  const { adjacency, levels, parameters } = problem
  const vertexCount = problem.bendings.length
  const columnCount = parameters?.columnCount ?? 0
  const stride = parameters?.stride ?? 0
  const length = vertexCount * 3 + columnCount
  const none = new Float64Array(0)
  // In the order of the kernel's record; a number is the size in bytes of what the kernel fills itself.
  const parts: Part[] = [
    ...[adjacency.starts, adjacency.neighbours, problem.membranes, problem.bendings, problem.ridges, problem.normals],
    ...[levels.starts, levels.parents, levels.shares],
    ...[problem.corners, problem.gradients, problem.targets, parameters?.rows ?? none],
    ...[parameters?.priorWeights ?? none, parameters?.priorPulls ?? none, parameters?.factor ?? none],
    ...[
      levels.nodeCount * 48,
      parameters ? 0 : vertexCount * 48,
      parameters || !joinsVertices(problem) ? 0 : adjacency.neighbours.length * 72,
    ],
    ...[
      vertexCount * 32,
      vertexCount * 32,
      vertexCount * 32,
      levels.nodeCount * 16,
      levels.nodeCount * 48,
      levels.nodeCount * 72,
    ],
    ...[stride * 4, stride * 4],
    ...[length * 8, o.start, length * 8, length * 8, length * 8, length * 8],
  ]
  const instance = KernelInstance.ofThread()
  const [record, ...places] = instance.scratch(
    (counts + parts.length) * 4,
    ...parts.map((part) => (typeof part === 'number' ? part : part.byteLength)),
  )
  parts.forEach((part, i) => {
    if (typeof part !== 'number') copyTo(instance, places[i], part)
  })
  instance
    .uint32(record, counts + parts.length)
    .set([
      ...[vertexCount, problem.targets.length, columnCount, stride, levels.nodeCount],
      ...parts.map((part, i) => (part === 0 ? 0 : places[i])),
    ])
  const wrong = instance.kernels.prepareOffsets(record)
  if (wrong > 0) throw new RangeError(`Row ${wrong - 1} lies between vertices that are no triangle of the mesh.`)
  const iterations = instance.kernels.solveOffsets(record, o.tolerance, o.maxIterations)
  const x = instance.float64(places[parts.indexOf(o.start)], length).slice()
  return { x, iterations, isConverged: iterations < o.maxIterations }
}

const counts = 5

/** Whether a row asks for more than one vertex. */
const joinsVertices = ({ corners }: OffsetProblem): boolean => {
  for (let i = 0; i < corners.length; i += 3) if (corners[i] !== corners[i + 1]) return true
  return false
}

const copyTo = (instance: KernelInstance, at: number, part: Exclude<Part, number>): void => {
  if (part instanceof Uint32Array) instance.uint32(at, part.length).set(part)
  else if (part instanceof Float32Array) instance.float32(at, part.length).set(part)
  else instance.float64(at, part.length).set(part)
}
