import type { Vec3 } from '../../model/transform.ts'
import { delaunay } from './delaunay.ts'
import type { HeadChart } from './headChart.ts'
import { headSurfaceAt } from './headSurface.ts'
import { skinSpacingAt } from './skinSpacing.ts'

const rounds = 8

export interface RelaxInput {
  /** `[n*2]` flat places of all vertices on the skin; changed in place. */
  readonly flat: Float64Array
  /** Vertices that may move, each with its mirror image; a vertex of the middle line is its own. */
  readonly free: readonly { readonly vertex: number; readonly mirror: number }[]
  readonly chart: HeadChart
}

/**
 * Evens out the distances between vertices: each moves towards its neighbours, the stronger the farther they are away
 * in units of the wanted spacing. Stays symmetric.
 */
export const relaxSkin = ({ flat, free, chart }: RelaxInput): void => {
  for (let round = 0; round < rounds; round++) {
    const positions = positionsOf(flat, chart)
    const neighbours = neighboursOf(delaunay(flat), positions.length)
    const moved = free.map(({ vertex }) => pulledPlace(vertex, neighbours[vertex], flat, positions))
    for (const [k, { vertex, mirror }] of free.entries()) {
      const [u, v] = moved[k]
      flat[vertex * 2] = vertex === mirror ? 0 : u
      flat[vertex * 2 + 1] = v
      flat[mirror * 2] = vertex === mirror ? 0 : -u
      flat[mirror * 2 + 1] = v
    }
  }
}

const positionsOf = (flat: Float64Array, chart: HeadChart): Vec3[] =>
  Array.from({ length: flat.length / 2 }, (_, i) => {
    const place = chart.toPlace(flat[i * 2], flat[i * 2 + 1])
    return headSurfaceAt(place.down, place.around)
  })

const neighboursOf = (triangles: Uint32Array, count: number): ReadonlySet<number>[] => {
  const neighbours = Array.from({ length: count }, () => new Set<number>())
  for (let i = 0; i < triangles.length; i += 3) {
    for (let k = 0; k < 3; k++) {
      neighbours[triangles[i + k]].add(triangles[i + ((k + 1) % 3)])
      neighbours[triangles[i + ((k + 1) % 3)]].add(triangles[i + k])
    }
  }
  return neighbours
}

const pulledPlace = (
  vertex: number,
  neighbours: ReadonlySet<number>,
  flat: Float64Array,
  positions: readonly Vec3[],
): readonly [number, number] => {
  const here = positions[vertex]
  const spacing = skinSpacingAt(here)
  let [sumU, sumV, sum] = [0, 0, 0]
  for (const other of neighbours) {
    const there = positions[other]
    const mm = Math.hypot(there[0] - here[0], there[1] - here[1], there[2] - here[2])
    const pull = mm / (spacing + skinSpacingAt(there))
    sumU += pull * flat[other * 2]
    sumV += pull * flat[other * 2 + 1]
    sum += pull
  }
  const [u, v] = [flat[vertex * 2], flat[vertex * 2 + 1]]
  return [u + 0.6 * (sumU / sum - u), v + 0.6 * (sumV / sum - v)]
}
