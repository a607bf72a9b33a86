import type { Mesh } from '#core/model/mesh.ts'

/** A closed sphere about the origin, triangles counter-clockwise from outside; radial function `radiusAt` if given. */
export const sphereMesh = (o: {
  readonly radius: number
  readonly rings: number
  readonly radiusAt?: (direction: readonly [number, number, number]) => number
}): Mesh => {
  const columns = 2 * o.rings
  const positions: number[] = []
  const push = (polar: number, azimuth: number): void => {
    const direction = [
      Math.sin(polar) * Math.cos(azimuth),
      Math.sin(polar) * Math.sin(azimuth),
      Math.cos(polar),
    ] as const
    const radius = o.radiusAt?.(direction) ?? o.radius
    positions.push(...direction.map((value) => value * radius))
  }
  push(0, 0)
  for (let ring = 1; ring < o.rings; ring++) {
    for (let column = 0; column < columns; column++) push((Math.PI * ring) / o.rings, (2 * Math.PI * column) / columns)
  }
  push(Math.PI, 0)
  const at = (ring: number, column: number): number => 1 + (ring - 1) * columns + (column % columns)
  const last = positions.length / 3 - 1
  const triangles: number[] = []
  for (let column = 0; column < columns; column++) {
    triangles.push(0, at(1, column), at(1, column + 1))
    triangles.push(last, at(o.rings - 1, column + 1), at(o.rings - 1, column))
    for (let ring = 1; ring < o.rings - 1; ring++) {
      triangles.push(at(ring, column), at(ring + 1, column), at(ring + 1, column + 1))
      triangles.push(at(ring, column), at(ring + 1, column + 1), at(ring, column + 1))
    }
  }
  return { positions: new Float32Array(positions), triangles: new Uint32Array(triangles) }
}

/** A flat square in z = 0 with `cells`² squares of two triangles each, normals along +z. */
export const planeMesh = ({ size, cells }: { readonly size: number; readonly cells: number }): Mesh => {
  const row = cells + 1
  const positions = new Float32Array(row * row * 3)
  for (let i = 0; i < row * row; i++) {
    positions[i * 3] = ((i % row) / cells - 0.5) * size
    positions[i * 3 + 1] = (Math.floor(i / row) / cells - 0.5) * size
  }
  const triangles: number[] = []
  for (let y = 0; y < cells; y++) {
    for (let x = 0; x < cells; x++) {
      const a = y * row + x
      triangles.push(a, a + 1, a + row + 1, a, a + row + 1, a + row)
    }
  }
  return { positions, triangles: new Uint32Array(triangles) }
}
