import type { Adjacency } from '../../geometry/topology.ts'

/** A place on an edge of the mesh, `share` of the way from the first vertex to the second. */
export interface EdgePlace {
  /** Of the edge, and the third of a triangle that has it. */
  readonly vertices: readonly [number, number, number]
  readonly share: number
}

/** Seeds count as turned away by at least this. */
const seedValue = -0.05

/**
 * The closed line on which a surface turns away: the outer border of the vertices that hang together with the seeds and
 * whose value is below 0, to the fraction of an edge by linear interpolation. Of several borders the longest.
 *
 * @param o.values of each vertex; the line lies at 0. `NaN` where nothing is to be found.
 * @returns in order around; empty where there is no closed line.
 */
export const turningLine = (
  triangles: Uint32Array,
  { starts, neighbours }: Adjacency,
  o: { readonly seeds: Iterable<number>; readonly values: Float64Array },
): readonly EdgePlace[] => {
  const values = o.values.slice()
  const isInside = new Uint8Array(values.length)
  const open: number[] = []
  for (const seed of o.seeds) {
    values[seed] = Math.min(values[seed], seedValue)
    isInside[seed] = 1
    open.push(seed)
  }
  for (let v = open.pop(); v !== undefined; v = open.pop()) {
    for (let k = starts[v]; k < starts[v + 1]; k++) {
      const next = neighbours[k]
      if (isInside[next] || !(values[next] < 0)) continue
      isInside[next] = 1
      open.push(next)
    }
  }
  return longestLoop(crossings(triangles, isInside), (inside, outside, third) => {
    const [a, b] = [values[inside], Math.max(0, values[outside])]
    return Number.isNaN(b) ? null : { vertices: [inside, outside, third], share: a / (a - b) }
  })
}

/** An edge, inside vertex first, and the third vertex of the triangle behind it. */
interface Crossing {
  readonly to: string
  readonly third: number
}

/** For each edge by which the border enters a triangle: that by which it leaves it. */
const crossings = (triangles: Uint32Array, isInside: Uint8Array): ReadonlyMap<string, Crossing> => {
  const next = new Map<string, Crossing>()
  for (let at = 0; at < triangles.length; at += 3) {
    const first = isInside[triangles[at]]
    const second = isInside[triangles[at + 1]]
    const third = isInside[triangles[at + 2]]
    const insideCount = first + second + third
    if (insideCount === 0 || insideCount === 3) continue
    const side = insideCount === 1 ? 1 : 0
    const alone = first === side ? 0 : second === side ? 1 : 2
    const [a, b, c] = [triangles[at + alone], triangles[at + ((alone + 1) % 3)], triangles[at + ((alone + 2) % 3)]]
    // Around the inside, counter-clockwise from outside.
    if (insideCount === 1) next.set(`${a} ${b}`, { to: `${a} ${c}`, third: c })
    else next.set(`${c} ${a}`, { to: `${b} ${a}`, third: b })
  }
  return next
}

const longestLoop = (
  next: ReadonlyMap<string, Crossing>,
  placeOf: (inside: number, outside: number, third: number) => EdgePlace | null,
): readonly EdgePlace[] => {
  const seen = new Set<string>()
  let longest: readonly string[] = []
  for (const first of next.keys()) {
    if (seen.has(first)) continue
    const loop: string[] = []
    let edge: string | undefined = first
    while (edge !== undefined && !seen.has(edge)) {
      seen.add(edge)
      loop.push(edge)
      edge = next.get(edge)?.to
    }
    if (edge === first && loop.length > longest.length) longest = loop
  }
  const places = longest.map((edge) => {
    const [inside, outside] = edge.split(' ').map(Number)
    return placeOf(inside, outside, next.get(edge)?.third ?? 0)
  })
  return places.every((place) => place !== null) ? places : []
}
