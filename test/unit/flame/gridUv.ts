import type { ModelUv } from '#core/flame/texture/modelUv.ts'

/** Every triangle in a cell of its own of a square grid, with room around it. */
export const gridUv = (triangleCount: number): ModelUv => {
  const side = Math.ceil(Math.sqrt(triangleCount))
  const uvs = new Float32Array(triangleCount * 6)
  for (let face = 0; face < triangleCount; face++) {
    const [x, y] = [face % side, Math.floor(face / side)]
    uvs.set(
      [x + 0.05, y + 0.05, x + 0.95, y + 0.05, x + 0.05, y + 0.95].map((value) => value / side),
      face * 6,
    )
  }
  return { uvs, uvTriangles: Uint32Array.from({ length: triangleCount * 3 }, (_, i) => i) }
}

/** The same with the last triangle in the cell of the first. */
export const overlappingUv = (triangleCount: number): ModelUv => {
  const { uvs, uvTriangles } = gridUv(triangleCount)
  return {
    uvs,
    uvTriangles: uvTriangles
      .with(triangleCount * 3 - 3, 0)
      .with(triangleCount * 3 - 2, 1)
      .with(triangleCount * 3 - 1, 2),
  }
}
