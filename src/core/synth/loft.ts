import type { Vec3 } from '../model/transform.ts'

/**
 * Rows of a loft, from top to bottom: closed curves, each a superellipse through a front, a side and a back point;
 * symmetric in x. Columns: front y z | half width, its y z | back y z | exponents front, back (2 = ellipse, more =
 * squarer). Millimetres.
 */
export type LoftRows = readonly (readonly number[])[]

/** Catmull–Rom through column `column` of the rows at row number `u`. */
const columnAt = (rows: LoftRows, u: number, column: number): number => {
  const last = rows.length - 1
  const i = Math.min(last - 1, Math.max(0, Math.floor(u)))
  const f = u - i
  const p1 = rows[i][column]
  const p2 = rows[i + 1][column]
  const p0 = i > 0 ? rows[i - 1][column] : 2 * p1 - p2
  const p3 = i + 2 <= last ? rows[i + 2][column] : 2 * p2 - p1
  const slope1 = (p2 - p0) / 2
  const slope2 = (p3 - p1) / 2
  const jump = p2 - p1
  return p1 + f * (slope1 + f * (3 * jump - 2 * slope1 - slope2 + f * (slope1 + slope2 - 2 * jump)))
}

/**
 * Point of a loft.
 *
 * @param down 0 at the first row, 1 at the last.
 * @param around radians from the front towards +x; π is the back.
 */
export const loftPointAt = (rows: LoftRows, down: number, around: number): Vec3 => {
  const u = Math.min(1, Math.max(0, down)) * (rows.length - 1)
  const sine = Math.sin(around)
  const cosine = Math.cos(around)
  const isFront = cosine >= 0
  const halfWidth = columnAt(rows, u, 2)
  const sideY = columnAt(rows, u, 3)
  const sideZ = columnAt(rows, u, 4)
  const endY = columnAt(rows, u, isFront ? 0 : 5)
  const endZ = columnAt(rows, u, isFront ? 1 : 6)
  const exponent = columnAt(rows, u, isFront ? 7 : 8)
  const depth = Math.abs(endZ - sideZ)
  const away = Math.abs(cosine)
  const radius = ((Math.abs(sine) / halfWidth) ** exponent + (away / depth) ** exponent) ** (-1 / exponent)
  // Between side and end the curve rises or falls as a smooth power of the way, flat at the side: no crease there.
  const way = (radius * away) / depth
  return [radius * sine, sideY + (endY - sideY) * way ** 1.6, sideZ + radius * cosine]
}
