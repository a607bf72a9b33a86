import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import sharp from 'sharp'
import type { MaskOperation, PhotoViewProps } from '../../../../src/renderer/image/types.ts'
import { drawPointerStrokes, type PointerStroke } from '../../flow/penStrokes.ts'
import { openHarness, test } from './harnessPage.ts'
import { startHarness } from './startHarness.ts'
import {
  bright,
  dark,
  disc,
  fixed,
  grown,
  head,
  hole,
  type Inside,
  island,
  maskOf,
  not,
  photoValue,
  pixelsOf,
  shrunk,
  size,
} from './toolScene.ts'

/*
 * Every tool of the mask workspace, driven by pointer and keys in a browser. What has to be in the mask is computed
 * here, pixel by pixel, from what the tool promises.
 */
let folder = ''
let harness: Awaited<ReturnType<typeof startHarness>>

const write = (name: string, pixels: Uint8Array): Promise<unknown> =>
  sharp(pixels, { raw: { width: size.widthPx, height: size.heightPx, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toFile(join(folder, name))

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cameo-tools-'))
  await write('photo.png', pixelsOf(photoValue))
  await write(
    'checker.png',
    pixelsOf((x, y) => ((x + y) % 2 === 0 ? 0 : 255)),
  )
  await write('head.png', maskOf(head))
  await write(
    'half.png',
    maskOf((x) => x < 160),
  )
  await write(
    'right.png',
    maskOf((x) => x >= 120),
  )
  harness = await startHarness({ folders: { photos: folder } })
})
test.afterAll(async () => {
  await harness.close()
  rmSync(folder, { recursive: true, force: true })
})

const view = (page: Page) => page.getByRole('application', { name: 'Photo' })
const brush = { radiusPx: 12, eraserRadiusPx: 12, unit: 'image', hardness: 1, pressure: true, limit: null } as const
const area = { isSubtracting: false, wandTolerance: 20, wandContiguous: true } as const

interface Shown extends Partial<Omit<PhotoViewProps, 'layers' | 'photo'>> {
  readonly photoFile?: string
  readonly maskFile?: string
}

const show = async (page: Page, { photoFile = 'photo.png', maskFile, ...props }: Shown): Promise<void> => {
  await openHarness(page, harness.url)
  const urls = { thumbnailUrl: null, smallUrl: null, previewUrl: null }
  const photo = { imageUrl: `/files/photos/${photoFile}`, ...urls, ...size }
  const maskUrl = maskFile === undefined ? {} : { maskUrl: `/files/photos/${maskFile}` }
  const given = { photo, brush, area, show: 'photo' as const, ...props, ...maskUrl }
  await page.evaluate((all) => window.harness.showPhoto(all), given)
  await expect(view(page)).toHaveAttribute('data-ready', 'true')
}

const mask = (page: Page): Promise<Uint8Array> => page.evaluate(() => window.harness.maskPixels())

/** Nothing where they agree, else how many pixels differ and the first of them. */
const difference = (found: Uint8Array, wanted: Uint8Array): string => {
  let count = Math.abs(found.length - wanted.length)
  let first = Math.min(found.length, wanted.length)
  for (let i = first - 1; i >= 0; i--) {
    if (found[i] === wanted[i]) continue
    count++
    first = i
  }
  if (count === 0) return ''
  const place = `${first % size.widthPx} ${Math.floor(first / size.widthPx)}`
  return `${count} pixels differ, the first at ${place}: ${found[first]} instead of ${wanted[first]}`
}

/** Waits for the mask to be this one, pixel by pixel. */
const expectMask = (page: Page, wanted: Uint8Array): Promise<void> =>
  expect.poll(async () => difference(await mask(page), wanted)).toBe('')

const press = (page: Page, x: number, y: number): Promise<void> =>
  drawPointerStrokes(page, [{ pointerType: 'mouse', points: [{ x, y }] }])

const draw = (page: Page, ...strokes: PointerStroke[]): Promise<void> => drawPointerStrokes(page, strokes)

/** What the view draws at pixels of the photo: `[red, green, blue]` each. */
const drawnAt = async (page: Page, places: readonly (readonly [number, number])[]): Promise<number[][]> => {
  const [scale, tx, ty] = ((await view(page).getAttribute('data-image-to-screen')) ?? '').split(' ').map(Number)
  const shot = await view(page).locator('canvas').screenshot()
  const { data, info } = await sharp(shot).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  return places.map(([x, y]) => {
    const at = 3 * (Math.round(y * scale + ty) * info.width + Math.round(x * scale + tx))
    return [...data.subarray(at, at + 3)]
  })
}

test('the wand takes the colour within its tolerance, one piece or all of them, and takes away', async ({ page }) => {
  await show(page, { tool: 'wand' })
  await press(page, 100, 100)
  await expectMask(page, maskOf(bright[0]))
  await page.evaluate(() =>
    window.harness.showPhoto({ area: { isSubtracting: false, wandTolerance: 20, wandContiguous: false } }),
  )
  await press(page, 230, 120)
  await expectMask(
    page,
    maskOf((x, y) => bright.some((isIn) => isIn(x, y))),
  )
  await page.evaluate(() =>
    window.harness.showPhoto({ area: { isSubtracting: false, wandTolerance: 99, wandContiguous: true } }),
  )
  await press(page, 60, 200)
  // Grey lies 80 from dark and 100 from bright.
  await expectMask(
    page,
    maskOf(() => true),
  )
  await page.evaluate(() =>
    window.harness.showPhoto({ area: { isSubtracting: true, wandTolerance: 20, wandContiguous: true } }),
  )
  await press(page, 60, 200)
  await expectMask(
    page,
    maskOf((x, y) => !dark(x, y)),
  )
})

test('flood fill fills what hangs together with the pixel, and takes it away', async ({ page }) => {
  await show(page, { tool: 'fill', maskFile: 'head.png' })
  await press(page, 120, 120)
  const filled: Inside = (x, y) => disc(120, 120, 60)(x, y) || island(x, y)
  await expectMask(page, maskOf(filled))
  await page.evaluate(() =>
    window.harness.showPhoto({ area: { isSubtracting: true, wandTolerance: 20, wandContiguous: true } }),
  )
  await press(page, 243, 43)
  await expectMask(page, maskOf(disc(120, 120, 60)))
})

const wholeMask: readonly { readonly name: string; readonly operation: MaskOperation; readonly wanted: Inside }[] = [
  { name: 'grow', operation: { kind: 'work', work: { kind: 'grow', radiusPx: 5 } }, wanted: grown(head, 5) },
  { name: 'shrink', operation: { kind: 'work', work: { kind: 'shrink', radiusPx: 5 } }, wanted: shrunk(head, 5) },
  {
    name: 'open',
    operation: { kind: 'work', work: { kind: 'open', radiusPx: 4 } },
    wanted: grown(fixed(shrunk(head, 4)), 4),
  },
  {
    name: 'close',
    operation: { kind: 'work', work: { kind: 'close', radiusPx: 4 } },
    wanted: shrunk(fixed(grown(head, 4)), 4),
  },
  {
    name: 'fill holes up to 29 pixels',
    operation: { kind: 'work', work: { kind: 'holes', largestPx: 29 } },
    wanted: (x, y) => head(x, y) || hole(x, y),
  },
  {
    name: 'fill holes up to 28 pixels',
    operation: { kind: 'work', work: { kind: 'holes', largestPx: 28 } },
    wanted: head,
  },
  {
    name: 'remove islands up to 49 pixels',
    operation: { kind: 'work', work: { kind: 'islands', largestPx: 49 } },
    wanted: (x, y) => head(x, y) && !island(x, y),
  },
  {
    name: 'remove islands up to 48 pixels',
    operation: { kind: 'work', work: { kind: 'islands', largestPx: 48 } },
    wanted: head,
  },
  { name: 'invert', operation: { kind: 'invert' }, wanted: not(head) },
  {
    name: 'add a range of brightness',
    operation: { kind: 'brightness', range: { low: 200, high: 255 }, mode: 'add' },
    wanted: (x, y) => head(x, y) || photoValue(x, y) === 220,
  },
  {
    name: 'keep only a range of brightness',
    operation: { kind: 'brightness', range: { low: 100, high: 140 }, mode: 'intersect' },
    wanted: (x, y) => head(x, y) && photoValue(x, y) === 120,
  },
]

test('work on the whole mask is exact, pixel by pixel', async ({ page }) => {
  for (const [i, { name, operation, wanted }] of wholeMask.entries()) {
    await test.step(name, async () => {
      // The same mask under another address, which the view then loads.
      await show(page, { maskFile: `head.png?${i}` })
      await expectMask(page, maskOf(head))
      await page.evaluate((given) => window.harness.photo.current?.operate(given), operation)
      await expect(view(page)).toHaveAttribute('data-ready', 'true')
      await expectMask(page, maskOf(wanted))
    })
  }
})

test('limited to a range of brightness the brush paints only such pixels', async ({ page }) => {
  await show(page, { tool: 'paint', brush: { ...brush, radiusPx: 30, limit: { low: 200, high: 255 } } })
  // The first press has the brightness read; nothing is painted before it is known.
  await press(page, 140, 100)
  await expect(view(page)).toHaveAttribute('data-ready', 'true')
  await press(page, 140, 100)
  await expectMask(
    page,
    maskOf((x, y) => disc(140, 100, 30)(x, y) && bright[0](x, y)),
  )
})

test('a soft brush falls off smoothly, going over it again adds nothing, and a second stroke does', async ({
  page,
}) => {
  await show(page, { tool: 'paint', brush: { ...brush, radiusPx: 20, hardness: 0.5 } })
  const covered = (x: number, y: number): number => {
    const share = Math.hypot(x - 160, y - 120) / 20
    const t = (1 - share) / 0.5
    return share >= 1 ? 0 : share <= 0.5 ? 255 : Math.round(255 * t * t * (3 - 2 * t))
  }
  const at = { x: 160, y: 120 }
  await draw(page, { pointerType: 'mouse', points: [at, at, at] })
  await expectMask(page, pixelsOf(covered))
  await draw(page, { pointerType: 'mouse', points: [at] })
  await expectMask(
    page,
    pixelsOf((x, y) => {
      const before = covered(x, y)
      return Math.round(before + ((255 - before) * before) / 255)
    }),
  )
})

test('a pen paints by its pressure, its other end erases with the eraser’s size', async ({ page }) => {
  await show(page, { tool: 'paint', brush: { ...brush, radiusPx: 40, eraserRadiusPx: 9 } })
  await draw(page, { pointerType: 'pen', points: [{ x: 160, y: 120, pressure: 0.5 }] })
  // 15 % of the radius without pressure, all of it with full pressure.
  const radius = 40 * (0.15 + 0.85 * 0.5)
  await expectMask(page, maskOf(disc(160, 120, radius)))
  await draw(page, { pointerType: 'pen', isEraser: true, points: [{ x: 165, y: 118, pressure: 1 }] })
  await expectMask(
    page,
    maskOf((x, y) => disc(160, 120, radius)(x, y) && !disc(165, 118, 9)(x, y)),
  )
  await page.evaluate((given) => window.harness.showPhoto({ brush: given }), { ...brush, pressure: false })
  await draw(page, { pointerType: 'pen', points: [{ x: 40, y: 40, pressure: 0.1 }] })
  expect((await mask(page)).reduce((sum, value) => sum + Number(value > 0), 0)).toBe(
    maskOf((x, y) => (disc(160, 120, radius)(x, y) && !disc(165, 118, 9)(x, y)) || disc(40, 40, 12)(x, y)).reduce(
      (sum, value) => sum + Number(value > 0),
      0,
    ),
  )
})

test('the smallest brush paints one pixel, and enlarged pixels have sharp borders', async ({ page }) => {
  await show(page, { photoFile: 'checker.png', tool: 'paint', brush: { ...brush, radiusPx: 0.5 } })
  await press(page, 31, 17)
  await expectMask(
    page,
    maskOf((x, y) => x === 31 && y === 17),
  )
  await page.evaluate(() => window.harness.showPhoto({ show: 'photo', tool: 'pan' }))
  const canvas = await view(page).boundingBox()
  if (!canvas) throw new Error('the view is not on the screen')
  await page.mouse.move(canvas.x + canvas.width / 2, canvas.y + canvas.height / 2)
  for (let turn = 0; turn < 9; turn++) await page.mouse.wheel(0, -240)
  await expect
    .poll(async () => Number((await view(page).getAttribute('data-image-to-screen'))?.split(' ')[0]))
    .toBeGreaterThan(20)
  await expect(view(page)).toHaveAttribute('data-ready', 'true')
  const shades = new Set<number>()
  const middle = {
    clip: { x: canvas.x + canvas.width / 2 - 100, y: canvas.y + canvas.height / 2 - 100, width: 200, height: 200 },
  }
  const pixels = await sharp(await page.screenshot(middle))
    .removeAlpha()
    .raw()
    .toBuffer()
  for (const value of pixels) shades.add(value)
  // A checker of single pixels has no value between black and white, however far it is enlarged.
  expect([...shades].sort((a, b) => a - b)).toEqual([0, 255])
})

test('the scissors cling to the edge of what is cut out', async ({ page }) => {
  await show(page, { tool: 'scissors' })
  // The first click has the brightness read.
  await press(page, 100, 60)
  await expect(view(page)).toHaveAttribute('data-ready', 'true')
  await page.keyboard.press('Escape')
  const corners = 6
  // Clicked faster than the wire is laid: each click waits for its own.
  for (let k = 0; k < corners; k++) {
    const angle = (2 * Math.PI * k) / corners
    await press(page, Math.round(100 + 40 * Math.cos(angle)), Math.round(100 + 40 * Math.sin(angle)))
  }
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await mask(page)).some((value) => value > 0)).toBe(true)
  const found = await mask(page)
  const far = [...found.keys()].filter((i) => {
    const distance = Math.hypot((i % size.widthPx) - 100, Math.floor(i / size.widthPx) - 100)
    return (distance < 40 - 2 && found[i] === 0) || (distance > 40 + 2 && found[i] > 0)
  })
  expect(far.length, 'pixels more than two from the edge').toBe(0)
})

test('every way of showing the mask draws what it says', async ({ page }) => {
  const places = [
    [60, 130],
    [140, 200],
    [200, 60],
  ] as const
  // The mask reaches from the left to 160, the proposal from 120 to the right: mask alone, both, proposal alone.
  const cases = {
    photo: [
      [120, 120, 120],
      [120, 120, 120],
      [120, 120, 120],
    ],
    'cutout-black': [
      [120, 120, 120],
      [120, 120, 120],
      [0, 0, 0],
    ],
    'cutout-white': [
      [120, 120, 120],
      [120, 120, 120],
      [255, 255, 255],
    ],
    'cutout-grey': [
      [120, 120, 120],
      [120, 120, 120],
      [128, 128, 128],
    ],
    'mask-only': [
      [255, 255, 255],
      [255, 255, 255],
      [0, 0, 0],
    ],
    outline: [
      [120, 120, 120],
      [120, 120, 120],
      [120, 120, 120],
    ],
  } as const
  await show(page, { maskFile: 'half.png', proposalUrl: '/files/photos/right.png' })
  const look = async (shown: PhotoViewProps['show']): Promise<number[][]> => {
    await page.evaluate((given) => window.harness.showPhoto({ show: given }), shown)
    await expect(view(page)).toHaveAttribute('data-ready', 'true')
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    return drawnAt(page, places)
  }
  for (const [shown, wanted] of Object.entries(cases)) {
    const found = await look(shown as PhotoViewProps['show'])
    for (const [k, color] of wanted.entries()) {
      for (const [c, value] of color.entries()) {
        expect(Math.abs(found[k][c] - value), `${shown}, place ${k}: ${found[k]}`).toBeLessThanOrEqual(1)
      }
    }
  }
  const isBlue = ([red, , blue]: readonly number[]): boolean => blue > red + 40
  const isYellow = ([red, , blue]: readonly number[]): boolean => red > blue + 40
  const isGrey = ([red, green, blue]: readonly number[]): boolean =>
    Math.max(red, green, blue) - Math.min(red, green, blue) < 3
  const tested = async (shown: PhotoViewProps['show']) =>
    (await look(shown)).map((color) =>
      isBlue(color) ? 'blue' : isYellow(color) ? 'yellow' : isGrey(color) ? 'grey' : 'else',
    )
  expect(await tested('mask')).toEqual(['blue', 'blue', 'grey'])
  expect(await tested('proposal')).toEqual(['grey', 'yellow', 'yellow'])
  expect(await tested('difference')).toEqual(['blue', 'grey', 'yellow'])
  expect((await tested('cutout')).slice(0, 2)).toEqual(['grey', 'grey'])
  const [behind] = await drawnAt(page, [places[2]])
  expect(behind[0], 'the checker in the dark').toBeLessThan(90)
  await look('outline')
  const [edge] = await drawnAt(page, [[159.5, 100]])
  expect(isBlue(edge), `the outline: ${edge}`).toBe(true)
})
