import type { Mesh } from '../model/mesh.ts'
import { shortestSingle } from './shortestNumber.ts'
import { TextChunks } from './textChunks.ts'

/** Writes an ascii OFF, or COFF with colours 0–255 where the mesh has them. Normals and textures are not written. */
export const writeOff = ({ positions, positionsF64, triangles, colors }: Mesh): Uint8Array => {
  const text = new TextChunks()
  text.line(colors ? 'COFF' : 'OFF')
  text.line(`${positions.length / 3} ${triangles.length / 3} 0`)
  for (let i = 0; i < positions.length; i += 3) {
    const position = positionsF64
      ? `${positionsF64[i]} ${positionsF64[i + 1]} ${positionsF64[i + 2]}`
      : `${shortestSingle(positions[i])} ${shortestSingle(positions[i + 1])} ${shortestSingle(positions[i + 2])}`
    text.line(colors ? `${position} ${colors[i]} ${colors[i + 1]} ${colors[i + 2]} 255` : position)
  }
  for (let i = 0; i < triangles.length; i += 3) {
    text.line(`3 ${triangles[i]} ${triangles[i + 1]} ${triangles[i + 2]}`)
  }
  return text.toBytes()
}
