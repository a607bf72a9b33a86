/** A surface with the size and shape of a head scan. */
export interface BenchMesh {
  /** `[n*3]` xyz rows, mm. */
  readonly positions: Float32Array
  /** `[m*3]` */
  readonly triangles: Uint32Array
}

/**
 * Bumpy closed head of about `vertexTarget` vertices: rings of a sphere stretched to a head, a nose, two eye hollows
 * and skin-like ripples. The same for the same target, row by row along the surface as scanners write.
 */
export const headMesh = (vertexTarget: number): BenchMesh => {
  const rings = Math.max(3, Math.round(Math.sqrt(vertexTarget / 2)))
  const columns = Math.max(3, Math.round((vertexTarget - 2) / rings))
  const positions = new Float32Array((rings * columns + 2) * 3)
  for (let ring = 0; ring < rings; ring++) {
    const polar = (Math.PI * (ring + 0.5)) / rings
    for (let column = 0; column < columns; column++) {
      positions.set(skinPoint(polar, (2 * Math.PI * column) / columns), (ring * columns + column) * 3)
    }
  }
  const top = rings * columns
  positions.set(skinPoint(0, 0), top * 3)
  positions.set(skinPoint(Math.PI, 0), (top + 1) * 3)
  return { positions, triangles: ringTriangles(rings, columns) }
}

const bump = (polar: number, around: number, at: readonly [number, number], width: number): number =>
  Math.exp(-((polar - at[0]) ** 2 + (around - at[1]) ** 2) / (2 * width * width))

const skinPoint = (polar: number, around: number): [number, number, number] => {
  const features =
    18 * bump(polar, around, [1.75, Math.PI], 0.12) -
    7 * bump(polar, around, [1.5, Math.PI - 0.35], 0.1) -
    7 * bump(polar, around, [1.5, Math.PI + 0.35], 0.1)
  const ripples = 0.8 * Math.sin(9 * polar) * Math.cos(7 * around) + 0.15 * Math.sin(61 * polar) * Math.sin(53 * around)
  const scale = 1 + (features + ripples) / 100
  return [
    78 * scale * Math.sin(polar) * Math.sin(around),
    115 * scale * Math.cos(polar),
    -98 * scale * Math.sin(polar) * Math.cos(around),
  ]
}

/** `rings` rows of `columns` vertices, then the top and the bottom, closed; counter-clockwise from outside. */
export const ringTriangles = (rings: number, columns: number): Uint32Array => {
  const triangles = new Uint32Array((2 * (rings - 1) * columns + 2 * columns) * 3)
  const top = rings * columns
  let at = 0
  const push = (a: number, b: number, c: number): void => {
    triangles[at++] = a
    triangles[at++] = b
    triangles[at++] = c
  }
  for (let ring = 0; ring + 1 < rings; ring++) {
    for (let column = 0; column < columns; column++) {
      const next = (column + 1) % columns
      const a = ring * columns + column
      const b = ring * columns + next
      push(a, a + columns, b)
      push(b, a + columns, b + columns)
    }
  }
  for (let column = 0; column < columns; column++) {
    const next = (column + 1) % columns
    push(top, column, next)
    push(top + 1, (rings - 1) * columns + next, (rings - 1) * columns + column)
  }
  return triangles
}
