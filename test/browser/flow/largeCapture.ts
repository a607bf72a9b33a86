import sharp from 'sharp'
import type { Camera } from '#core/model/camera.ts'
import type { Mat4 } from '#core/model/transform.ts'
import type { ImageEncoders } from '#core/synth/types.ts'
import { encoders, generate, writeCapture } from './captureFolders.ts'

const drawnPx = 384

/** The camera of a photo that was enlarged: pixel centres are whole numbers, so its corner stays at −0.5. */
const enlarged = (camera: Camera, factor: number): Camera => {
  const m = [...camera.worldMat]
  for (const row of [0, 4]) {
    for (let k = 0; k < 4; k++) m[row + k] = factor * m[row + k] + (factor / 2 - 0.5) * m[8 + k]
  }
  return { ...camera, worldMat: m as unknown as Mat4 }
}

/**
 * A generated person (seed 11) with large square photos below `folder`, with the grain of a sensor, so that they are no
 * easier to decode than real ones. Answers the folder of the subject.
 */
export const makeLargeCapture = async (folder: string, o: { views: number; photoPx: number }): Promise<string> => {
  const { capture } = await generate({ seed: 11, views: o.views, photoSizePx: drawnPx })
  const factor = o.photoPx / drawnPx
  const cameras = new Map([...capture.cameras].map(([view, camera]) => [view, enlarged(camera, factor)]))
  const large: ImageEncoders = {
    ...encoders,
    jpeg: async ({ rgb, widthPx, heightPx }) => {
      const raw = { width: widthPx, height: heightPx, channels: 3 } as const
      const noise = { type: 'gaussian', mean: 128, sigma: 6 } as const
      const grain = await sharp({ create: { width: 512, height: 512, channels: 3, background: '#808080', noise } })
        .png()
        .toBuffer()
      return sharp(rgb, { raw })
        .resize(o.photoPx, o.photoPx, { kernel: 'cubic' })
        .composite([{ input: grain, tile: true, blend: 'soft-light' }])
        .jpeg({ quality: 88 })
        .toBuffer()
    },
  }
  return writeCapture(folder, 'large', { ...capture, cameras }, large)
}
