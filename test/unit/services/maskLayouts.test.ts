import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { maskLayoutIds } from '#core/datasets/masks/maskLayouts.ts'
import { readCoco, readLabelme } from '#core/formats/masks/annotationFiles.ts'
import { decodeCocoRle } from '#core/formats/masks/cocoRle.ts'
import { fillPolygons } from '#core/formats/masks/polygonMask.ts'
import { encodeCocoRle } from './encodeCocoRle.ts'
import { startHost, testRoot } from './testHost.ts'

const root = testRoot('maskLayouts')
const side = 224
/** Every other pixel: a shift by one turns it into its opposite. */
const checker = Uint8Array.from({ length: side * side }, (_, i) =>
  ((i % side) + Math.floor(i / side)) % 2 === 0 ? 255 : 0,
)
const names = ['img_0000.jpg', 'img_0001.jpg']
const images = join(root, 'images')
const masks = join(root, 'masks')

const writeGrey = (path: string, pixels: Uint8Array, width = side, height = side) =>
  sharp(pixels, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toFile(path)

beforeAll(async () => {
  mkdirSync(images, { recursive: true })
  mkdirSync(masks, { recursive: true })
  for (const [i, name] of names.entries()) {
    const rgb = Uint8Array.from({ length: side * side * 3 }, (_, k) => (k * 7 + i) % 256)
    await sharp(rgb, { raw: { width: side, height: side, channels: 3 } })
      .jpeg()
      .toFile(join(images, name))
    await writeGrey(join(masks, `mask_000${i}.png`), checker)
  }
})

const pixelsOf = async (path: string): Promise<Uint8Array> =>
  new Uint8Array(await sharp(path).toColourspace('b-w').raw().toBuffer())
const rgbaOf = async (path: string): Promise<Uint8Array> => new Uint8Array(await sharp(path).raw().toBuffer())
const transforms = () => {
  const path = join(root, 'transforms.json')
  writeFileSync(path, JSON.stringify({ fl_x: 1, frames: names.map((name) => ({ file_path: `images/${name}` })) }))
  return path
}

describe('mask layouts', () => {
  for (const layout of maskLayoutIds) {
    test(`a checker of single pixels goes out as ${layout} and comes back pixel by pixel`, async () => {
      const { client } = startHost()
      const out = join(root, layout)
      const result = await client.run('files.exportMasks', {
        layout,
        masks,
        images,
        out,
        hair: masks,
        transforms: transforms(),
      })
      expect(result).toMatchObject({ layout, masks: 2, warnings: [] })
      const back = join(root, `${layout} back`)
      await client.run('files.importMasks', { from: layout, source: out, images, out: back })
      expect(readdirSync(back).sort()).toEqual(['mask_0000.png', 'mask_0001.png'])
      for (const name of readdirSync(back)) {
        expect(Buffer.from(await pixelsOf(join(back, name)))).toEqual(Buffer.from(checker))
      }
    })
  }

  test('files lie where their readers look for them, and say what they take them to say', async () => {
    const at = (layout: string, path: string): string => join(root, layout, path)
    expect(existsSync(at('h3ds', 'mask/mask_0001.png'))).toBe(true)
    expect(existsSync(at('neus', 'image/001.png')) && existsSync(at('neus', 'mask/001.png'))).toBe(true)
    expect(existsSync(at('colmap', 'masks/img_0001.jpg.png'))).toBe(true)
    expect(existsSync(at('neural-haircut', 'hair_mask/img_0001.png'))).toBe(true)
    const ignored = await pixelsOf(at('instant-ngp', 'dynamic_mask_img_0001.png'))
    expect(ignored.every((value, i) => value === 255 - checker[i])).toBe(true)
    const cutOut = await rgbaOf(at('rgba', 'img_0000.png'))
    expect(cutOut.filter((_, k) => k % 4 === 3)).toEqual(checker)
    const { frames } = JSON.parse(readFileSync(at('nerfstudio', 'transforms.json'), 'utf8'))
    expect(frames.map(({ mask_path }: { mask_path: string }) => mask_path)).toEqual([
      'masks/img_0000.png',
      'masks/img_0001.png',
    ])
  })

  test('refuses sizes that differ, photos a layout cannot take, hair beside the head, and leaves nothing behind', async () => {
    const { client } = startHost()
    const wrong = join(root, 'wrong')
    mkdirSync(wrong)
    await writeGrey(join(wrong, 'mask_0000.png'), checker.subarray(0, 100 * side), side, 100)
    await writeGrey(join(wrong, 'mask_0001.png'), checker)
    const out = join(root, 'refused')
    const input = { layout: 'h3ds', masks, images, out }
    await expect(client.run('files.exportMasks', { ...input, masks: wrong })).rejects.toMatchObject({
      code: 'input/image-size',
    })
    await expect(client.run('files.exportMasks', { ...input, layout: 'neural-haircut' })).rejects.toMatchObject({
      code: 'input/layout-hair',
    })
    const hair = join(root, 'hair')
    mkdirSync(hair)
    for (const i of [0, 1]) await writeGrey(join(hair, `mask_000${i}.png`), new Uint8Array(side * side).fill(255))
    await expect(client.run('files.exportMasks', { ...input, layout: 'neural-haircut', hair })).rejects.toMatchObject({
      code: 'input/layout-hair',
    })
    await expect(client.run('files.exportMasks', { ...input, out: join(root, 'h3ds') })).rejects.toMatchObject({
      code: 'input/folder-not-empty',
    })
    const mine = join(root, 'mine.txt')
    writeFileSync(mine, 'a file that is mine')
    await expect(client.run('files.exportMasks', { ...input, out: mine })).rejects.toMatchObject({
      code: 'input/out-is-no-folder',
    })
    expect(readFileSync(mine, 'utf8')).toBe('a file that is mine')
    expect(existsSync(out)).toBe(false)
    expect(readdirSync(root).filter((name) => name.startsWith('.cameo'))).toEqual([])
    const wide = join(root, 'wide')
    mkdirSync(wide)
    await sharp({ create: { width: 30, height: 20, channels: 3, background: '#456' } })
      .jpeg()
      .toFile(join(wide, 'img_0000.jpg'))
    await expect(
      client.run('files.exportMasks', { ...input, images: wide, layout: 'deep3dface' }),
    ).rejects.toMatchObject({ code: 'input/layout-size' })
    await expect(
      client.run('files.importMasks', { from: 'h3ds', source: join(root, 'h3ds'), images: wide, out }),
    ).rejects.toMatchObject({ code: 'input/image-size' })
    await sharp(join(wide, 'img_0000.jpg')).withMetadata({ orientation: 6 }).toFile(join(wide, 'img_0001.jpg'))
    await expect(
      client.run('files.importMasks', { from: 'h3ds', source: join(root, 'h3ds'), images: wide, out }),
    ).rejects.toMatchObject({ code: 'input/exif-orientation' })
  })
})

describe('annotation files', () => {
  test('COCO run lengths come back as they were, for any mask; the known text of a small one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.infiniteStream(fc.boolean()),
        (width, height, bits) => {
          const mask = Uint8Array.from({ length: width * height }, () => (bits.next().value ? 255 : 0))
          expect(decodeCocoRle(encodeCocoRle(mask, width, height))).toEqual(mask)
        },
      ),
    )
    // Down the columns of 3 × 2: 0 1 1 | 0 0 1.
    const small = Uint8Array.from([0, 0, 255, 0, 255, 255])
    expect(decodeCocoRle({ size: [3, 2], counts: [1, 2, 2, 1] })).toEqual(small)
    expect(() => decodeCocoRle({ size: [3, 2], counts: [1, 2] })).toThrow(/3 pixels/)
    expect(() => decodeCocoRle({ size: [3, 2], counts: '~' })).toThrow(/damaged/)
  })

  test('a polygon about one pixel fills this pixel alone', () => {
    const mask = fillPolygons([[3, 4, 4, 4, 4, 5, 3, 5]], 8, 8)
    expect([...mask].flatMap((value, i) => (value ? [i] : []))).toEqual([4 * 8 + 3])
  })

  test('labelme and COCO files are read by label; what is no area is named', () => {
    const shapes = [
      {
        label: 'head',
        shape_type: 'rectangle',
        points: [
          [1, 1],
          [4, 3],
        ],
      },
      {
        label: 'head',
        shape_type: 'linestrip',
        points: [
          [0, 0],
          [5, 5],
        ],
      },
      {
        label: 'chair',
        shape_type: 'polygon',
        points: [
          [0, 4],
          [2, 4],
          [2, 6],
          [0, 6],
        ],
      },
    ]
    const text = JSON.stringify({ imagePath: '..\\a\\img_1.jpg', imageWidth: 8, imageHeight: 6, shapes })
    const head = readLabelme(text, 'head')
    expect(head).toMatchObject({ photo: 'img_1.jpg', widthPx: 8, heightPx: 6, skipped: ['head (linestrip)'] })
    expect(head.mask.filter(Boolean)).toHaveLength(6)
    expect(readLabelme(text, null).mask.filter(Boolean)).toHaveLength(10)
    const coco = JSON.stringify({
      images: [{ id: 7, file_name: 'x/img_1.jpg', width: 8, height: 6 }],
      annotations: [
        { image_id: 7, category_id: 1, segmentation: encodeCocoRle(head.mask, 8, 6) },
        { image_id: 7, category_id: 2, segmentation: [[0, 4, 2, 4, 2, 6, 0, 6]] },
      ],
      categories: [
        { id: 1, name: 'head' },
        { id: 2, name: 'chair' },
      ],
    })
    expect(readCoco(coco, 'head')[0].mask).toEqual(head.mask)
    expect(readCoco(coco, null)[0]).toMatchObject({ photo: 'img_1.jpg' })
    expect(readCoco(coco, null)[0].mask.filter(Boolean)).toHaveLength(10)
    expect(() => readCoco(coco, 'dog')).toThrow(/no category/)
    expect(() => readLabelme('{}', null)).toThrow(/labelme/)
  })
})
