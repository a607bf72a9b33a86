import { join } from 'node:path'
import sharp from 'sharp'
import type { Camera } from '#core/model/camera.ts'
import type { Mat4 } from '#core/model/transform.ts'
import type { ImageEncoders, SyntheticCapture } from '#core/synth/types.ts'
import { clickedHead, encoders, generate, writeCapture } from './captureFolders.ts'
import { folderOnce } from './generatedOnce.ts'

/** The camera of a photo that was enlarged: pixel centres are whole numbers, so its corner stays at −0.5. */
const enlarged = (camera: Camera, factor: number): Camera => {
  const m = [...camera.worldMat]
  for (const row of [0, 4]) {
    for (let k = 0; k < 4; k++) m[row + k] = factor * m[row + k] + (factor / 2 - 0.5) * m[8 + k]
  }
  return { ...camera, worldMat: m as unknown as Mat4 }
}

/** The first of the person's photos, with the cameras and the true masks of these. */
const withPhotos = (capture: SyntheticCapture, count: number): SyntheticCapture => ({
  ...capture,
  photos: capture.photos.slice(0, count),
  cameras: new Map([...capture.cameras].slice(0, count)),
  truth: { ...capture.truth, masks: capture.truth.masks.slice(0, count) },
})

/**
 * The generated person that most test files look at, below `folder`, with large square photos that have the grain of a
 * sensor, so that they are no easier to decode than real ones. Answers the folder of the subject.
 */
export const writeLargeCapture = async (
  folder: string,
  o: { readonly photos: number; readonly photoPx: number },
): Promise<string> => {
  const capture = withPhotos((await generate(clickedHead)).capture, o.photos)
  const factor = o.photoPx / clickedHead.photoSizePx
  const cameras = new Map([...capture.cameras].map(([view, camera]) => [view, enlarged(camera, factor)]))
  const noise = { type: 'gaussian', mean: 128, sigma: 6 } as const
  const grain = await sharp({ create: { width: 512, height: 512, channels: 3, background: '#808080', noise } })
    .png()
    .toBuffer()
  const large: ImageEncoders = {
    ...encoders,
    jpeg: ({ rgb, widthPx, heightPx }) =>
      sharp(rgb, { raw: { width: widthPx, height: heightPx, channels: 3 } })
        .resize(o.photoPx, o.photoPx, { kernel: 'cubic' })
        .composite([{ input: grain, tile: true, blend: 'soft-light' }])
        .jpeg({ quality: 88 })
        .toBuffer(),
  }
  return writeCapture(folder, 'large', { ...capture, cameras }, large)
}

/** Large photos of the person, for reading: the same for every test file of a run. */
export const largeCapture = async (o: { readonly photos: number; readonly photoPx: number }): Promise<string> => {
  const fill = async (folder: string): Promise<void> => {
    await writeLargeCapture(folder, o)
  }
  return join(await folderOnce({ large: [o.photos, o.photoPx] }, fill), 'subject_large')
}
