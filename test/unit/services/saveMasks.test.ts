import { basename, dirname, join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { paintStroke } from '#core/masks/brush/paintStroke.ts'
import { maskDelta } from '#core/masks/delta.ts'
import { MaskTiles } from '#core/masks/tiles/maskTiles.ts'
import { TileEdit } from '#core/masks/tiles/tileEdit.ts'
import { startProject, testRoot } from './testHost.ts'
import { writeTinyCapture } from './tinyCapture.ts'

const root = testRoot('save-masks')
const size = { widthPx: 96, heightPx: 72 }

test('the masks of one class are written by subject, and photos without a mask are told', async () => {
  const { client, folder } = await startProject(root, 'project')
  const images = []
  // Names that lead out of the folder, and that file systems cannot tell apart.
  for (const [source, name] of [
    ['anna', '../anna/'],
    ['bert', '..:anna:'],
  ]) {
    await writeTinyCapture(join(root, 'captures', source), { size: source === 'anna' ? 1 : 1.1 })
    const { subjectIds } = await client.run('captures.import', { path: join(root, 'captures', source) })
    await client.call('subjects.update', { subjectId: subjectIds[0], name })
    images.push((await client.call('subjects.get', { subjectId: subjectIds[0] })).images)
  }
  await client.call('masks.putClass', { name: 'beard', title: 'Beard', color: '#123456', isExclusive: false })
  const paint = async (imageId: string, className: string, x: number): Promise<void> => {
    const { image } = await client.call('masks.get', { imageId })
    const edit = new TileEdit(new MaskTiles(size))
    paintStroke(edit, { mode: 'paint', radiusPx: 6, points: [x, 30] })
    const delta = Buffer.from(maskDelta(edit.finish(), size)).toString('base64')
    const layers = [{ className, delta }]
    await client.call('masks.edit', { imageId, baseRevision: image.maskRevision, tool: 'brush', layers })
  }
  await paint(images[0][0].id, 'beard', 20)
  await paint(images[0][1].id, 'foreground', 60)
  await paint(images[1][0].id, 'beard', 70)
  const save = (className?: string) =>
    client.run('masks.save', { className, out: join(folder, 'saved', className ?? 'foreground') })
  const whites = async (files: readonly string[]) =>
    Promise.all(
      files.map(async (file) => {
        const picture = sharp(file)
        expect(await picture.metadata()).toMatchObject({ channels: 1, depth: 'uchar', width: 96, height: 72 })
        const data = await picture.toColourspace('b-w').raw().toBuffer()
        expect(new Set(data).size).toBeLessThanOrEqual(2)
        const at = [20, 60, 70].filter((x) => data[30 * 96 + x] === 255)
        return [basename(dirname(file)), basename(file), at]
      }),
    )
  const beards = await save('beard')
  const [first, second] = [basename(dirname(beards.files[0])), basename(dirname(beards.files[2]))]
  expect(first).not.toBe(second)
  expect(await whites(beards.files)).toEqual([
    [first, 'mask_0000.png', [20]],
    [first, 'mask_0001.png', []],
    [second, 'mask_0000.png', [70]],
  ])
  for (const file of beards.files) expect(file.startsWith(join(folder, 'saved', 'beard', '_anna'))).toBe(true)
  expect(beards.warnings.map(({ code }) => code)).toEqual(Array(3).fill('mask-not-saved'))
  // A window sends the foreground with what lies in it; these edits held a beard alone.
  expect((await whites((await save()).files)).map(([, , at]) => at)).toEqual([[], [60], []])
  await expect(save('hat')).rejects.toMatchObject({ code: 'input/mask-class' })
})
