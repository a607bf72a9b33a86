import type { BenchMesh } from './headMesh.ts'

/** The mesh as OBJ text with six decimals; `full` adds a texture coordinate and a normal to every vertex. */
export const objText = ({ positions, triangles }: BenchMesh, form: 'plain' | 'full'): Uint8Array => {
  const parts: string[] = []
  const encoder = new TextEncoder()
  const chunks: Uint8Array[] = []
  const push = (line: string): void => {
    parts.push(line)
    if (parts.length < 50_000) return
    chunks.push(encoder.encode(parts.join('')))
    parts.length = 0
  }
  const row = (i: number): [number, number, number] => [positions[i], positions[i + 1], positions[i + 2]]
  for (let i = 0; i < positions.length; i += 3)
    push(
      `v ${row(i)
        .map((value) => value.toFixed(6))
        .join(' ')}\n`,
    )
  if (form === 'full') {
    for (let i = 0; i < positions.length; i += 3) {
      const [x, y] = row(i)
      push(`vt ${(0.5 + x / 300).toFixed(6)} ${(0.5 + y / 300).toFixed(6)}\n`)
    }
    for (let i = 0; i < positions.length; i += 3) {
      const length = Math.hypot(...row(i))
      push(
        `vn ${row(i)
          .map((value) => (value / length).toFixed(6))
          .join(' ')}\n`,
      )
    }
  }
  const corner = (vertex: number): string =>
    form === 'full' ? `${vertex + 1}/${vertex + 1}/${vertex + 1}` : `${vertex + 1}`
  for (let i = 0; i < triangles.length; i += 3) {
    push(`f ${corner(triangles[i])} ${corner(triangles[i + 1])} ${corner(triangles[i + 2])}\n`)
  }
  chunks.push(encoder.encode(parts.join('')))
  return Buffer.concat(chunks)
}
