import { crossingPairs } from './crossings.ts'
import { foldedFaces } from './foldedFaces.ts'
import type { HeadTopology } from './headTopology.ts'

/** After how many rounds the part that is averaged grows around what is left, and by how much. */
const roundsOfGrowth = 4
const growthRings = 3
/** So many rounds later one more sweep is made in each. */
const roundsOfSweep = 8
/** How much more than a neighbour counts what a face has crossed. */
const linkWeight = 3
/** Of the way to the neighbours' mean in a round. */
const relaxation = 0.5
/** Halvings on the way back. */
const halvings = 5

export interface TangledMesh {
  readonly triangles: Uint32Array
  /** Faces that are looked at. */
  readonly faces: Uint32Array
  readonly topology: Pick<HeadTopology, 'adjacency' | 'isEyeball'>
  /** `[V]` the part (0..1) of a move that a vertex takes: 0 where it stays. */
  readonly mobility: Float64Array
  /** Rounds of averaging at most. */
  readonly rounds: number
}

/**
 * Takes apart what is too deep in each other to be pushed out. What the surface has beyond a reference that does not
 * pass through itself is averaged around the crossings, over the edges and over to whatever a face has crossed, until
 * nothing crosses and no face of the close parts, or that it moves, turns from the reference: where all moves alike, the surface is as the
 * reference is. The averaged part grows as slowly as it can, and of the way there no more is gone than is needed.
 *
 * @param surface `[V*3]` metres, changed.
 * @param reference `[V*3]` without crossings, near the surface.
 * @returns pairs that are left: 0 but where so many rounds were not enough; then nothing is changed.
 */
export const untangle = (surface: Float64Array, reference: Float64Array, mesh: TangledMesh): number => {
  const { triangles, faces } = mesh
  const before = surface.slice()
  const beyond = surface.map((value, i) => value - reference[i])
  const part = new GrowingPart(mesh)
  const first = crossingPairs(surface, triangles, faces)
  let tangles = tanglesOf(surface, reference, mesh, { pairs: first, isIn: part.isIn })
  for (let round = 0; tangles.length > 0; round++) {
    if (round === mesh.rounds) {
      surface.set(before)
      return first.length / 2
    }
    part.take(tangles)
    if (round % roundsOfGrowth === roundsOfGrowth - 1) part.grow(tangles)
    for (let sweep = 0; sweep <= round / roundsOfSweep; sweep++) averageOver(beyond, part, mesh)
    part.each((i) => {
      surface[i] = reference[i] + beyond[i]
    })
    const pairs = crossingPairs(surface, triangles, faces, part.isIn)
    tangles = tanglesOf(surface, reference, mesh, { pairs, isIn: part.isIn })
  }
  const moves = surface.map((value, i) => value - before[i])
  let [enough, tooLittle] = [1, 0]
  for (let k = 0; k < halvings; k++) {
    const share = (enough + tooLittle) / 2
    part.each((i) => {
      surface[i] = before[i] + share * moves[i]
    })
    const pairs = crossingPairs(surface, triangles, faces, part.isIn)
    if (tanglesOf(surface, reference, mesh, { pairs, isIn: part.isIn }).length === 0) enough = share
    else tooLittle = share
  }
  part.each((i) => {
    surface[i] = before[i] + enough * moves[i]
  })
  return 0
}

/** Pairs of faces that cross, and every face that turns from the reference as a pair with itself. */
export const tanglesOf = (
  surface: Float64Array,
  reference: Float64Array,
  { triangles, faces }: Pick<TangledMesh, 'triangles' | 'faces'>,
  { pairs, isIn }: { readonly pairs: Uint32Array; readonly isIn: Uint8Array },
): readonly number[] => {
  const isClose = new Set(faces)
  const isLookedAt = (face: number): boolean =>
    isClose.has(face) || [0, 1, 2].some((corner) => isIn[triangles[face * 3 + corner]] === 1)
  const turned = [...foldedFaces(triangles, surface, reference, 0)].filter(isLookedAt)
  return [...pairs, ...turned.flatMap((face) => [face, face])]
}

/** The vertices that are averaged, and to which others, beside their neighbours, they keep. */
class GrowingPart {
  readonly isIn: Uint8Array
  readonly links = new Map<number, Set<number>>()
  readonly #mesh: TangledMesh

  constructor(mesh: TangledMesh) {
    this.#mesh = mesh
    this.isIn = new Uint8Array(mesh.topology.isEyeball.length)
  }

  /** @param tangles rows of two faces. */
  take(tangles: readonly number[]): void {
    const { triangles } = this.#mesh
    for (let i = 0; i < tangles.length; i += 2) {
      const [a, b] = [tangles[i], tangles[i + 1]].map((face) => triangles.subarray(face * 3, face * 3 + 3))
      for (const v of a) {
        for (const w of b) {
          if (v === w) continue
          this.#link(v, w)
          this.#link(w, v)
        }
      }
    }
  }

  #link(vertex: number, other: number): void {
    this.isIn[vertex] = 1
    const known = this.links.get(vertex)
    if (known) known.add(other)
    else this.links.set(vertex, new Set([other]))
  }

  /** Calls for each coordinate of the part. */
  each(call: (i: number) => void): void {
    for (let i = 0; i < this.isIn.length * 3; i++) if (this.isIn[Math.floor(i / 3)]) call(i)
  }

  /** Takes in what is around tangles. */
  grow(tangles: readonly number[]): void {
    const { triangles, topology } = this.#mesh
    const { starts, neighbours } = topology.adjacency
    let border = tangles.flatMap((face) => [...triangles.subarray(face * 3, face * 3 + 3)])
    const seen = new Set(border)
    for (let ring = 0; ring < growthRings; ring++) {
      const next: number[] = []
      for (const v of border) {
        for (let k = starts[v]; k < starts[v + 1]; k++) {
          const other = neighbours[k]
          if (seen.has(other)) continue
          seen.add(other)
          this.isIn[other] = 1
          next.push(other)
        }
      }
      border = next
    }
  }
}

const averageOver = (field: Float64Array, { isIn, links }: GrowingPart, { topology, mobility }: TangledMesh): void => {
  const { starts, neighbours } = topology.adjacency
  const old = field.slice()
  const sum = new Float64Array(3)
  const add = (v: number, weight: number): void => {
    for (let axis = 0; axis < 3; axis++) sum[axis] += weight * old[v * 3 + axis]
  }
  for (let v = 0; v < isIn.length; v++) {
    if (!isIn[v] || topology.isEyeball[v] || mobility[v] === 0) continue
    sum.fill(0)
    for (let k = starts[v]; k < starts[v + 1]; k++) add(neighbours[k], 1)
    const linked = links.get(v)
    for (const other of linked ?? []) add(other, linkWeight)
    const count = starts[v + 1] - starts[v] + linkWeight * (linked?.size ?? 0)
    if (count === 0) continue
    for (let axis = 0; axis < 3; axis++) {
      field[v * 3 + axis] += mobility[v] * relaxation * (sum[axis] / count - old[v * 3 + axis])
    }
  }
}
