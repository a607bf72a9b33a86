import type { NamedFile } from './inspectModel.ts'
import { openModelUv } from './modelUvFile.ts'
import { openMesh } from './openMesh.ts'
import { openScanTexture } from './scanTextureFiles.ts'
import type { Job, MeshReference } from './types.ts'

export interface CheckTextureInput {
  readonly model: NamedFile
  readonly uv: NamedFile | null
  /** What colours are taken from; null where photos are, or where only the layout is asked about. */
  readonly scan: MeshReference | null
}

/** Refuses, before the long work, a texture that could not be made: no UV layout, or nothing to take colours from. */
export const checkTexture: Job<CheckTextureInput, null> = {
  id: 'checkTexture',
  run: async (input, context) => {
    await openModelUv(input, context)
    if (input.scan) await openScanTexture(input.scan, await openMesh(input.scan, context), context)
    return null
  },
  transfers: () => [],
}
