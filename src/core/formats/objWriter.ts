import { degenerateTriangles } from '../geometry/topology.ts'
import type { Mesh } from '../model/mesh.ts'
import { partLines } from './objParts.ts'
import { shortestSingle } from './shortestNumber.ts'
import { TextChunks } from './textChunks.ts'
import type { MeshWriteOptions, StrictReader } from './types.ts'

/** What of a mesh goes into the file, and how. */
interface ObjStyle {
  readonly comment: boolean
  readonly colors: boolean
  readonly uvs: boolean
  readonly normals: boolean
  readonly degenerateTriangles: boolean
}

const plainStyle: ObjStyle = { comment: true, colors: true, uvs: true, normals: true, degenerateTriangles: true }

/**
 * - H3DS sizes its arrays by counting “v ”, “f ” and “vt ” in the whole text, so that a comment or a material line can
 *   spoil the mesh; it reads `f a b c` and `f a/t b/t c/t` only.
 * - NoW's evaluation fails on vertex colours and on triangles without area.
 */
const strictStyles: Readonly<Record<StrictReader, ObjStyle>> = {
  h3ds: { comment: false, colors: true, uvs: true, normals: false, degenerateTriangles: true },
  now: { comment: false, colors: false, uvs: false, normals: false, degenerateTriangles: false },
}

/**
 * Writes a Wavefront OBJ: double positions where the mesh has them, each number in the fewest digits that read back
 * the same, colours as `v x y z r g b` in 0–1, objects, groups and materials where they are given. The material library itself is
 * the caller's to write.
 */
export const writeObj = (
  mesh: Mesh,
  { strictFor, parts, materialFile }: Omit<MeshWriteOptions, 'format'>,
): Uint8Array => {
  const style = strictFor ? strictStyles[strictFor] : plainStyle
  const text = new TextChunks()
  if (style.comment) text.line('# Written by Cameo')
  if (materialFile && !strictFor) text.line(`mtllib ${materialFile}`)
  writeVertices(mesh, style, text)
  const uvs = style.uvs ? mesh.uvs : undefined
  const normals = style.normals ? mesh.normals : undefined
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
  const surface = { positions: mesh.positionsF64 ?? mesh.positions, triangles }
  const leftOut = new Set(style.degenerateTriangles ? [] : degenerateTriangles(surface))
  const linesBefore = partLines(strictFor ? undefined : parts)
  for (let i = 0; i < triangles.length; i += 3) {
    for (const line of linesBefore(i / 3)) text.line(line)
    if (leftOut.has(i / 3)) continue
    text.line(`f ${corner(i)} ${corner(i + 1)} ${corner(i + 2)}`)
  }
  return text.toBytes()
}

const colorTexts = Array.from({ length: 256 }, (_, value) => String(Number((value / 255).toFixed(4))))

const writeVertices = ({ positions, positionsF64, colors }: Mesh, style: ObjStyle, text: TextChunks): void => {
  for (let i = 0; i < positions.length; i += 3) {
    const position = positionsF64
      ? `v ${positionsF64[i]} ${positionsF64[i + 1]} ${positionsF64[i + 2]}`
      : `v ${shortestSingle(positions[i])} ${shortestSingle(positions[i + 1])} ${shortestSingle(positions[i + 2])}`
    if (colors && style.colors) {
      text.line(`${position} ${colorTexts[colors[i]]} ${colorTexts[colors[i + 1]]} ${colorTexts[colors[i + 2]]}`)
    } else text.line(position)
  }
}
