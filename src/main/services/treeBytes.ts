import { packTree } from '#core/kernels/treeImage.ts'
import type { TreeKeeper } from '../compute/treeKeeper.ts'
import type { BytesAnswer } from './host.ts'

/** Behind `tree/<key>`: a search tree that a job has left; null where there is none (any longer). */
export const treeAnswer = (trees: TreeKeeper, key: string): BytesAnswer | null => {
  const byteLength = trees.bytesWhenBuilt(key)
  const tree = trees.find(key)
  if (!tree) return null
  return {
    bytes: packTree(tree, byteLength),
    contentType: 'application/octet-stream',
    // The same for ever, but far too large for a browser's cache.
    immutable: false,
    entityTag: `"${key}"`,
  }
}
