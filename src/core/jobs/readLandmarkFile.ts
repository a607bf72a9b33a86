import { readLandmarks } from '../formats/index.ts'
import type { LandmarkFile } from '../formats/types.ts'
import type { FileReference, Job } from './types.ts'

export interface ReadLandmarkInput {
  readonly ref: FileReference
  readonly fileName: string
}

export const readLandmarkFile: Job<ReadLandmarkInput, LandmarkFile> = {
  id: 'readLandmarkFile',
  run: async ({ ref, fileName }, context) => readLandmarks(await context.readFile(ref), fileName),
  transfers: () => [],
}
