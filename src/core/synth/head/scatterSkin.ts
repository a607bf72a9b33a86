import { seededRandom } from '../../model/random.ts'
import { fillSkin } from './fillSkin.ts'
import { headChart } from './headChart.ts'
import { headSurfaceAt } from './headSurface.ts'
import { type HeadVertices, mirroredPlace } from './headVertices.ts'
import { middleLine } from './middleLine.ts'
import { relaxSkin } from './relaxSkin.ts'
import { skinDensity } from './skinDensity.ts'
import type { SkinPlace } from './skinLocator.ts'

/**
 * Scatters vertices over the open skin, symmetrically, until the head has `vertexCount` of them.
 *
 * @param o.mouthTop,o.mouthBottom where the middle line meets the mouth.
 */
export const scatterSkin = (
  vertices: HeadVertices,
  o: {
    readonly vertexCount: number
    readonly mouthTop: SkinPlace
    readonly mouthBottom: SkinPlace
    readonly seed: number
  },
): void => {
  const density = skinDensity(blockedBy(vertices))
  const wanted = o.vertexCount - vertices.positions.length
  // Spacing at which that many discs in a triangular packing cover the skin.
  const scale = Math.sqrt((2 * density.scaledArea) / ((Math.sqrt(3) / 2) * wanted))
  const lower = middleLine({ from: o.mouthBottom, to: { down: 1, around: 0 } }, { scale })
  const overCrown = { from: o.mouthTop, to: { down: 1, around: Math.PI } }
  let upper = middleLine(overCrown, { scale })
  // What is left must be even: one half and its mirror image.
  if ((wanted - lower.length - upper.length) % 2 !== 0) upper = middleLine(overCrown, { count: upper.length + 1 })
  const middle = [...lower, ...upper]
  const fixed = [...vertices.skin.map(({ place }) => place), ...middle]
  const half = fillSkin({
    count: (wanted - middle.length) / 2,
    fixed: fixed.map(({ down, around }) => headSurfaceAt(down, around)),
    density,
    random: seededRandom(o.seed),
  })
  for (const place of relaxed(vertices, middle, half)) vertices.addSkin(place)
}

/** The places of the middle line, the left half and its mirror image, evened out. */
const relaxed = (
  vertices: HeadVertices,
  middle: readonly SkinPlace[],
  half: readonly SkinPlace[],
): readonly SkinPlace[] => {
  const chart = headChart()
  const first = vertices.skin.length
  const places = [...vertices.skin.map(({ place }) => place), ...middle, ...half, ...half.map(mirroredPlace)]
  const flat = Float64Array.from(places.flatMap((place) => chart.toFlat(place)))
  const free = [
    ...middle.map((_, k) => ({ vertex: first + k, mirror: first + k })),
    ...half.map((_, k) => ({
      vertex: first + middle.length + k,
      mirror: first + middle.length + half.length + k,
    })),
  ]
  relaxSkin({ flat, free, chart })
  return Array.from({ length: places.length - first }, (_, k) =>
    chart.toPlace(flat[(first + k) * 2], flat[(first + k) * 2 + 1]),
  )
}

/** Whether a place lies in a patch, seen on the flat chart. */
const blockedBy = (vertices: HeadVertices): ((place: SkinPlace) => boolean) => {
  const flatten = ({ down, around }: SkinPlace): readonly [number, number] => [
    down * Math.sin(around),
    down * Math.cos(around),
  ]
  const placeOf = new Map(vertices.skin.map(({ vertex, place }) => [vertex, place]))
  const polygons = vertices.borders.map((border) => border.map((vertex) => flatten(placeOf.get(vertex) as SkinPlace)))
  return (place) => {
    const [u, v] = flatten(place)
    return polygons.some((polygon) => isInside(polygon, u, v))
  }
}

/** Even-odd rule. */
const isInside = (polygon: readonly (readonly [number, number])[], u: number, v: number): boolean => {
  let inside = false
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [ui, vi] = polygon[i]
    const [uj, vj] = polygon[j]
    if (vi > v !== vj > v && u < ((uj - ui) * (v - vi)) / (vj - vi) + ui) inside = !inside
  }
  return inside
}
