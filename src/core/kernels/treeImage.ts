import { badInput } from '../model/errors.ts'
import type { SharedTreeHandle, TreeKind } from '../model/treeStore.ts'
import { kernelSourcesHash } from './kernelBinary.ts'
import { slotsField } from './treeMemory.ts'
import { type SharedTriangleTree, TriangleTree } from './triangleTree.ts'

/** What a tree is kept by: trees of other kernels are laid out otherwise. `contentHash`: SHA-256 of its arrays, hex. */
export const treeKeyOf = (kind: TreeKind, contentHash: string): string =>
  `${kind}-${kernelSourcesHash.slice(0, 8)}-${contentHash}`

const pageBytes = 65536
const mostPages = 65535
/** Address of the tree, how many items it has, bytes of its memory. */
const headerBytes = 12

/** A tree as bytes for another process, with the memory it lies in up to `byteLength`. */
export const packTree = ({ memory, tree, count }: SharedTreeHandle, byteLength: number): Uint8Array<ArrayBuffer> => {
  const image = new Uint8Array((memory as WebAssembly.Memory).buffer, 0, byteLength)
  const bytes = new Uint8Array(headerBytes + byteLength)
  const header = new DataView(bytes.buffer)
  for (const [i, value] of [tree, count, byteLength].entries()) header.setUint32(i * 4, value, true)
  bytes.set(image, headerBytes)
  // They were made after the tree, behind it.
  header.setUint32(headerBytes + tree + slotsField, 0, true)
  return bytes
}

/** What `packTree` packed, in a memory of its own that threads may share. Throws input/tree-bytes. */
export const unpackTree = (bytes: Uint8Array): TriangleTree => {
  const header = new DataView(bytes.buffer, bytes.byteOffset, Math.min(headerBytes, bytes.byteLength))
  const numbers = bytes.byteLength < headerBytes ? [0, 0, 0] : [0, 4, 8].map((at) => header.getUint32(at, true))
  const [tree, count, byteLength] = numbers
  if (tree === 0 || tree >= byteLength || bytes.byteLength !== headerBytes + byteLength) {
    throw badInput('tree-bytes', 'These bytes are no search tree, or not all of one.')
  }
  const initial = Math.ceil(byteLength / pageBytes)
  const memory = new WebAssembly.Memory({ initial, maximum: mostPages, shared: true })
  new Uint8Array(memory.buffer).set(bytes.subarray(headerBytes))
  const shared: SharedTriangleTree = { memory, tree, count }
  return TriangleTree.attach(shared)
}
