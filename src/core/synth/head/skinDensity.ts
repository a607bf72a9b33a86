import type { Random } from '../../model/random.ts'
import type { Vec3 } from '../../model/transform.ts'
import { headSurfaceAt } from './headSurface.ts'
import type { SkinPlace } from './skinLocator.ts'
import { skinSpacingAt } from './skinSpacing.ts'

/** Rows and columns of the grid over the left half of the skin. */
const gridRows = 160
const gridColumns = 100

/** How many vertices the left half of the skin wants, and where. */
export interface SkinDensity {
  /** Area of the left half in units of the wanted spacing, squared. */
  readonly scaledArea: number
  /** A random place, more often where vertices shall be dense. */
  draw(random: Random): SkinPlace
}

/** Measures the free part of the left half. */
export const skinDensity = (isBlocked: (place: SkinPlace) => boolean): SkinDensity => {
  const cells: { readonly place: SkinPlace; readonly upTo: number }[] = []
  let scaledArea = 0
  for (let i = 0; i < gridRows; i++) {
    for (let j = 0; j < gridColumns; j++) {
      const place = { down: i / gridRows, around: (Math.PI * j) / gridColumns }
      const middle = { down: (i + 0.5) / gridRows, around: (Math.PI * (j + 0.5)) / gridColumns }
      if (isBlocked(middle)) continue
      const here = headSurfaceAt(place.down, place.around)
      const below = headSurfaceAt((i + 1) / gridRows, place.around)
      const beside = headSurfaceAt(place.down, (Math.PI * (j + 1)) / gridColumns)
      scaledArea += areaBetween(here, below, beside) / skinSpacingAt(here) ** 2
      cells.push({ place, upTo: scaledArea })
    }
  }
  const draw = (random: Random): SkinPlace => {
    const wanted = random.next() * scaledArea
    let low = 0
    let high = cells.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (cells[middle].upTo < wanted) low = middle + 1
      else high = middle
    }
    const { down, around } = cells[low].place
    const place = {
      down: down + random.next() / gridRows,
      around: around + (Math.PI * random.next()) / gridColumns,
    }
    return isBlocked(place) ? draw(random) : place
  }
  return { scaledArea, draw }
}

const areaBetween = (o: Vec3, a: Vec3, b: Vec3): number => {
  const [ax, ay, az] = [a[0] - o[0], a[1] - o[1], a[2] - o[2]]
  const [bx, by, bz] = [b[0] - o[0], b[1] - o[1], b[2] - o[2]]
  return Math.hypot(ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx)
}
