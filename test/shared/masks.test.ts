import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { readCamerasNpz } from '#core/formats/cameras.ts'
import { readMesh } from '#core/formats/index.ts'
import { intersectionOverUnion } from '#core/masks/compare.ts'
import { rasterizeSilhouette } from '#core/masks/silhouette.ts'

const samples = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'capture-sample')
const isMissing = !existsSync(samples)
if (isMissing) console.warn('SKIPPED: masks on capture-sample, because the folder ../shared/data is not there.')

describe.skipIf(isMissing)('silhouettes of capture-sample', () => {
  for (const subject of ['001', '002']) {
    test(`subject ${subject}: the fine scan through its true cameras covers the true masks, IoU at least 0.998`, async () => {
      const folder = join(samples, `subject_${subject}`)
      const { mesh } = readMesh(readFileSync(join(folder, 'highres.ply')), 'highres.ply')
      const { cameras } = readCamerasNpz(readFileSync(join(folder, 'truth_cameras_highres.npz')))
      expect(cameras.size).toBe(12)
      for (const [view, { worldMat }] of cameras) {
        const file = join(folder, 'masks_true', `mask_${String(view).padStart(4, '0')}.png`)
        const { data, info } = await sharp(file).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
        expect(info.channels).toBe(1)
        const silhouette = rasterizeSilhouette({ mesh, worldMat, widthPx: info.width, heightPx: info.height })
        expect(intersectionOverUnion(silhouette, data), `view ${view}`).toBeGreaterThanOrEqual(0.998)
      }
    })
  }
})
