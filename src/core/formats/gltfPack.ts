import type { GLTF } from '@gltf-transform/core'
import { badInput } from '../model/errors.ts'
import { glbOf, openGltf, paddedBytes, pathBeside } from './gltfContainer.ts'

/** What of a bufferView, or of its packed form, says where its bytes are. */
interface ViewPlace {
  buffer: number
  byteOffset?: number
}

/** The files beside a .gltf that hold its buffers, relative to it, in order and each once; pictures are not among them. */
export const bufferFilesOf = (bytes: Uint8Array): string[] => {
  const { json } = openGltf(bytes)
  const paths = (json.buffers ?? []).flatMap(({ uri }) => (uri === undefined ? [] : (pathBeside(uri) ?? [])))
  return [...new Set(paths)]
}

/**
 * A .gltf and its buffers as one GLB (glTF 2.0 specification, Khronos, 2021), byte for byte: nothing is decoded, and
 * pictures beside it stay where they are. What is a GLB already is handed back.
 *
 * @param readBeside The content of a file relative to the .gltf.
 * @throws input/gltf-…, input/truncated; what `readBeside` throws.
 */
export const packGltf = async (
  bytes: Uint8Array,
  readBeside: (path: string) => Promise<Uint8Array>,
): Promise<Uint8Array> => {
  const { json, binary } = openGltf(bytes)
  if (binary) return bytes
  const packed = structuredClone(json)
  const buffers: Uint8Array[] = []
  const starts: number[] = []
  let end = 0
  for (const buffer of packed.buffers ?? []) {
    // A buffer without an address stands for what an extension unpacks: it takes no room in the file.
    const content = buffer.uri === undefined ? null : await contentOf(buffer.uri, readBeside)
    if (content && content.length < buffer.byteLength) {
      const message = `Buffer ${buffers.length} should have ${buffer.byteLength} bytes and has ${content.length}. It was cut off.`
      throw badInput('truncated', message)
    }
    starts.push(end)
    buffers.push(content?.subarray(0, buffer.byteLength) ?? new Uint8Array(0))
    end += paddedBytes(buffers[buffers.length - 1].length)
  }
  mergeBuffers(packed, { starts, byteLength: end, isHeld: buffers.map(({ length }) => length > 0) })
  return glbOf(packed, buffers)
}

const contentOf = async (uri: string, readBeside: (path: string) => Promise<Uint8Array>): Promise<Uint8Array> => {
  const path = pathBeside(uri)
  return path === null ? insideOf(uri) : readBeside(path)
}

/** The content of a `data:` address. */
const insideOf = (uri: string): Uint8Array => {
  const comma = uri.indexOf(',')
  const text = uri.slice(comma + 1)
  try {
    if (/;base64$/i.test(uri.slice(0, comma))) return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
    return new TextEncoder().encode(decodeURIComponent(text))
  } catch {
    throw badInput('gltf-broken', 'The data inside this glTF file is not written as an address. Export it again.')
  }
}

/** Buffers that are held become the first; others keep a number of their own behind it. */
const mergeBuffers = (
  json: GLTF.IGLTF,
  o: { readonly starts: readonly number[]; readonly byteLength: number; readonly isHeld: readonly boolean[] },
): void => {
  const empty = (json.buffers ?? []).filter((_, i) => !o.isHeld[i])
  let further = o.byteLength > 0 ? 0 : -1
  const numbers = o.isHeld.map((isHeld) => (isHeld ? 0 : ++further))
  const move = (place: ViewPlace): void => {
    place.byteOffset = (place.byteOffset ?? 0) + (o.isHeld[place.buffer] ? o.starts[place.buffer] : 0)
    place.buffer = numbers[place.buffer]
  }
  for (const view of json.bufferViews ?? []) {
    const compressed = view.extensions?.EXT_meshopt_compression as ViewPlace | undefined
    move(view)
    if (compressed) move(compressed)
  }
  json.buffers = [...(o.byteLength > 0 ? [{ byteLength: o.byteLength }] : []), ...empty]
}
