import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { startProject, testRoot } from './testHost.ts'
import { writeTinyCapture } from './tinyCapture.ts'

const root = testRoot('photo-versions')

test('an import makes the small versions of large photos; those of small ones and lost ones are made when asked for', async () => {
  const source = join(root, 'source', 'anna')
  await writeTinyCapture(source)
  const large = { width: 2400, height: 3200, channels: 3, background: { r: 180, g: 120, b: 90 } } as const
  await sharp({ create: large })
    .jpeg()
    .toFile(join(source, 'images', 'img_0001.jpg'))
  const host = await startProject(root, 'project')
  const { subjectIds } = await host.client.run('captures.import', { path: source })
  const { images } = await host.client.call('subjects.get', { subjectId: subjectIds[0] })
  const folder = join(host.folder, 'thumbnails')
  const files = (): string[] => {
    try {
      return readdirSync(folder).filter((name) => name.endsWith('.jpg'))
    } catch {
      return []
    }
  }
  const pathOf = async (url: string | null): Promise<string> => {
    const route = (url ?? '').replace(/^bytes\//, '').replace(/\?.*/, '')
    return (await host.resolveBytes(route))?.path as string
  }
  const sizes = async (urls: readonly (string | null)[]) =>
    Promise.all(
      urls.map(async (url) => {
        const { width, height } = await sharp(await pathOf(url)).metadata()
        return [width, height]
      }),
    )
  await expect.poll(() => files().length, { timeout: 20_000 }).toBe(3)
  const { thumbnailUrl, smallUrl, previewUrl } = images[1]
  const all = [thumbnailUrl, smallUrl, previewUrl]
  const wanted = [
    [192, 256],
    [600, 800],
    [1200, 1600],
  ]
  expect(await sizes(all)).toEqual(wanted)
  const { data } = await sharp(await pathOf(smallUrl))
    .raw()
    .toBuffer({ resolveWithObject: true })
  expect([data[0], data[1], data[2]].map((value, i) => Math.abs(value - [180, 120, 90][i]) < 4)).toEqual([
    true,
    true,
    true,
  ])
  expect([images[0].smallUrl, images[0].previewUrl]).toEqual([null, null])
  expect(await sizes([images[0].thumbnailUrl])).toEqual([[96, 72]])
  expect(files()).toHaveLength(4)
  // Lost ones come together, whichever is asked for first.
  rmSync(folder, { recursive: true })
  expect(await sizes([thumbnailUrl])).toEqual([wanted[0]])
  expect(files()).toHaveLength(3)
  rmSync(folder, { recursive: true })
  expect(await sizes(all)).toEqual(wanted)
})
