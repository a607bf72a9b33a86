import { readPhotoLandmarks } from '../formats/photoLandmarks.ts'
import type { PhotoLandmarks } from '../model/landmarks.ts'
import type { Job, MeshReference } from './types.ts'

/** One file a photo, each with the index of its camera. */
export const readPhotoLandmarkFiles: Job<
  readonly { readonly view: number; readonly file: MeshReference }[],
  ReadonlyMap<number, PhotoLandmarks>
> = {
  id: 'readPhotoLandmarkFiles',
  run: async (files, context) => {
    const photos = new Map<number, PhotoLandmarks>()
    for (const { view, file } of files) {
      photos.set(view, readPhotoLandmarks(await context.readFile(file.ref), file.fileName))
    }
    return photos
  },
  transfers: () => [],
}
