import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import sharp from 'sharp'
import { applyStroke } from '#core/masks/stroke.ts'
import type { BrushStroke } from '#core/masks/types.ts'
import { startHarness } from './startHarness.ts'

const size = { widthPx: 640, heightPx: 480 }
let folder = ''
let harness: Awaited<ReturnType<typeof startHarness>>

const writeMask = (fileName: string, strokes: readonly BrushStroke[]): Promise<unknown> => {
  const mask = new Uint8Array(size.widthPx * size.heightPx)
  for (const stroke of strokes) applyStroke(mask, size, stroke)
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

const show = async (page: Page, props: Parameters<Window['harness']['showPhoto']>[0]): Promise<void> => {
  if (page.url() === 'about:blank') {
    await page.goto(harness.url)
    await page.waitForFunction(() => window.harness !== undefined)
    const photo = { imageUrl: '/files/photos/photo.png', ...size, show: 'mask' as const, radiusPx: 12 }
    await page.evaluate((given) => window.harness.showPhoto(given), photo)
  }
  await page.evaluate((given) => window.harness.showPhoto(given), props)
  await expect(view(page)).toHaveAttribute('data-ready', 'true')
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

const strokes = (page: Page) =>
  page.evaluate(() =>
    window.harness.events.filter(({ kind }) => kind === 'stroke').map(({ detail }) => detail as BrushStroke),
  )

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

test('a stroke is shown at once, told once, and stays until another mask comes', async ({ page }) => {
  await show(page, { tool: 'paint' })
  await paint(page, [
    [100, 300],
    [300, 300],
  ])
  await expect.poll(() => isMasked(page, 200, 300)).toBe(true)
  const [stroke, ...others] = await strokes(page)
  expect(others).toEqual([])
  expect(stroke.mode).toBe('paint')
  expect(stroke.radiusPx).toBe(12)
  expect(stroke.points[0]).toBeCloseTo(100, 0)
  expect(stroke.points.at(-2)).toBeCloseTo(300, 0)
  await show(page, { maskUrl: '/files/photos/other.png' })
  await expect.poll(() => isMasked(page, 450, 200)).toBe(true)
  expect(await isMasked(page, 200, 300)).toBe(false)
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
  expect((await strokes(page)).map(({ mode }) => mode)).toEqual(['erase'])
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
  expect(await strokes(page)).toEqual([])
})

test('brackets change the brush, F fits, 1 shows whole pixels', async ({ page }) => {
  await show(page, { tool: 'paint' })
  await view(page).focus()
  await page.keyboard.press(']')
  await page.keyboard.press('[')
  const radii = await page.evaluate(() =>
    window.harness.events.filter(({ kind }) => kind === 'radius').map(({ detail }) => detail as number),
  )
  expect(radii).toEqual([14.4, 10])
  await page.keyboard.press('1')
  await expect(view(page)).toHaveAttribute('data-image-to-screen', /^1 /)
  await page.keyboard.press('f')
  await expect(view(page)).not.toHaveAttribute('data-image-to-screen', /^1 /)
})

test('a mask of another size is refused in a sentence', async ({ page }) => {
  await sharp({ create: { width: 64, height: 48, channels: 3, background: { r: 0, g: 0, b: 0 } } })
    .png()
    .toFile(join(folder, 'small.png'))
  await show(page, {})
  await page.evaluate(() => window.harness.showPhoto({ maskUrl: '/files/photos/small.png' }))
  await expect(page.getByRole('alert')).toContainText('64 × 48 px')
})
