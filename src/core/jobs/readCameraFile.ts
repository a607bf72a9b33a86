import { readColmapCameras } from '../formats/cameras/colmapCameras.ts'
import { readNerfstudioCameras } from '../formats/cameras/nerfstudioCameras.ts'
import { readCamerasNpz } from '../formats/cameras.ts'
import type { Camera } from '../model/camera.ts'
import type { Warning } from '../model/mesh.ts'
import type { NamedFile } from './inspectModel.ts'
import type { Job, JobContext } from './types.ts'

export interface CameraFile {
  /** Camera index → camera, ascending. */
  readonly cameras: ReadonlyMap<number, Camera>
  readonly warnings: readonly Warning[]
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** Readers by the ending of the file's name; .npz where none is known. */
const readers: Readonly<Record<string, (file: NamedFile, context: JobContext) => Promise<CameraFile>>> = {
  npz: async ({ ref }, context) => readCamerasNpz(await context.readFile(ref)),
  txt: async ({ ref }, context) =>
    readColmapCameras(textOf(await context.readFile(ref)), textOf(await context.readBeside(ref, 'images.txt'))),
  json: async ({ ref }, context) => readNerfstudioCameras(textOf(await context.readFile(ref))),
}

/** cameras.npz, COLMAP's cameras.txt with images.txt beside it, or nerfstudio's transforms.json. */
export const readCameraFile: Job<NamedFile, CameraFile> = {
  id: 'readCameraFile',
  run: (file, context) => {
    const ending = file.fileName.slice(file.fileName.lastIndexOf('.') + 1).toLowerCase()
    return (readers[ending] ?? readers.npz)(file, context)
  },
  transfers: () => [],
}
