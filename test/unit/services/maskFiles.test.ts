import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { readCamerasNpz, writeCamerasNpz } from '#core/formats/cameras.ts'
import { readMesh } from '#core/formats/index.ts'
import { intersectionOverUnion } from '#core/masks/compare.ts'
import { rasterizeSilhouette } from '#core/masks/silhouette.ts'
import { seededRandom } from '#core/model/random.ts'
import { startHost, testRoot } from './testHost.ts'
import { writeTinyCapture } from './tinyCapture.ts'

const root = testRoot('maskFiles')
const source = join(root, 'source')
const file = (name: string): string => join(source, name)
const size = { widthPx: 96, heightPx: 72 }

/** Photos in which the head is where its true outline is, one colour before another, with noise. */
const photographHeads = async (): Promise<Uint8Array[]> => {
  const { mesh } = readMesh(readFileSync(file('lowres.ply')), 'lowres.ply')
  const { cameras } = readCamerasNpz(readFileSync(file('cameras_lowres.npz')))
  const random = seededRandom(8)
  const truths: Uint8Array[] = []
  for (const [i, name] of readdirSync(file('images')).sort().entries()) {
    const truth = rasterizeSilhouette({ mesh, worldMat: cameras.get(i)!.worldMat, ...size })
    const rgb = Uint8Array.from({ length: truth.length * 3 }, (_, k) => {
      const color = truth[Math.floor(k / 3)] ? [205, 160, 130] : [60, 80, 105]
      return Math.max(0, Math.min(255, color[k % 3] + 10 * random.normal()))
    })
    await sharp(rgb, { raw: { width: 96, height: 72, channels: 3 } })
      .jpeg({ quality: 98 })
      .toFile(join(file('images'), name))
    truths.push(truth)
  }
  return truths
}

let truths: Uint8Array[] = []
beforeAll(async () => {
  await writeTinyCapture(source)
  truths = await photographHeads()
})

const masksIn = async (files: readonly string[]): Promise<Uint8Array[]> => {
  const masks: Uint8Array[] = []
  for (const path of files) {
    expect(await sharp(path).metadata()).toMatchObject({ channels: 1, depth: 'uchar', width: 96, height: 72 })
    masks.push(new Uint8Array(await sharp(path).toColourspace('b-w').raw().toBuffer()))
  }
  return masks
}

describe('masks of plain files', () => {
  test('a scan that stands beside its photo is put right by it; σ comes from the alignment (seed 8)', async () => {
    // Everything 3 pixels to the right of where it is in the photos.
    const { cameras } = readCamerasNpz(readFileSync(file('cameras_lowres.npz')))
    const shifted = new Map(
      [...cameras].map(([i, camera]) => {
        const worldMat = camera.worldMat.map((value, k) => (k < 4 ? value + 3 * camera.worldMat[k + 8] : value))
        return [i, { ...camera, worldMat: worldMat as never }] as const
      }),
    )
    writeFileSync(join(root, 'shifted.npz'), writeCamerasNpz(shifted))
    writeFileSync(join(root, 'report.json'), JSON.stringify({ residual: { median: 8, mean: 9, p90: 12, unit: 'mm' } }))
    const { client } = startHost()
    const input = { mesh: file('lowres.ply'), cameras: join(root, 'shifted.npz'), images: file('images') }
    const plain = await client.run('files.proposeMasks', { ...input, out: join(root, 'plain') })
    const refined = await client.run('files.proposeMasks', {
      ...input,
      out: join(root, 'refined'),
      refine: 'grabcut',
      alignment: join(root, 'report.json'),
    })
    expect(refined).toMatchObject({ masks: 3, sigmaMm: 8, warnings: [] })
    const [before, after] = [await masksIn(plain.files), await masksIn(refined.files)]
    for (const [i, truth] of truths.entries()) {
      expect(intersectionOverUnion(before[i], truth)).toBeLessThan(0.9)
      expect(intersectionOverUnion(after[i], truth), `view ${i}`).toBeGreaterThan(0.95)
    }
  })

  test('boxes and strokes stand in for a scan; photos without are named', async () => {
    const { client } = startHost()
    const [first, second] = readdirSync(file('images')).sort()
    writeFileSync(join(root, 'boxes.json'), JSON.stringify({ [first]: [22, 4, 52, 66] }))
    const strokes = { subject: [[48, 20, 48, 50]], background: [[3, 3, 3, 68, 92, 68, 92, 3]], radiusPx: 2 }
    writeFileSync(join(root, 'strokes.json'), JSON.stringify({ [second]: strokes }))
    const result = await client.run('files.proposeMasks', {
      images: file('images'),
      out: join(root, 'hinted'),
      boxes: join(root, 'boxes.json'),
      scribbles: join(root, 'strokes.json'),
    })
    expect(result.masks).toBe(2)
    expect(result.warnings.map(({ code }) => code)).toEqual(['photo-without-hint'])
    const masks = await masksIn(result.files)
    for (const [i, mask] of masks.entries()) expect(intersectionOverUnion(mask, truths[i])).toBeGreaterThan(0.93)
  })

  test('a cut in 3D ends the masks of all views there', async () => {
    const { client } = startHost()
    const { mesh } = readMesh(readFileSync(file('lowres.ply')), 'lowres.ply')
    const middle = [0, 1, 2].map(
      (c) => mesh.positions.filter((_, i) => i % 3 === c).reduce((sum, v) => sum + v, 0) / (mesh.positions.length / 3),
    )
    const input = { mesh: file('lowres.ply'), cameras: file('cameras_lowres.npz'), images: file('images') }
    const areas = async (normal: readonly number[] | null, name: string): Promise<number[]> => {
      const cut = normal && join(root, `${name}.json`)
      if (cut) writeFileSync(cut, JSON.stringify({ plane: { point: middle, normal } }))
      const { files } = await client.run('files.proposeMasks', { ...input, out: join(root, name), cut })
      return (await masksIn(files)).map((mask) => mask.filter(Boolean).length)
    }
    const whole = await areas(null, 'uncut')
    const up = await areas([0, 1, 0], 'cut up')
    const down = await areas([0, -1, 0], 'cut down')
    for (const [i, area] of whole.entries()) {
      expect(up[i]).toBeLessThan(area)
      expect(down[i]).toBeLessThan(area)
      expect(up[i] + down[i]).toBeGreaterThanOrEqual(area)
    }
  })

  test('says what is missing, and what a file of hints is not', async () => {
    const { client } = startHost()
    const input = { images: file('images'), out: join(root, 'none') }
    await expect(client.run('files.proposeMasks', input)).rejects.toMatchObject({ code: 'input/no-evidence' })
    await expect(client.run('files.proposeMasks', { ...input, mesh: file('lowres.ply') })).rejects.toMatchObject({
      code: 'input/no-cameras',
    })
    writeFileSync(join(root, 'bad.json'), '{"img_0000.jpg": [1, 2]}')
    await expect(client.run('files.proposeMasks', { ...input, boxes: join(root, 'bad.json') })).rejects.toMatchObject({
      code: 'input/mask-hints',
    })
  })
})

describe('checking masks of plain files', () => {
  test('masks from the scan agree with it; one that was damaged is the first suspect', async () => {
    const { client } = startHost()
    const masks = join(root, 'checked')
    const { files } = await client.run('files.proposeMasks', {
      mesh: file('lowres.ply'),
      cameras: file('cameras_lowres.npz'),
      images: file('images'),
      out: masks,
    })
    const half = await sharp(files[1]).toColourspace('b-w').raw().toBuffer()
    half.fill(0, 0, 96 * 40)
    await sharp(half, { raw: { width: 96, height: 72, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toFile(files[1])
    const input = { mesh: file('lowres.ply'), cameras: file('cameras_lowres.npz'), masks }
    const result = await client.run('files.checkMasks', input)
    expect(result.views.map(({ view, suspect }) => [view, suspect])).toEqual([
      [0, 'none'],
      [1, 'mask'],
      [2, 'none'],
    ])
    const { masks: rows, meanIou } = await client.run('files.compareMasks', { a: masks, b: masks })
    expect(rows.map(({ iou, boundaryF }) => [iou, boundaryF])).toEqual([1, 1, 1].map(() => [1, 1]))
    expect(meanIou).toBe(1)
    await expect(client.run('files.checkMasks', { ...input, masks: join(root, 'nowhere') })).rejects.toMatchObject({
      code: 'input/unreadable',
    })
  })
})
