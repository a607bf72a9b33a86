import { delaunay } from './delaunay.ts'
import { headChart } from './headChart.ts'
import type { HeadVertices } from './headVertices.ts'

/** Puts the triangles of the open skin between all its vertices; patches stay free. */
export const joinSkin = (vertices: HeadVertices): void => {
  const chart = headChart()
  const flat = Float64Array.from(vertices.skin.flatMap(({ place }) => chart.toFlat(place)))
  const borderOf = new Map(vertices.borders.flatMap((border, patch) => border.map((vertex) => [vertex, patch])))
  const triangles = delaunay(flat)
  for (let i = 0; i < triangles.length; i += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => vertices.skin[triangles[i + k]].vertex)
    const patch = borderOf.get(a)
    const isInPatch = patch !== undefined && patch === borderOf.get(b) && patch === borderOf.get(c)
    // Seen from outside, the chart is a mirror image.
    if (!isInPatch) vertices.triangles.push(a, c, b)
  }
}
