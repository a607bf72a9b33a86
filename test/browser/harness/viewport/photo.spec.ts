import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import sharp from 'sharp'
import type { BrushStroke } from '#core/masks/types.ts'
import { paintedMask } from '../../../unit/masks/painted.ts'
import { openHarness, test } from './harnessPage.ts'
import { startHarness } from './startHarness.ts'

const size = { widthPx: 640, heightPx: 480 }
let folder = ''
let harness: Awaited<ReturnType<typeof startHarness>>

const writeMask = (fileName: string, strokes: readonly BrushStroke[]): Promise<unknown> => {
  const mask = paintedMask(size, strokes)
  return sharp(mask, { raw: { width: size.widthPx, height: size.heightPx, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toFile(join(folder, fileName))
}

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cameo-photo-'))
  const { widthPx: width, heightPx: height } = size
  const grey = { r: 120, g: 120, b: 120 }
  await sharp({ create: { width, height, channels: 3, background: grey } })
    .png()
    .toFile(join(folder, 'photo.png'))
  await writeMask('mask.png', [{ mode: 'paint', radiusPx: 40, points: [200, 200] }])
  await writeMask('other.png', [{ mode: 'paint', radiusPx: 40, points: [450, 200] }])
  harness = await startHarness({ folders: { photos: folder } })
})
test.afterAll(async () => {
  await harness.close()
  rmSync(folder, { recursive: true, force: true })
})

const view = (page: Page) => page.getByRole('application', { name: 'Photo' })

type Shown = Parameters<Window['harness']['showPhoto']>[0]

/** Answers when the mask has come and is drawn; with `isMaskLate` when the photo is. */
const show = async (page: Page, props: Shown): Promise<void> => {
  await openHarness(page, harness.url)
  if ((await view(page).count()) === 0) {
    const photo = { imageUrl: '/files/photos/photo.png', thumbnailUrl: null, smallUrl: null, previewUrl: null, ...size }
    const brush = { radiusPx: 12, eraserRadiusPx: 12, unit: 'image', hardness: 1, pressure: true, limit: null } as const
    const { isMaskLate = false } = props
    await page.evaluate((given) => window.harness.showPhoto(given), {
      photo,
      brush,
      show: 'mask' as const,
      isMaskLate,
    })
  }
  await page.evaluate((given) => window.harness.showPhoto(given), props)
  if (props.isMaskLate) await expect(view(page)).toHaveAttribute('data-width-px', String(size.widthPx))
  else await expect(view(page)).toHaveAttribute('data-ready', 'true')
}

/** The screen pixel of a pixel of the photo, from what the view publishes. */
const screenOf = async (page: Page, x: number, y: number): Promise<{ x: number; y: number }> => {
  const [scale, tx, ty] = ((await view(page).getAttribute('data-image-to-screen')) ?? '').split(' ').map(Number)
  const box = (await view(page).boundingBox())!
  return { x: box.x + x * scale + tx, y: box.y + y * scale + ty }
}

/** Whether the photo shows the mask's blue at one of its pixels. */
const isMasked = async (page: Page, x: number, y: number): Promise<boolean> => {
  const at = await screenOf(page, x, y)
  const clip = { x: Math.round(at.x), y: Math.round(at.y), width: 1, height: 1 }
  const [r, , b] = await sharp(await page.screenshot({ clip }))
    .raw()
    .toBuffer()
  return b > r + 30
}

/** Takes a tool in hand; answers when the view has it. */
const choose = (page: Page, tool: 'lasso' | 'wand') =>
  page.evaluate(async (name) => {
    window.harness.showPhoto({ tool: name })
    for (let frame = 0; frame < 3; frame++) await new Promise((resolve) => requestAnimationFrame(resolve))
  }, tool)

/** The tools whose edits the view has told of. */
const edits = (page: Page) =>
  page.evaluate(() => window.harness.events.filter(({ kind }) => kind === 'edit').map(({ name }) => name))

const paint = async (page: Page, points: readonly (readonly [number, number])[], release = true): Promise<void> => {
  for (const [index, [x, y]] of points.entries()) {
    const at = await screenOf(page, x, y)
    await page.mouse.move(at.x, at.y, { steps: 4 })
    if (index === 0) await page.mouse.down()
  }
  if (release) await page.mouse.up()
}

test('the stored mask lies over the photo where its pixels are', async ({ page }) => {
  await show(page, { maskUrl: '/files/photos/mask.png' })
  await expect.poll(() => isMasked(page, 200, 200)).toBe(true)
  expect(await isMasked(page, 237, 200)).toBe(true)
  expect(await isMasked(page, 246, 200)).toBe(false)
  expect(await isMasked(page, 450, 200)).toBe(false)
})

test('a stroke is shown at once, told once, and goes where another stored mask comes', async ({ page }) => {
  await show(page, { tool: 'paint' })
  await paint(page, [
    [100, 300],
    [300, 300],
  ])
  await expect.poll(() => isMasked(page, 200, 300)).toBe(true)
  expect(await edits(page)).toEqual(['brush'])
  await page.evaluate(() => window.harness.showPhoto({ maskUrl: '/files/photos/other.png' }))
  await expect.poll(() => isMasked(page, 450, 200)).toBe(true)
  // The host has not answered for the stroke: it stays on top of what is stored.
  expect(await isMasked(page, 200, 300)).toBe(true)
})

test('a polygon adds an area, with alt it takes one away, and the wand follows the colour', async ({ page }) => {
  await show(page, { tool: 'polygon' })
  const clickAt = async (x: number, y: number): Promise<void> => {
    const at = await screenOf(page, x, y)
    await page.mouse.click(at.x, at.y)
  }
  for (const [x, y] of [
    [100, 100],
    [300, 100],
    [300, 300],
  ]) {
    await clickAt(x, y)
  }
  await page.keyboard.press('Enter')
  expect(await page.evaluate(() => [window.harness.maskValue(290, 120), window.harness.maskValue(120, 290)])).toEqual([
    255, 0,
  ])
  await choose(page, 'lasso')
  await page.keyboard.down('Alt')
  await paint(page, [
    [200, 90],
    [320, 90],
    [320, 160],
    [200, 160],
  ])
  await page.keyboard.up('Alt')
  expect(await page.evaluate(() => [window.harness.maskValue(290, 120), window.harness.maskValue(290, 250)])).toEqual([
    0, 255,
  ])
  await choose(page, 'wand')
  await clickAt(500, 400)
  // The photo is of one grey.
  await expect.poll(() => page.evaluate(() => window.harness.maskValue(20, 20))).toBe(255)
  expect(await edits(page)).toEqual(['polygon', 'lasso', 'wand'])
})

test('a pen draws by its pressure, all of its samples count, and its other end erases', async ({ page }) => {
  await show(page, { tool: 'paint' })
  const [from, to] = [await screenOf(page, 200, 200), await screenOf(page, 400, 200)]
  const pen = (type: string, at: { x: number; y: number }, o: { pressure: number; buttons: number; button?: number }) =>
    page.evaluate(
      ([kind, place, given]) => {
        const canvas = document.querySelector('.cameo-photo__canvas')
        const init = { pointerId: 7, pointerType: 'pen', bubbles: true, clientX: place.x, clientY: place.y, ...given }
        canvas?.dispatchEvent(new PointerEvent(kind, init))
      },
      [type, at, o] as const,
    )
  await pen('pointerdown', from, { pressure: 0.1, buttons: 1 })
  await pen('pointermove', to, { pressure: 1, buttons: 1 })
  await pen('pointerup', to, { pressure: 0, buttons: 0 })
  const at = (x: number, y: number) => page.evaluate(([px, py]) => window.harness.maskValue(px, py), [x, y] as const)
  // Radius 12 · (0.15 + 0.85 · 0.1) = 2.8 at the start, 12 at the end.
  expect([await at(200, 202), await at(200, 205), await at(400, 210), await at(400, 214)]).toEqual([255, 0, 255, 0])
  await pen('pointerdown', to, { pressure: 1, buttons: 32, button: 5 })
  await pen('pointerup', to, { pressure: 0, buttons: 0, button: 5 })
  expect([await at(400, 205), await at(300, 200)]).toEqual([0, 255])
  expect(await edits(page)).toEqual(['brush', 'eraser'])
})

test('erasing takes away, Esc takes a stroke back', async ({ page }) => {
  await show(page, { maskUrl: '/files/photos/mask.png', tool: 'erase' })
  await paint(page, [
    [150, 200],
    [200, 200],
  ])
  await expect.poll(() => isMasked(page, 200, 200)).toBe(false)
  await show(page, { tool: 'paint' })
  await paint(
    page,
    [
      [400, 400],
      [500, 400],
    ],
    false,
  )
  await expect.poll(() => isMasked(page, 450, 400)).toBe(true)
  await page.keyboard.press('Escape')
  await page.mouse.up()
  await expect.poll(() => isMasked(page, 450, 400)).toBe(false)
  expect(await edits(page)).toEqual(['eraser'])
})

const maskAt = (page: Page, places: readonly (readonly [number, number])[]) =>
  page.evaluate((all) => all.map(([x, y]) => window.harness.maskValue(x, y)), places)
const bringMask = (page: Page, fileName: string) =>
  page.evaluate((url) => window.harness.showPhoto({ maskUrl: url }), `/files/photos/${fileName}`)
const acrossTheDisc = [
  [150, 200],
  [200, 200],
] as const
const discAndErased = [
  [200, 170],
  [200, 200],
] as const

test('what is drawn before the mask has come is told of and drawn on it when it comes, also half a stroke', async ({
  page,
}) => {
  await show(page, { tool: 'erase', isMaskLate: true })
  await expect(page.getByText('Opening the photo')).toHaveCount(0)
  await paint(page, acrossTheDisc)
  await expect(page.getByRole('status')).toContainText('The mask is still being read')
  expect(await edits(page)).toEqual([])
  // Another tool: the stroke stays an eraser's, and what Esc takes back stays away.
  await page.evaluate(() => window.harness.showPhoto({ tool: 'paint' }))
  await paint(
    page,
    [
      [400, 400],
      [500, 400],
    ],
    false,
  )
  await page.keyboard.press('Escape')
  await page.mouse.up()
  await paint(page, [[450, 100]], false)
  await bringMask(page, 'mask.png')
  await expect.poll(() => edits(page)).toEqual(['eraser'])
  const end = await screenOf(page, 500, 100)
  await page.mouse.move(end.x, end.y)
  await page.mouse.up()
  await expect(page.getByRole('status')).toHaveCount(0)
  expect(await maskAt(page, [...discAndErased, [450, 400], [450, 100], [499, 100]])).toEqual([255, 0, 0, 255, 255])
  expect(await edits(page)).toEqual(['eraser', 'brush'])
})

test('a stored mask that comes in mid-stroke takes its place below the stroke', async ({ page }) => {
  await show(page, { maskUrl: '/files/photos/other.png', tool: 'erase' })
  await paint(page, acrossTheDisc, false)
  await bringMask(page, 'mask.png')
  await expect.poll(() => maskAt(page, discAndErased)).toEqual([255, 0])
  await page.mouse.up()
  expect(await maskAt(page, [...discAndErased, [450, 200]])).toEqual([255, 0, 0])
  expect(await edits(page)).toEqual(['eraser'])
})

test('leaving the photo before its mask has come tells that the stroke is not in it', async ({ page }) => {
  await show(page, { tool: 'paint', isMaskLate: true })
  await expect(page.getByText('Opening the photo')).toHaveCount(0)
  await paint(page, acrossTheDisc)
  const photo = { imageUrl: '/files/photos/photo.png?2', thumbnailUrl: null, smallUrl: null, previewUrl: null, ...size }
  await page.evaluate((given) => window.harness.showPhoto({ photo: given }), photo)
  const told = () => page.evaluate(() => window.harness.events.filter(({ kind }) => kind === 'lost'))
  await expect.poll(told).toHaveLength(1)
  await expect(view(page)).toHaveAttribute('data-ready', 'true')
  expect(await maskAt(page, [[150, 200]])).toEqual([0])
})

test('the wheel zooms to the pixel under the pointer; space and drag move the photo', async ({ page }) => {
  await show(page, { tool: 'paint' })
  const origin = await screenOf(page, 0, 0)
  const scale = (await screenOf(page, 1, 0)).x - origin.x
  const pointer = { x: Math.round(origin.x + 500 * scale), y: Math.round(origin.y + 100 * scale) }
  const under = { x: (pointer.x - origin.x) / scale, y: (pointer.y - origin.y) / scale }
  await page.mouse.move(pointer.x, pointer.y)
  for (let i = 0; i < 5; i++) await page.mouse.wheel(0, -120)
  await expect.poll(async () => (await screenOf(page, 1, 0)).x - (await screenOf(page, 0, 0)).x).toBeGreaterThan(4)
  const zoomed = await screenOf(page, under.x, under.y)
  expect(zoomed.x).toBeCloseTo(pointer.x, 6)
  expect(zoomed.y).toBeCloseTo(pointer.y, 6)
  await page.keyboard.down('Space')
  await page.mouse.down()
  await page.mouse.move(pointer.x - 80, pointer.y + 40, { steps: 4 })
  await page.mouse.up()
  await page.keyboard.up('Space')
  const moved = await screenOf(page, under.x, under.y)
  expect(moved.x - zoomed.x).toBeCloseTo(-80, 6)
  expect(moved.y - zoomed.y).toBeCloseTo(40, 6)
  expect(await edits(page)).toEqual([])
})

test('brackets, the wheel and alt-drag change the brush, F fits, Z shows whole pixels', async ({ page }) => {
  await show(page, { tool: 'paint' })
  await view(page).focus()
  await page.keyboard.press(']')
  await page.keyboard.press('[')
  const radii = () =>
    page.evaluate(() =>
      window.harness.events
        .filter(({ kind }) => kind === 'brush')
        .map(({ detail }) => (detail as { radiusPx: number }).radiusPx),
    )
  expect(await radii()).toEqual([14.4, 10])
  const middle = await screenOf(page, 320, 240)
  await page.mouse.move(middle.x, middle.y)
  await page.keyboard.down('Alt')
  await page.mouse.wheel(0, -120)
  await expect.poll(async () => (await radii()).at(-1)).toBeGreaterThan(12)
  await page.mouse.down()
  await page.mouse.move(middle.x - 6, middle.y)
  await page.mouse.up()
  await page.keyboard.up('Alt')
  expect((await radii()).at(-1)).toBeLessThan(12)
  expect(await edits(page)).toEqual([])
  await page.keyboard.press('z')
  await expect(view(page)).toHaveAttribute('data-image-to-screen', /^1 /)
  await page.keyboard.press('f')
  await expect(view(page)).not.toHaveAttribute('data-image-to-screen', /^1 /)
})

test('a proposal of another size is refused in a sentence', async ({ page }) => {
  await sharp({ create: { width: 64, height: 48, channels: 3, background: { r: 0, g: 0, b: 0 } } })
    .png()
    .toFile(join(folder, 'small.png'))
  await show(page, {})
  await page.evaluate(() => window.harness.showPhoto({ proposalUrl: '/files/photos/small.png' }))
  await expect(page.getByRole('alert')).toContainText('64 × 48 px')
})
