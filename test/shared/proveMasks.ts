import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, describe, expect, test } from 'vitest'
import { readCamerasNpz } from '#core/formats/cameras.ts'
import { readMesh } from '#core/formats/index.ts'
import { boundaryDistances } from '#core/masks/check/boundaryDistances.ts'
import { intersectionOverUnion } from '#core/masks/compare.ts'
import { rasterizeSilhouette } from '#core/masks/silhouette.ts'
import { closeHostsAtEnd, startHost } from '../unit/services/testHost.ts'

const samples = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'capture-sample')
const isMissing = !existsSync(samples)
if (isMissing) console.warn('SKIPPED: masks on capture-sample, because the folder ../shared/data is not there.')

const out = mkdtempSync(join(tmpdir(), 'cameo-masks-'))
afterAll(() => rmSync(out, { recursive: true, force: true }))
closeHostsAtEnd()

const readMask = async (file: string) => {
  const { data, info } = await sharp(file).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  expect(info.channels).toBe(1)
  return { mask: new Uint8Array(data), widthPx: info.width, heightPx: info.height }
}

const nameOf = (view: number): string => `mask_${String(view).padStart(4, '0')}.png`

/** Mean IoU with the true masks, and the mean over the views of the 95th percentile of the outlines' distance. */
const measure = async (folder: string, masks: string, label: string) => {
  const rows: { iou: number; p95Px: number }[] = []
  for (let view = 0; view < 12; view++) {
    const truth = await readMask(join(folder, 'masks_true', nameOf(view)))
    const { mask } = await readMask(join(masks, nameOf(view)))
    rows.push({ iou: intersectionOverUnion(mask, truth.mask), p95Px: boundaryDistances(mask, truth.mask, truth).p95Px })
  }
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const result = {
    iou: mean(rows.map(({ iou }) => iou)),
    worstIou: Math.min(...rows.map(({ iou }) => iou)),
    p95Px: mean(rows.map(({ p95Px }) => p95Px)),
  }
  console.log(
    `${label}: IoU ${result.iou.toFixed(4)} (worst ${result.worstIou.toFixed(4)}), p95 ${result.p95Px.toFixed(2)} px`,
  )
  return result
}

const align = async (folder: string, name: string) => {
  const { client } = startHost()
  await client.run('files.align', {
    source: join(folder, 'lowres.ply'),
    target: join(folder, 'highres.ply'),
    sourceLandmarks: join(folder, 'lowres_landmarks.json'),
    targetLandmarks: join(folder, 'highres_landmarks.json'),
    cameras: join(folder, 'cameras_lowres.npz'),
    out: join(out, name),
    options: {},
  })
}

/** Holds the masks of one subject of capture-sample, with no stroke painted, to the true ones. */
export const proveMasks = (subject: string): void => {
  describe.skipIf(isMissing)(`masks of capture-sample, subject ${subject}`, { timeout: 600_000 }, () => {
    const folder = join(samples, `subject_${subject}`)
    const images = join(folder, 'images')

    test(`the fine scan through its true cameras covers the true masks, IoU at least 0.998`, async () => {
      const { mesh } = readMesh(readFileSync(join(folder, 'highres.ply')), 'highres.ply')
      const { cameras } = readCamerasNpz(readFileSync(join(folder, 'truth_cameras_highres.npz')))
      expect(cameras.size).toBe(12)
      for (const [view, { worldMat }] of cameras) {
        const { mask, ...size } = await readMask(join(folder, 'masks_true', nameOf(view)))
        const silhouette = rasterizeSilhouette({ mesh, worldMat, ...size })
        expect(intersectionOverUnion(silhouette, mask), `view ${view}`).toBeGreaterThanOrEqual(0.998)
      }
    })

    test(`from the aligned fine scan, refined, IoU at least 0.995 and p95 at most 2 px`, async () => {
      await align(folder, `align${subject}`)
      const masks = join(out, `fine${subject}`)
      const { client } = startHost()
      const result = await client.run('files.proposeMasks', {
        mesh: join(folder, 'highres.ply'),
        cameras: join(out, `align${subject}`, 'cameras.npz'),
        alignment: join(out, `align${subject}`, 'report.json'),
        images,
        out: masks,
        refine: 'grabcut',
      })
      expect(result.sigmaMm).toBeGreaterThan(0.1)
      const { iou, p95Px } = await measure(folder, masks, `${subject} fine`)
      expect(iou).toBeGreaterThanOrEqual(0.995)
      expect(p95Px).toBeLessThanOrEqual(2)
    })

    test(`from the coarse scan, which misses the back and most of the torso, IoU at least 0.96`, async () => {
      const masks = join(out, `coarse${subject}`)
      const { client } = startHost()
      const result = await client.run('files.proposeMasks', {
        mesh: join(folder, 'lowres.ply'),
        cameras: join(folder, 'cameras_lowres.npz'),
        images,
        out: masks,
        refine: 'grabcut',
      })
      expect(result.warnings.map(({ code }) => code)).toEqual(['floating-pieces'])
      const { iou } = await measure(folder, masks, `${subject} coarse`)
      expect(iou).toBeGreaterThanOrEqual(0.96)
    })

    test(`the true masks are not suspected, one with a piece painted out is`, async () => {
      const { client } = startHost()
      const input = { mesh: join(folder, 'highres.ply'), cameras: join(folder, 'truth_cameras_highres.npz') }
      const clean = await client.run('files.checkMasks', { ...input, masks: join(folder, 'masks_true') })
      expect(clean.views.map(({ suspect }) => suspect)).toEqual(Array.from({ length: 12 }, () => 'none'))
      expect(clean.carvers).toEqual([])
      const masks = join(out, `damaged${subject}`)
      mkdirSync(masks)
      for (let view = 0; view < 12; view++)
        copyFileSync(join(folder, 'masks_true', nameOf(view)), join(masks, nameOf(view)))
      const { mask, widthPx, heightPx } = await readMask(join(masks, nameOf(3)))
      const top = Math.floor(mask.indexOf(255) / widthPx)
      mask.fill(0, 0, (top + 25) * widthPx)
      await sharp(mask, { raw: { width: widthPx, height: heightPx, channels: 1 } })
        .toColourspace('b-w')
        .png()
        .toFile(join(masks, nameOf(3)))
      const damaged = await client.run('files.checkMasks', { ...input, masks })
      expect(
        damaged.views.filter(({ suspect }) => suspect !== 'none').map(({ view, suspect }) => [view, suspect]),
      ).toEqual([[3, 'mask']])
    })

    test(`from a box about the person alone, IoU at least 0.93`, async () => {
      const boxes: Record<string, number[]> = {}
      for (let view = 0; view < 12; view++) {
        const { mask, widthPx, heightPx } = await readMask(join(folder, 'masks_true', nameOf(view)))
        const marginPx = 12
        const low = [Infinity, Infinity]
        const high = [-Infinity, -Infinity]
        for (let i = 0; i < mask.length; i++) {
          if (mask[i] === 0) continue
          for (const [c, at] of [i % widthPx, Math.floor(i / widthPx)].entries()) {
            low[c] = Math.min(low[c], at)
            high[c] = Math.max(high[c], at)
          }
        }
        const [x, y] = low.map((at) => Math.max(0, at - marginPx))
        const [x1, y1] = high.map((at, c) => Math.min([widthPx, heightPx][c], at + marginPx))
        boxes[`img_${String(view).padStart(4, '0')}.jpg`] = [x, y, x1 - x, y1 - y]
      }
      writeFileSync(join(out, `boxes${subject}.json`), JSON.stringify(boxes))
      const masks = join(out, `box${subject}`)
      const { client } = startHost()
      await client.run('files.proposeMasks', { images, out: masks, boxes: join(out, `boxes${subject}.json`) })
      const { iou } = await measure(folder, masks, `${subject} box`)
      expect(iou).toBeGreaterThanOrEqual(0.93)
    })
  })
}
