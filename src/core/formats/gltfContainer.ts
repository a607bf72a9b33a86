import type { GLTF } from '@gltf-transform/core'
import { badInput } from '../model/errors.ts'

const glbMagic = 0x46546c67
const jsonChunk = 0x4e4f534a
const binChunk = 0x004e4942

/** A glTF 2.0 file taken apart and checked: what its JSON says of bytes and of the node tree holds. */
export interface GltfContainer {
  readonly json: GLTF.IGLTF
  /** The GLB's binary chunk; null where there is none. */
  readonly binary: Uint8Array<ArrayBuffer> | null
}

/** Extensions a file may require without a difference to its surface. */
const isHarmless = (name: string): boolean => /^(KHR_materials_|KHR_texture_|EXT_texture_|KHR_lights_)/.test(name)
const surfaceExtensions = ['KHR_draco_mesh_compression', 'EXT_meshopt_compression', 'KHR_mesh_quantization']

/** Far above any scan: an accessor of zeros may claim any count without a byte behind it. */
const mostElements = 1 << 28

const broken = (message: string): Error =>
  badInput('gltf-broken', `${message} The file is damaged; export or copy it again.`)

/**
 * Takes a .glb or .gltf apart and checks it (glTF 2.0 specification, Khronos, 2021): chunk lengths, counts against
 * bytes, references in range, a node tree without circles.
 *
 * @throws input/truncated, input/gltf-…
 */
export const openGltf = (bytes: Uint8Array): GltfContainer => {
  const container = isGlb(bytes) ? openGlb(bytes) : { json: parseJson(bytes), binary: null }
  try {
    checkVersionAndExtensions(container.json)
    checkBytes(container)
    checkNodes(container.json)
  } catch (error) {
    if (error instanceof TypeError) throw broken('The description inside this glTF file is not built as glTF is.')
    throw error
  }
  return container
}

/** Where a file that glTF names lies, relative to it; null for data inside the file. Throws input/gltf-external. */
export const pathBeside = (uri: string): string | null => {
  if (uri.startsWith('data:')) return null
  const shown = uri.slice(0, 80)
  if (/^[a-z][a-z0-9+.-]+:/i.test(uri)) {
    throw badInput('gltf-external', `This file keeps data at “${shown}”, and Cameo reads only what lies beside it.`)
  }
  try {
    return decodeURIComponent(uri)
  } catch {
    throw broken(`The name “${shown}” of a file beside this one is not written as an address.`)
  }
}

const isGlb = (bytes: Uint8Array): boolean =>
  bytes.length >= 4 && new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) === glbMagic

const openGlb = (bytes: Uint8Array): GltfContainer => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 20) throw badInput('truncated', 'This GLB file ends within its header. It was cut off.')
  const length = view.getUint32(8, true)
  if (view.getUint32(4, true) !== 2) throw badInput('gltf-version', 'Cameo reads GLB version 2; this file is another.')
  if (length > bytes.length) {
    throw badInput('truncated', `This GLB file should have ${length} bytes and has ${bytes.length}. It was cut off.`)
  }
  let json: GLTF.IGLTF | null = null
  let binary: Uint8Array<ArrayBuffer> | null = null
  for (let at = 12; at + 8 <= length; ) {
    const chunkLength = view.getUint32(at, true)
    const kind = view.getUint32(at + 4, true)
    if (at + 8 + chunkLength > length) throw broken(`The chunk at byte ${at} is longer than the file.`)
    const chunk = bytes.slice(at + 8, at + 8 + chunkLength)
    if (kind === jsonChunk) json ??= parseJson(chunk)
    else if (kind === binChunk) binary ??= chunk
    at += 8 + chunkLength
  }
  if (!json) throw broken('This GLB file holds no JSON chunk.')
  return { json, binary }
}

const parseJson = (bytes: Uint8Array): GLTF.IGLTF => {
  try {
    const json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (typeof json === 'object' && json !== null) return json
  } catch {
    // Said below.
  }
  throw broken('The description inside this glTF file is no readable JSON.')
}

const checkVersionAndExtensions = (json: GLTF.IGLTF): void => {
  if (!String(json.asset?.version ?? '').startsWith('2.')) {
    throw badInput('gltf-version', 'Cameo reads glTF 2.0 and this file states another version. Export it as glTF 2.0.')
  }
  for (const name of json.extensionsRequired ?? []) {
    if (surfaceExtensions.includes(name) || isHarmless(name)) continue
    throw badInput('gltf-extension', `This glTF file requires “${name}”, which Cameo does not read. Export without it.`)
  }
}

const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0
const widths: Readonly<Record<string, number>> = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT2: 4, MAT3: 9, MAT4: 16 }
const bytesOfComponent: Readonly<Record<number, number>> = { 5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4 }

const checkBytes = ({ json, binary }: GltfContainer): void => {
  const buffers = json.buffers ?? []
  buffers.forEach((buffer, i) => {
    if (!isCount(buffer.byteLength)) throw broken(`Buffer ${i} states no length.`)
    if (buffer.uri === undefined && binary && i === 0 && buffer.byteLength > binary.length) {
      throw broken(`Buffer 0 should have ${buffer.byteLength} bytes and has ${binary.length}.`)
    }
  })
  const views = json.bufferViews ?? []
  views.forEach((view, i) => {
    const end = (view.byteOffset ?? 0) + view.byteLength
    if (!isCount(view.byteLength) || !isCount(view.byteOffset ?? 0) || !(end <= buffers[view.buffer]?.byteLength)) {
      throw broken(`Buffer view ${i} lies outside its buffer.`)
    }
    const packed = view.extensions?.EXT_meshopt_compression as GLTF.IBufferView | undefined
    if (packed && !((packed.byteOffset ?? 0) + packed.byteLength <= buffers[packed.buffer]?.byteLength)) {
      throw broken(`The packed bytes of buffer view ${i} lie outside their buffer.`)
    }
  })
  json.accessors?.forEach((accessor, i) => {
    const elementBytes = widths[accessor.type] * bytesOfComponent[accessor.componentType]
    if (!isCount(accessor.count) || accessor.count > mostElements || !(elementBytes > 0)) {
      throw broken(`Accessor ${i} states no sound type or count.`)
    }
    const { sparse } = accessor
    if (accessor.bufferView !== undefined) checkRows(views, accessor, elementBytes, accessor.count, i)
    if (!sparse) return
    if (!isCount(sparse.count) || sparse.count > accessor.count) throw broken(`Accessor ${i} replaces too many rows.`)
    checkRows(views, sparse.indices, bytesOfComponent[sparse.indices.componentType], sparse.count, i)
    checkRows(views, sparse.values, elementBytes, sparse.count, i)
  })
}

const checkRows = (
  views: readonly GLTF.IBufferView[],
  place: { bufferView?: number; byteOffset?: number },
  elementBytes: number,
  count: number,
  accessor: number,
): void => {
  const view = views[place.bufferView ?? -1]
  const offset = place.byteOffset ?? 0
  const stride = view?.byteStride ?? elementBytes
  const needed = count === 0 ? 0 : offset + (count - 1) * stride + elementBytes
  if (!view || !isCount(offset) || !(needed <= view.byteLength)) {
    throw broken(`Accessor ${accessor} needs more bytes than its buffer view has.`)
  }
}

const checkNodes = ({ nodes = [], scenes = [] }: GLTF.IGLTF): void => {
  const hasParent = new Uint8Array(nodes.length)
  nodes.forEach((node, i) => {
    for (const child of node.children ?? []) {
      if (!nodes[child] || hasParent[child]) throw broken(`Node ${i} has a child that is none or is another's too.`)
      hasParent[child] = 1
    }
  })
  for (const scene of scenes) {
    for (const root of scene.nodes ?? []) {
      if (!nodes[root] || hasParent[root]) throw broken('A scene names a node that is none or is within another.')
    }
  }
}

/** What a part of a GLB takes with what it is filled up with. */
export const paddedBytes = (byteLength: number): number => Math.ceil(byteLength / 4) * 4

/** A GLB of a description and its first buffer in parts, each of which is filled up to four bytes. */
export const glbOf = (json: GLTF.IGLTF, parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const description = new TextEncoder().encode(JSON.stringify(json))
  const textBytes = paddedBytes(description.length)
  const binaryBytes = parts.reduce((sum, part) => sum + paddedBytes(part.length), 0)
  const binaryStart = 20 + textBytes + (binaryBytes > 0 ? 8 : 0)
  const glb = new Uint8Array(binaryStart + binaryBytes)
  const view = new DataView(glb.buffer)
  const put = (at: number, ...numbers: number[]): void => {
    for (const [i, number] of numbers.entries()) view.setUint32(at + i * 4, number, true)
  }
  put(0, glbMagic, 2, glb.length, textBytes, jsonChunk)
  glb.fill(0x20, 20 + description.length, 20 + textBytes)
  glb.set(description, 20)
  if (binaryBytes > 0) put(20 + textBytes, binaryBytes, binChunk)
  let at = binaryStart
  for (const part of parts) {
    glb.set(part, at)
    at += paddedBytes(part.length)
  }
  return glb
}
