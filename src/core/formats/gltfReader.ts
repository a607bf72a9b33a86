import type { Document, mat4, Node } from '@gltf-transform/core'
import { badInput, CameoError } from '../model/errors.ts'
import { finishMesh } from './finishMesh.ts'
import { type GltfContainer, openGltf, pathBeside } from './gltfContainer.ts'
import { decodingIo, type GltfCompression } from './gltfIo.ts'
import { type PlacedPrimitive, placePrimitive } from './gltfPrimitive.ts'
import type { EmbeddedTexture, MeshReading, MeshSurroundings } from './types.ts'
import { counted, WarningList } from './warningList.ts'

/**
 * Reads the surface of a glTF 2.0 file (.glb, or .gltf with its data inside or beside it): the meshes of its scene where
 * their nodes place them, as one mesh, in metres. Colours become sRGB, texture coordinates start at the lower left.
 *
 * @throws input/truncated, input/gltf-…, input/no-vertices
 */
export const readGltf = async (bytes: Uint8Array, surroundings: MeshSurroundings = {}): Promise<MeshReading> => {
  const container = openGltf(bytes)
  const document = await parse(container, surroundings)
  const warnings = new WarningList()
  const placed: PlacedPrimitive[] = []
  for (const { node, sceneFromNode } of nodesOf(document)) {
    for (const primitive of node.getMesh()?.listPrimitives() ?? []) {
      const part = placePrimitive(primitive, sceneFromNode, warnings)
      if (part) placed.push(part)
    }
  }
  if (placed.length > 1) {
    warnings.add('parts-merged', `The file's ${counted(placed.length, 'part')} were merged into one mesh.`)
  }
  const { textureFile, embeddedTexture } = textureOf(placed, warnings)
  const mesh = finishMesh(
    { ...merged(placed, warnings), needsDouble: false, ...(textureFile && { textureFile }) },
    warnings,
    { format: 'glTF', placeOfVertex: () => ({}) },
  )
  return { mesh, warnings: warnings.toArray(), ...(embeddedTexture && { embeddedTexture }) }
}

/** The content of the buffers that are files of their own, by the address that the description names them with. */
const buffersBeside = async (
  { json }: GltfContainer,
  { readBeside }: MeshSurroundings,
): Promise<Record<string, Uint8Array<ArrayBuffer>>> => {
  const found: Record<string, Uint8Array<ArrayBuffer>> = {}
  for (const { uri, byteLength } of json.buffers ?? []) {
    const path = uri === undefined ? null : pathBeside(uri)
    if (uri === undefined || path === null) continue
    if (!readBeside) {
      throw badInput('gltf-external', `This file keeps its mesh in “${path}” beside it. Export it as one .glb file.`)
    }
    const bytes = await readBeside(path).catch((error: unknown) => {
      if (!(error instanceof CameoError)) throw error
      throw badInput('gltf-external', `Its mesh lies in “${path}” beside it, which cannot be read. ${error.message}`)
    })
    if (bytes.length < byteLength) {
      throw badInput('truncated', `${path} should have ${byteLength} bytes and has ${bytes.length}. It was cut off.`)
    }
    found[uri] = Uint8Array.from(bytes)
  }
  return found
}

const parse = async (container: GltfContainer, surroundings: MeshSurroundings): Promise<Document> => {
  const { json, binary } = container
  const used = json.extensionsUsed ?? []
  const decode: GltfCompression[] = []
  if (used.includes('KHR_draco_mesh_compression')) decode.push('draco')
  if (used.includes('EXT_meshopt_compression')) decode.push('meshopt')
  const io = await decodingIo(decode, surroundings)
  const resources = { ...(await buffersBeside(container, surroundings)), ...(binary && { '@glb.bin': binary }) }
  try {
    return await io.readJSON({ json, resources })
  } catch (error) {
    if (error instanceof CameoError) throw error
    const reason = error instanceof Error ? error.message.slice(0, 120) : 'unknown'
    throw badInput('gltf-broken', `The data inside this glTF file cannot be read (${reason}). Export it again.`)
  }
}

interface PlacedNode {
  readonly node: Node
  /** Column-major, as glTF has it. */
  readonly sceneFromNode: mat4
}

const identity: mat4 = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]

const nodesOf = (document: Document): PlacedNode[] => {
  const root = document.getRoot()
  const scene = root.getDefaultScene() ?? root.listScenes()[0]
  if (!scene) throw badInput('gltf-empty', 'This glTF file has no scene, so there is nothing to show.')
  const found: PlacedNode[] = []
  const waiting: PlacedNode[] = scene.listChildren().map((node) => ({ node, sceneFromNode: identity }))
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const sceneFromNode = product(next.sceneFromNode, next.node.getMatrix())
    found.push({ node: next.node, sceneFromNode })
    waiting.unshift(...next.node.listChildren().map((node) => ({ node, sceneFromNode })))
  }
  return found
}

const product = (a: mat4, b: mat4): mat4 =>
  identity.map((_, i) => {
    const row = i % 4
    const column = i - row
    return a[row] * b[column] + a[row + 4] * b[column + 1] + a[row + 8] * b[column + 2] + a[row + 12] * b[column + 3]
  }) as mat4

/** What only some parts have is left out, with a warning. */
const merged = (parts: readonly PlacedPrimitive[], warnings: WarningList) => {
  const all = <K extends 'normals' | 'colors' | 'uvs'>(key: K): boolean => {
    const having = parts.filter((part) => part[key]).length
    if (having > 0 && having < parts.length) {
      warnings.add(`${key}-partial`, `Only some parts of the file have ${key}; they were left out.`)
    }
    return having > 0 && having === parts.length
  }
  const triangles = new Uint32Array(parts.reduce((sum, part) => sum + part.triangles.length, 0))
  let at = 0
  let firstVertex = 0
  for (const part of parts) {
    for (const vertex of part.triangles) triangles[at++] = vertex + firstVertex
    firstVertex += part.positions.length / 3
  }
  return {
    positions: joined(
      Float32Array,
      parts.map((part) => part.positions),
    ),
    triangles,
    ...(all('normals') && {
      normals: joined(
        Float32Array,
        parts.map((part) => part.normals as Float32Array),
      ),
    }),
    ...(all('colors') && {
      colors: joined(
        Uint8Array,
        parts.map((part) => part.colors as Uint8Array),
      ),
    }),
    ...(all('uvs') && {
      uvs: joined(
        Float32Array,
        parts.map((part) => part.uvs as Float32Array),
      ),
    }),
  }
}

const joined = <T extends Float32Array | Uint8Array>(Kind: new (length: number) => T, arrays: readonly T[]): T => {
  const whole = new Kind(arrays.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const array of arrays) {
    whole.set(array, at)
    at += array.length
  }
  return whole
}

const pictureEndings: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
}

interface ColorTexture {
  readonly textureFile: string | null
  readonly embeddedTexture: EmbeddedTexture | null
}

const textureOf = (parts: readonly PlacedPrimitive[], warnings: WarningList): ColorTexture => {
  const textures = new Set(parts.flatMap(({ texture }) => (texture ? [texture] : [])))
  const [texture] = textures
  if (!texture) return { textureFile: null, embeddedTexture: null }
  if (textures.size > 1) {
    warnings.add('materials-merged', `The file has ${textures.size} colour textures; the first is taken for the mesh.`)
  }
  const uri = texture.getURI()
  const bytes = texture.getImage()
  if (uri && !bytes) return { textureFile: pathBeside(uri), embeddedTexture: null }
  const ending = pictureEndings[texture.getMimeType()]
  const name = texture.getName() || uri
  warnings.add(
    'texture-inside',
    `The colour texture (${name || 'without a name'}) lies inside the file and was left there.`,
  )
  if (!bytes || !ending) return { textureFile: null, embeddedTexture: null }
  const stem = /([\w-][\w. -]*?)(\.\w{1,5})?$/.exec(name)?.[1] ?? 'texture'
  return { textureFile: null, embeddedTexture: { bytes: Uint8Array.from(bytes), fileName: `${stem}.${ending}` } }
}
