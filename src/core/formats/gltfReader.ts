import type { Document, mat4, Node } from '@gltf-transform/core'
import { badInput, CameoError } from '../model/errors.ts'
import { finishMesh } from './finishMesh.ts'
import { type GltfContainer, openGltf } from './gltfContainer.ts'
import { type GltfCompression, gltfIoFor } from './gltfIo.ts'
import { type PlacedPrimitive, placePrimitive } from './gltfPrimitive.ts'
import type { MeshReading } from './types.ts'
import { counted, WarningList } from './warningList.ts'

/**
 * Reads the surface of a glTF 2.0 file (.glb, or .gltf with its data inside): the meshes of its scene where their
 * nodes place them, as one mesh, in metres. Colours become sRGB, texture coordinates start at the lower left.
 *
 * @throws input/truncated, input/gltf-…, input/no-vertices
 */
export const readGltf = async (bytes: Uint8Array): Promise<MeshReading> => {
  const container = openGltf(bytes)
  const document = await parse(container)
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
  const textureFile = textureOf(placed, warnings)
  const mesh = finishMesh(
    { ...merged(placed, warnings), needsDouble: false, ...(textureFile && { textureFile }) },
    warnings,
    { format: 'glTF', placeOfVertex: () => ({}) },
  )
  return { mesh, warnings: warnings.toArray() }
}

const parse = async ({ json, binary }: GltfContainer): Promise<Document> => {
  const used = json.extensionsUsed ?? []
  const decode: GltfCompression[] = []
  if (used.includes('KHR_draco_mesh_compression')) decode.push('draco')
  if (used.includes('EXT_meshopt_compression')) decode.push('meshopt')
  const io = await gltfIoFor({ decode })
  try {
    return await io.readJSON({ json, resources: binary ? { '@glb.bin': binary } : {} })
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

const textureOf = (parts: readonly PlacedPrimitive[], warnings: WarningList): string | null => {
  const textures = new Set(parts.flatMap(({ texture }) => (texture ? [texture] : [])))
  const [texture] = textures
  if (!texture) return null
  if (textures.size > 1) {
    warnings.add('materials-merged', `The file has ${textures.size} colour textures; the first is taken for the mesh.`)
  }
  const file = texture.getURI()
  if (file && texture.getImage() === null) return decodeURI(file)
  const name = texture.getName() || file || 'without a name'
  warnings.add('texture-inside', `The colour texture (${name}) lies inside the file and was left there.`)
  return null
}
