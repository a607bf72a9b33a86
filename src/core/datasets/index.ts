import { h3ds } from './h3ds.ts'
import { mica } from './mica.ts'
import type { DatasetLayoutName, FolderListing } from './types.ts'

/** The dataset layouts Cameo exports. To add one: its file and a line here. */
export const datasetLayouts = { h3ds, mica } as const

/** Which layout a folder without a manifest seems to have; null where it fits none. */
export const guessLayout = (listing: Pick<FolderListing, 'list'>): DatasetLayoutName | null => {
  const paths = listing.list()
  if (paths.some((path) => /^FLAME_parameters\/[^/]+\/[^/]+\.npz$/.test(path))) return 'mica'
  return paths.some((path) => /^[0-9a-f]{16}\/(full_head\.obj|cameras\.npz)$/.test(path)) ? 'h3ds' : null
}

export { isH3dsScene, readH3dsScene } from './h3dsReader.ts'
export {
  compareWithManifest,
  type Manifest,
  type ManifestFile,
  manifestFileName,
  readManifest,
  type Sha256,
  verifyListing,
  writeManifest,
} from './manifest.ts'
export { sceneIdOf } from './sceneId.ts'
export type * from './types.ts'
export { datasetLayoutNames } from './types.ts'
