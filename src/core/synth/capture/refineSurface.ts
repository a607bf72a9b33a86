import { type CurvedSurface, writeCurvedPoint } from './curvedSurface.ts'

type Weights = readonly [number, number, number]

/** Vertices scattered over a surface, and triangles between them. */
export interface SurfaceSamples {
  /** `[n]` triangle of the surface each vertex lies on. */
  readonly bases: Uint32Array
  /** `[n*3]` weights of that triangle's corners. */
  readonly weights: Float64Array
  /** `[m*3]`. */
  readonly triangles: Uint32Array
  /** `[m]` triangle of the surface each small triangle is a part of. */
  readonly trianglesBase: Uint32Array
}

/** A part of a triangle of the surface. */
interface Part {
  readonly base: number
  readonly vertices: readonly [number, number, number]
  /** Weights of the base triangle's corners at each of the part's. */
  readonly weights: readonly [Weights, Weights, Weights]
}

const mostRounds = 8
/** How far a vertex of the surface moves into a triangle beside it, of the way to its middle. */
const slide = 0.3

/**
 * Cuts triangles of a surface until no edge is longer than `longestMm`, without gaps: an edge is cut in the middle in
 * both its triangles or in none. No vertex of the result is a vertex of the surface: those slide into a triangle
 * beside them.
 *
 * @param o.kept triangles of the surface to take; all others are left out.
 */
export const refineSurface = (
  surface: CurvedSurface,
  o: { readonly kept: readonly number[]; readonly longestMm: number },
): SurfaceSamples => {
  const growing = new GrowingSamples(surface)
  let parts = o.kept.map((base) => growing.wholeTriangle(base))
  for (let round = 0; round < mostRounds; round++) {
    const next = parts.flatMap((part) => growing.cut(part, o.longestMm))
    const isDone = next.length === parts.length
    parts = next
    if (isDone) break
  }
  growing.slideCorners(parts)
  return {
    bases: Uint32Array.from(growing.bases),
    weights: Float64Array.from(growing.weights.flat()),
    triangles: Uint32Array.from(parts.flatMap(({ vertices }) => vertices)),
    trianglesBase: Uint32Array.from(parts, ({ base }) => base),
  }
}

const corners: readonly [Weights, Weights, Weights] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
]

class GrowingSamples {
  readonly bases: number[] = []
  readonly weights: Weights[] = []
  readonly #surface: CurvedSurface
  readonly #positions: number[] = []
  readonly #sampleOfVertex = new Map<number, number>()
  readonly #middleOfEdge = new Map<number, number>()
  readonly #point = new Float64Array(3)

  constructor(surface: CurvedSurface) {
    this.#surface = surface
  }

  wholeTriangle(base: number): Part {
    const vertices = corners.map((weights, k) => {
      const vertex = this.#surface.triangles[base * 3 + k]
      const known = this.#sampleOfVertex.get(vertex)
      if (known !== undefined) return known
      const added = this.#add(base, weights)
      this.#sampleOfVertex.set(vertex, added)
      return added
    })
    return { base, vertices: [vertices[0], vertices[1], vertices[2]], weights: corners }
  }

  /** The part itself, or the two, three or four it falls into when its long edges are cut. */
  cut(part: Part, longestMm: number): Part[] {
    const middles = [0, 1, 2].map((k) => (this.#lengthOfEdge(part, k) > longestMm ? this.#middle(part, k) : null))
    const cuts = middles.filter((middle) => middle !== null).length
    if (cuts === 0) return [part]
    if (cuts === 3) return this.#cutInFour(part, middles)
    // Turned so that the first edge is cut and, of two, the other is the second.
    let first = middles.findIndex((middle) => middle !== null)
    if (cuts === 2 && middles[(first + 1) % 3] === null) first = (first + 2) % 3
    return this.#cutInTwoOrThree(part, first, middles)
  }

  /** See `refineSurface`. */
  slideCorners(parts: readonly Part[]): void {
    const left = new Set(this.#sampleOfVertex.values())
    for (const { base, vertices, weights } of parts) {
      for (let k = 0; k < 3; k++) {
        if (!left.delete(vertices[k])) continue
        this.bases[vertices[k]] = base
        this.weights[vertices[k]] = mixWeights(weights[k], middleOf(weights), slide)
      }
    }
  }

  #cutInFour({ base, vertices, weights }: Part, middles: readonly (number | null)[]): Part[] {
    const m = middles as readonly number[]
    const w = [0, 1, 2].map((k) => mixWeights(weights[k], weights[(k + 1) % 3], 0.5))
    return [
      { base, vertices: [vertices[0], m[0], m[2]], weights: [weights[0], w[0], w[2]] },
      { base, vertices: [vertices[1], m[1], m[0]], weights: [weights[1], w[1], w[0]] },
      { base, vertices: [vertices[2], m[2], m[1]], weights: [weights[2], w[2], w[1]] },
      { base, vertices: [m[0], m[1], m[2]], weights: [w[0], w[1], w[2]] },
    ]
  }

  #cutInTwoOrThree({ base, vertices, weights }: Part, first: number, middles: readonly (number | null)[]): Part[] {
    const [a, b, c] = [vertices[first], vertices[(first + 1) % 3], vertices[(first + 2) % 3]]
    const [wa, wb, wc] = [weights[first], weights[(first + 1) % 3], weights[(first + 2) % 3]]
    const m = middles[first] as number
    const wm = mixWeights(wa, wb, 0.5)
    const half: Part = { base, vertices: [a, m, c], weights: [wa, wm, wc] }
    const n = middles[(first + 1) % 3]
    if (n === null) return [half, { base, vertices: [m, b, c], weights: [wm, wb, wc] }]
    const wn = mixWeights(wb, wc, 0.5)
    return [
      half,
      { base, vertices: [m, b, n], weights: [wm, wb, wn] },
      { base, vertices: [m, n, c], weights: [wm, wn, wc] },
    ]
  }

  #add(base: number, weights: Weights): number {
    writeCurvedPoint(this.#surface, base, weights, this.#point, 0)
    this.#positions.push(...this.#point)
    this.bases.push(base)
    this.weights.push(weights)
    return this.bases.length - 1
  }

  #middle({ base, vertices, weights }: Part, k: number): number {
    const key = edgeKey(vertices[k], vertices[(k + 1) % 3])
    const known = this.#middleOfEdge.get(key)
    if (known !== undefined) return known
    const added = this.#add(base, mixWeights(weights[k], weights[(k + 1) % 3], 0.5))
    this.#middleOfEdge.set(key, added)
    return added
  }

  #lengthOfEdge({ vertices }: Part, k: number): number {
    const a = vertices[k] * 3
    const b = vertices[(k + 1) % 3] * 3
    const p = this.#positions
    const [dx, dy, dz] = [p[b] - p[a], p[b + 1] - p[a + 1], p[b + 2] - p[a + 2]]
    return Math.sqrt(dx * dx + dy * dy + dz * dz)
  }
}

const edgeKey = (a: number, b: number): number => Math.min(a, b) * 2 ** 26 + Math.max(a, b)

const mixWeights = (a: Weights, b: Weights, t: number): Weights => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
  a[2] + (b[2] - a[2]) * t,
]

const middleOf = ([a, b, c]: readonly [Weights, Weights, Weights]): Weights => [
  (a[0] + b[0] + c[0]) / 3,
  (a[1] + b[1] + c[1]) / 3,
  (a[2] + b[2] + c[2]) / 3,
]
