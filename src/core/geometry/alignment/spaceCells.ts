export interface SpaceCells {
  /** `[m]` cell of each point, numbered from 0 as they appear. */
  readonly cellOf: Uint32Array
  readonly count: number
}

/**
 * Cubes of edge `cellMm` that hold the points (`[m*3]` mm). They repeat after 1024 along each axis, more than ten metres:
 * no head reaches from a cell to its double.
 */
export const spaceCells = (points: Float64Array, cellMm: number): SpaceCells => {
  const cellOf = new Uint32Array(points.length / 3)
  const numbers = new Map<number, number>()
  let last = { key: -1, number: 0 }
  for (let i = 0; i < cellOf.length; i++) {
    const at = i * 3
    const x = Math.floor(points[at] / cellMm) & 1023
    const y = Math.floor(points[at + 1] / cellMm) & 1023
    const z = Math.floor(points[at + 2] / cellMm) & 1023
    const key = (x << 20) | (y << 10) | z
    if (key !== last.key) {
      const number = numbers.get(key) ?? numbers.size
      numbers.set(key, number)
      last = { key, number }
    }
    cellOf[i] = last.number
  }
  return { cellOf, count: numbers.size }
}
