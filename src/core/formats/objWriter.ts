import type { Mesh } from '../model/mesh.ts'
import { partLines } from './objParts.ts'
import { shortestSingle } from './shortestNumber.ts'
import { TextChunks } from './textChunks.ts'
import type { MeshWriteOptions } from './types.ts'

export interface ObjWriteOptions extends Omit<MeshWriteOptions, 'format' | 'strictFor'> {
  /** Without a comment. */
  readonly isBare?: boolean
}

/**
 * Writes a Wavefront OBJ: double positions where the mesh has them, each number in the fewest digits that read back
 * the same, colours as `v x y z r g b` in 0–1, objects, groups and materials where they are given. The material library itself is
 * the caller's to write.
 */
export const writeObj = (mesh: Mesh, { parts, materialFile, isBare = false }: ObjWriteOptions = {}): Uint8Array => {
  const text = new TextChunks()
  if (!isBare) text.line('# Written by Cameo')
  if (materialFile) text.line(`mtllib ${materialFile}`)
  writeVertices(mesh, text)
  const { uvs, normals } = mesh
  if (uvs) {
    for (let i = 0; i < uvs.length; i += 2) text.line(`vt ${shortestSingle(uvs[i])} ${shortestSingle(uvs[i + 1])}`)
  }
  if (normals) {
    for (let i = 0; i < normals.length; i += 3) {
      text.line(`vn ${shortestSingle(normals[i])} ${shortestSingle(normals[i + 1])} ${shortestSingle(normals[i + 2])}`)
    }
  }
  const { triangles } = mesh
  const uvTriangles = mesh.uvTriangles ?? triangles
  const corner = (i: number): string => {
    const vertex = triangles[i] + 1
    const uv = uvs ? uvTriangles[i] + 1 : ''
    if (normals) return `${vertex}/${uv}/${vertex}`
    return uvs ? `${vertex}/${uv}` : `${vertex}`
  }
  const linesBefore = partLines(parts)
  for (let i = 0; i < triangles.length; i += 3) {
    for (const line of linesBefore(i / 3)) text.line(line)
    text.line(`f ${corner(i)} ${corner(i + 1)} ${corner(i + 2)}`)
  }
  return text.toBytes()
}

const colorTexts = Array.from({ length: 256 }, (_, value) => String(Number((value / 255).toFixed(4))))

const writeVertices = ({ positions, positionsF64, colors }: Mesh, text: TextChunks): void => {
  for (let i = 0; i < positions.length; i += 3) {
    const position = positionsF64
      ? `v ${positionsF64[i]} ${positionsF64[i + 1]} ${positionsF64[i + 2]}`
      : `v ${shortestSingle(positions[i])} ${shortestSingle(positions[i + 1])} ${shortestSingle(positions[i + 2])}`
    if (colors) {
      text.line(`${position} ${colorTexts[colors[i]]} ${colorTexts[colors[i + 1]]} ${colorTexts[colors[i + 2]]}`)
    } else text.line(position)
  }
}
