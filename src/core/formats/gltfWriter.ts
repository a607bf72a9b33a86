import { Accessor, Document, Format, type GLTF, Primitive, type TypedArray } from '@gltf-transform/core'
import { EXTMeshoptCompression, KHRDracoMeshCompression } from '@gltf-transform/extensions'
import { badInput } from '../model/errors.ts'
import type { Mesh, Warning } from '../model/mesh.ts'
import { glbOf } from './gltfContainer.ts'
import { encodingIo } from './gltfEncoders.ts'
import type { GltfCompression } from './gltfIo.ts'
import { counted, WarningList } from './warningList.ts'

/** A picture as glTF holds one. */
export interface GltfPicture {
  readonly bytes: Uint8Array
  readonly mimeType: 'image/png' | 'image/jpeg'
}

/** Draco keeps a position to within the longest side of the mesh / 2¹⁶. */
const dracoBits = { POSITION: 16, NORMAL: 12, COLOR: 10, TEX_COORD: 14 }

/**
 * Writes a .glb. Numbers stay as they are: glTF counts in metres, so the caller scales. Vertices on a seam, which have
 * several texture coordinates, are written once for each. With meshopt the numbers are exact and a triangle may start
 * at another of its corners; with Draco they are rounded (`dracoBits`).
 *
 * @param picture The colour texture, put inside; without it the file names `textureFile` beside it.
 * @throws input/no-triangles for a point cloud that shall be packed.
 */
export const writeGlb = async (
  mesh: Mesh,
  compression: GltfCompression | null = null,
  picture: GltfPicture | null = null,
): Promise<{ bytes: Uint8Array; warnings: Warning[] }> => {
  if (mesh.triangles.length === 0 && compression) {
    throw badInput('no-triangles', 'This mesh has no triangles, and only surfaces can be packed. Write it without.')
  }
  const warnings = new WarningList()
  const split = withoutSeams(mesh, warnings)
  if (mesh.positionsF64) {
    warnings.add('single-precision', 'glTF holds positions in single precision; the digits beyond it were left out.')
  }
  const io = await encodingIo(compression)
  const document = documentOf(split, picture)
  if (compression === 'draco') {
    const method = KHRDracoMeshCompression.EncoderMethod.SEQUENTIAL
    const options = { method, quantizationBits: dracoBits, encodeSpeed: 5, decodeSpeed: 5 }
    document.createExtension(KHRDracoMeshCompression).setRequired(true).setEncoderOptions(options)
  }
  if (compression === 'meshopt') {
    const method = EXTMeshoptCompression.EncoderMethod.QUANTIZE
    document.createExtension(EXTMeshoptCompression).setRequired(true).setEncoderOptions({ method })
  }
  const { json, resources } = await io.writeJSON(document, { format: Format.GLB })
  if (split.textureFile && split.uvs && !picture) nameTexture(json, split.textureFile)
  const bytes = glbOf(json, Object.values(resources))
  return { bytes, warnings: warnings.toArray() }
}

/** The library names no picture outside the file that it writes. */
const nameTexture = (json: GLTF.IGLTF, textureFile: string): void => {
  json.images = [{ name: textureFile, uri: textureFile.split('/').map(encodeURIComponent).join('/') }]
  json.textures = [{ source: 0 }]
  for (const material of json.materials ?? []) {
    material.pbrMetallicRoughness = { ...material.pbrMetallicRoughness, baseColorTexture: { index: 0 } }
  }
}

type SplitMesh = Pick<Mesh, 'positions' | 'triangles' | 'normals' | 'colors' | 'uvs' | 'textureFile'>

/** The same surface with one texture coordinate per vertex. */
const withoutSeams = (mesh: Mesh, warnings: WarningList): SplitMesh => {
  const { positions, triangles, normals, colors, uvs, uvTriangles } = mesh
  if (!uvs || !uvTriangles) return mesh
  const vertices = positions.length / 3
  const uvOf = new Int32Array(vertices).fill(-1)
  const copies = new Map<number, number>()
  const sourceOf: number[] = []
  const uvOfCopy: number[] = []
  const uvCount = uvs.length / 2
  const split = triangles.map((vertex, corner) => {
    const uv = uvTriangles[corner]
    if (uvOf[vertex] === -1) uvOf[vertex] = uv
    if (uvOf[vertex] === uv) return vertex
    const key = vertex * uvCount + uv
    const known = copies.get(key)
    if (known !== undefined) return known
    const copy = vertices + sourceOf.length
    copies.set(key, copy)
    sourceOf.push(vertex)
    uvOfCopy.push(uv)
    return copy
  })
  if (sourceOf.length > 0) {
    const added = counted(sourceOf.length, 'vertex was', 'vertices were')
    warnings.add('seams-split', `${added} added along the seams of the texture, as glTF asks; the surface is the same.`)
  }
  const allUvs = new Float32Array((vertices + sourceOf.length) * 2)
  const put = (uv: number, row: number): void => allUvs.set(uvs.subarray(uv * 2, uv * 2 + 2), row * 2)
  uvOf.forEach((uv, vertex) => {
    if (uv >= 0) put(uv, vertex)
  })
  uvOfCopy.forEach((uv, i) => {
    put(uv, vertices + i)
  })
  return {
    positions: extended(positions, sourceOf),
    triangles: split,
    uvs: allUvs,
    ...(normals && { normals: extended(normals, sourceOf) }),
    ...(colors && { colors: extended(colors, sourceOf) }),
    ...(mesh.textureFile && { textureFile: mesh.textureFile }),
  }
}

/** Rows of three, with those of `sourceOf` once more behind them. */
const extended = <T extends Float32Array | Uint8Array>(rows: T, sourceOf: readonly number[]): T => {
  const Kind = rows.constructor as new (length: number) => T
  const out = new Kind(rows.length + sourceOf.length * 3)
  out.set(rows)
  sourceOf.forEach((row, i) => {
    out.set(rows.subarray(row * 3, row * 3 + 3), rows.length + i * 3)
  })
  return out
}

/** Of an sRGB byte, as 16 bits: enough to give every byte back. Source: IEC 61966-2-1 (1999). */
const linearShorts = Uint16Array.from({ length: 256 }, (_, value) => {
  const light = value / 255
  return Math.round(65535 * (light <= 0.04045 ? light / 12.92 : ((light + 0.055) / 1.055) ** 2.4))
})

/** Rows of three shorts would break the alignment glTF asks for; colours therefore have an alpha of one. */
const linearColors = (colors: Uint8Array): Uint16Array<ArrayBuffer> => {
  const out = new Uint16Array((colors.length / 3) * 4).fill(65535)
  for (let i = 0; i < colors.length; i++) out[Math.floor(i / 3) * 4 + (i % 3)] = linearShorts[colors[i]]
  return out
}

const documentOf = (mesh: SplitMesh, picture: GltfPicture | null): Document => {
  const { positions, triangles, normals, colors, uvs, textureFile } = mesh
  const document = new Document()
  document.getRoot().getAsset().generator = 'Cameo'
  const buffer = document.createBuffer()
  const accessor = (type: 'SCALAR' | 'VEC2' | 'VEC3' | 'VEC4', array: TypedArray): Accessor =>
    document.createAccessor().setType(Accessor.Type[type]).setArray(array).setBuffer(buffer)
  const primitive = document.createPrimitive().setAttribute('POSITION', accessor('VEC3', positions.slice()))
  if (triangles.length > 0) primitive.setIndices(accessor('SCALAR', triangles.slice()))
  else primitive.setMode(Primitive.Mode.POINTS)
  if (normals) primitive.setAttribute('NORMAL', accessor('VEC3', normals.slice()))
  if (colors) primitive.setAttribute('COLOR_0', accessor('VEC4', linearColors(colors)).setNormalized(true))
  if (uvs) {
    const fromUpperLeft = uvs.map((value, i) => (i % 2 === 1 ? 1 - value : value))
    primitive.setAttribute('TEXCOORD_0', accessor('VEC2', fromUpperLeft))
  }
  const material = document.createMaterial('Surface').setMetallicFactor(0).setRoughnessFactor(1)
  if (textureFile && uvs && picture) {
    const { bytes, mimeType } = picture
    const texture = document.createTexture(textureFile).setImage(Uint8Array.from(bytes)).setMimeType(mimeType)
    material.setBaseColorTexture(texture)
  }
  primitive.setMaterial(material)
  const node = document.createNode('Mesh').setMesh(document.createMesh('Mesh').addPrimitive(primitive))
  const scene = document.createScene().addChild(node)
  document.getRoot().setDefaultScene(scene)
  return document
}
