import type { Mesh } from '#core/model/mesh.ts'

/**
 * A closed, smooth body like a head without features, in mm: an ellipsoid with half axes 75, 110, 90 around
 * (0, 0, 0), facing +z, with `rows * rows * 4` triangles or so. Colours run from dark below to light above.
 */
export const headMesh = (rows: number): Mesh => {
  const columns = rows * 2
  const positions = new Float32Array((rows + 1) * columns * 3)
  const colors = new Uint8Array(positions.length)
  for (let row = 0; row <= rows; row++) {
    const polar = (Math.PI * row) / rows
    for (let column = 0; column < columns; column++) {
      const angle = (2 * Math.PI * column) / columns
      const at = (row * columns + column) * 3
      positions[at] = 75 * Math.sin(polar) * Math.sin(angle)
      positions[at + 1] = 110 * Math.cos(polar)
      positions[at + 2] = 90 * Math.sin(polar) * Math.cos(angle)
      colors.fill(Math.round(40 + 200 * (1 - row / rows)), at, at + 3)
    }
  }
  const triangles: number[] = []
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const next = (column + 1) % columns
      const a = row * columns + column
      const b = row * columns + next
      const c = (row + 1) * columns + column
      const d = (row + 1) * columns + next
      if (row > 0) triangles.push(a, c, b)
      if (row < rows - 1) triangles.push(b, c, d)
    }
  }
  return { positions, triangles: Uint32Array.from(triangles), colors }
}
