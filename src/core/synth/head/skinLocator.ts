import type { Vec3 } from '../../model/transform.ts'
import { headSurfaceAt } from './headSurface.ts'

/** A place on the skin's loft; arguments of `headSurfaceAt`. */
export interface SkinPlace {
  readonly down: number
  readonly around: number
}

/** Finds the place of the skin with the given coordinates: x and y seen from the front, z and y from the left. */
export type SkinLocator = (first: number, y: number) => SkinPlace

const gridSteps = 64
/** Part of the circle a view looks at. */
const sectors = { front: [-1.25, 1.25], left: [0.8, 2.4] } as const

/**
 * A locator for one view. Newton's method on the loft from the nearest point of a grid; good to 1e-5 mm where the view
 * sees the skin. Points outside of the view end at its border.
 */
export const skinLocator = (view: 'front' | 'left'): SkinLocator => {
  const axis = view === 'front' ? 0 : 2
  const places = gridPlaces(view)
  const seen = places.map(({ down, around }) => headSurfaceAt(down, around))
  return (first, y) => {
    const missesOf = (point: Vec3): readonly [number, number] => [point[axis] - first, point[1] - y]
    let nearest = 0
    let smallest = Number.POSITIVE_INFINITY
    for (let i = 0; i < seen.length; i++) {
      const squared = (seen[i][axis] - first) ** 2 + (seen[i][1] - y) ** 2
      if (squared < smallest) {
        smallest = squared
        nearest = i
      }
    }
    return refine(places[nearest], missesOf)
  }
}

const gridPlaces = (view: 'front' | 'left'): readonly SkinPlace[] => {
  const [from, to] = sectors[view]
  const places: SkinPlace[] = []
  for (let i = 1; i < gridSteps; i++) {
    for (let j = 0; j <= gridSteps; j++) {
      places.push({ down: (0.85 * i) / gridSteps, around: from + ((to - from) * j) / gridSteps })
    }
  }
  return places
}

const clamp = (value: number, limit: number): number => Math.max(-limit, Math.min(limit, value))

const refine = (start: SkinPlace, missesOf: (point: Vec3) => readonly [number, number]): SkinPlace => {
  let { down, around } = start
  const h = 1e-5
  for (let step = 0; step < 20; step++) {
    const [missA, missB] = missesOf(headSurfaceAt(down, around))
    if (Math.abs(missA) + Math.abs(missB) < 1e-5) break
    const [downA, downB] = missesOf(headSurfaceAt(down + h, around))
    const [aroundA, aroundB] = missesOf(headSurfaceAt(down, around + h))
    const [a, b, c, d] = [(downA - missA) / h, (aroundA - missA) / h, (downB - missB) / h, (aroundB - missB) / h]
    const determinant = a * d - b * c
    down -= clamp((d * missA - b * missB) / determinant, 0.03)
    around -= clamp((a * missB - c * missA) / determinant, 0.1)
  }
  return { down, around }
}
