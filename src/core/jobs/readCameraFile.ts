import { readCamerasNpz } from '../formats/cameras.ts'
import type { Camera } from '../model/camera.ts'
import type { Warning } from '../model/mesh.ts'
import type { FileReference, Job } from './types.ts'

export interface CameraFile {
  /** Camera index → camera, ascending. */
  readonly cameras: ReadonlyMap<number, Camera>
  readonly warnings: readonly Warning[]
}

export const readCameraFile: Job<{ readonly ref: FileReference }, CameraFile> = {
  id: 'readCameraFile',
  run: async ({ ref }, context) => readCamerasNpz(await context.readFile(ref)),
  transfers: () => [],
}
