import type { Random } from '../../model/random.ts'
import type { Vec3 } from '../../model/transform.ts'
import { headSurfaceAt } from './headSurface.ts'
import type { SkinDensity } from './skinDensity.ts'
import type { SkinPlace } from './skinLocator.ts'
import { coarsestSpacingMm, skinSpacingAt } from './skinSpacing.ts'

/** Candidates for every vertex that is wanted. */
const oversampling = 5

export interface FillInput {
  readonly count: number
  /** Vertices that are there already and stay: borders of patches, the middle line, the edge of the neck. */
  readonly fixed: readonly Vec3[]
  readonly density: SkinDensity
  readonly random: Random
}

interface Candidate {
  readonly place: SkinPlace
  readonly position: Vec3
  readonly spacingMm: number
}

/**
 * Exactly `count` evenly scattered places on the left half of the skin, denser where `skinSpacingAt` asks for it:
 * many random candidates, of which the most crowded one is dropped until the count is right (weighted sample
 * elimination, Yuksel, Computer Graphics Forum 34, 2015).
 */
export const fillSkin = ({ count, fixed, density, random }: FillInput): SkinPlace[] => {
  const candidates = Array.from({ length: count * oversampling }, (): Candidate => {
    const place = density.draw(random)
    const position = headSurfaceAt(place.down, place.around)
    return { place, position, spacingMm: skinSpacingAt(position) }
  })
  // The distance at which `count` discs fill the area, in units of the local spacing.
  const reach = 2 * Math.sqrt(density.scaledArea / (2 * Math.sqrt(3) * count))
  return new CrowdingGraph(candidates, fixed, reach).thinTo(count).map((i) => candidates[i].place)
}

/** Who crowds whom, and how much: the weights of Yuksel's paper with its α = 8. */
class CrowdingGraph {
  readonly #neighbours: { other: number; weight: number }[][]
  readonly #crowding: Float64Array

  constructor(candidates: readonly Candidate[], fixed: readonly Vec3[], reach: number) {
    this.#neighbours = candidates.map(() => [])
    this.#crowding = new Float64Array(candidates.length)
    const weightOf = (a: Vec3, b: Vec3, spacing: number): number => {
      const squared = ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2) / (spacing * reach) ** 2
      return squared >= 1 ? 0 : (1 - Math.sqrt(squared)) ** 8
    }
    // In order of height, so that only a band of them has to be looked at for each.
    const order = [...candidates.keys()].sort((i, k) => candidates[i].position[1] - candidates[k].position[1])
    for (const [rank, i] of order.entries()) {
      const { position, spacingMm } = candidates[i]
      for (const point of fixed) this.#crowding[i] += weightOf(position, point, spacingMm)
      for (let next = rank + 1; next < order.length; next++) {
        const k = order[next]
        const other = candidates[k]
        if (other.position[1] - position[1] > coarsestSpacingMm * reach) break
        const weight = weightOf(position, other.position, (spacingMm + other.spacingMm) / 2)
        if (weight === 0) continue
        this.#neighbours[i].push({ other: k, weight })
        this.#neighbours[k].push({ other: i, weight })
        this.#crowding[i] += weight
        this.#crowding[k] += weight
      }
    }
  }

  /** Drops the most crowded one until `count` are left; gives their numbers in order. */
  thinTo(count: number): number[] {
    const crowding = this.#crowding
    for (let left = crowding.length; left > count; left--) {
      let worst = 0
      for (let i = 1; i < crowding.length; i++) if (crowding[i] > crowding[worst]) worst = i
      crowding[worst] = Number.NEGATIVE_INFINITY
      for (const { other, weight } of this.#neighbours[worst]) crowding[other] -= weight
    }
    return [...crowding.keys()].filter((i) => crowding[i] !== Number.NEGATIVE_INFINITY)
  }
}
