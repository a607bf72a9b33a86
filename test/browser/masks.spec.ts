import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import sharp from 'sharp'
import type { Image } from '#core/contract/contract.ts'
import { askHost, subjectNamed } from './flow/hostCalls.ts'
import { freePort, type HostProcess, startHostProcess } from './flow/hostProcess.ts'
import { largeCapture } from './flow/largeCapture.ts'
import { drawPointerStrokes } from './flow/penStrokes.ts'
import { drawStroke, photoView, waitForPhoto } from './flow/photoView.ts'
import { runJob } from './flow/runJob.ts'
import { unnamedControls } from './flow/unnamedControls.ts'

/*
 * Painting on photos of 24 megapixels in a real browser, against a real host. The tests build on each other;
 * CAMEO_SCREENSHOTS names a folder to keep pictures in.
 */
test.describe.configure({ mode: 'serial', timeout: 180_000 })

const folder = mkdtempSync(join(tmpdir(), 'cameo-masks-'))
const photoPx = 4900
let host: HostProcess
let port = 0
let context: BrowserContext
let page: Page

const startHost = async (): Promise<void> => {
  host = await startHostProcess({ port, configDir: join(folder, 'config') })
}

const screen = async (name: string): Promise<void> => {
  expect(await unnamedControls(page), `controls without a name: ${name}`).toEqual([])
  const target = process.env.CAMEO_SCREENSHOTS
  if (target) await page.screenshot({ path: join(target, `masks-${name}.png`) })
}

const images = async (): Promise<readonly Image[]> => (await subjectNamed(page, 'subject_large')).images
const saved = () =>
  expect(page.getByRole('status', { name: 'Saving' })).toHaveText('All changes are saved', { timeout: 60_000 })
const press = (key: string) => page.keyboard.press(key)
const tool = (name: RegExp) => page.getByRole('radiogroup', { name: 'Tool' }).getByRole('radio', { name }).click()

/** The stored mask's value at places of the photo. */
const storedAt = async (image: Image, places: readonly (readonly [number, number])[]): Promise<number[]> => {
  if (image.maskUrl === null) return places.map(() => 0)
  const bytes = await page.evaluate(
    async (url) => [...new Uint8Array(await (await fetch(url)).arrayBuffer())],
    image.maskUrl,
  )
  const { data, info } = await sharp(Buffer.from(bytes)).extractChannel(0).raw().toBuffer({ resolveWithObject: true })
  expect([info.width, info.height, new Set(data).size <= 2]).toEqual([photoPx, photoPx, true])
  return places.map(([x, y]) => data[y * photoPx + x])
}

test.beforeAll(async ({ browser }) => {
  const capture = await largeCapture({ photos: 3, photoPx })
  port = await freePort()
  await startHost()
  context = await browser.newContext({ viewport: { width: 1280, height: 720 } })
  page = await context.newPage()
  await page.goto(host.url)
  await expect(page.getByText('Recent projects')).toBeVisible()
  const path = join(folder, 'project')
  await askHost(page, 'projects.create', { path, name: 'Masks', licenceNote: 'Generated heads, free to use.' })
  await runJob(page, 'captures.import', { path: capture })
  await runJob(page, 'batch.run', { steps: ['align', 'masks'], subjectIds: null, workers: 1 })
  await page.reload()
  await page.getByRole('tab', { name: /^Masks:/ }).click()
  await waitForPhoto(photoView(page))
})

test.afterAll(async () => {
  await context?.close()
  await host?.kill()
  rmSync(folder, { recursive: true, force: true })
})

test('a stroke is stored as it was drawn, erased by an eraser of its own size, and shown in every way by a key', async () => {
  const view = photoView(page)
  await tool(/^Paint/)
  for (let i = 0; i < 12; i++) await press(']')
  await drawStroke(page, view, [
    [1500, 1500],
    [3200, 1500],
    [3200, 3200],
  ])
  await saved()
  await tool(/^Erase/)
  await drawStroke(page, view, [
    [2000, 1400],
    [2000, 1600],
  ])
  await saved()
  const [image] = await images()
  expect(image).toMatchObject({ maskSource: 'painted', maskRevision: 2 })
  expect(
    await storedAt(image, [
      [1600, 1500],
      [3200, 3000],
      [2000, 1500],
      [800, 800],
    ]),
  ).toEqual([255, 255, 0, 0])
  await tool(/^Move/)
  await page.getByRole('button', { name: 'Accept', exact: true }).click()
  await expect.poll(async () => (await images())[0].maskSource).toBe('proposed')
  await tool(/^Paint/)
  await drawStroke(page, view, [
    [1200, 900],
    [1900, 700],
  ])
  await saved()
  const keys = { 1: 'photo', 2: 'overlay', q: 'outline', 3: 'proposal', 4: 'checker', 5: 'black' }
  const more = { 6: 'white', 7: 'grey', 8: 'mask-only', 9: 'difference', 0: 'silhouette' }
  for (const [key, name] of Object.entries({ ...keys, ...more })) {
    await press(key)
    await waitForPhoto(view)
    await screen(name)
  }
  await press('2')
})

test('a pen presses, its other end erases; tools, classes and work on the whole mask are one undo entry each', async () => {
  const view = photoView(page)
  await press('d')
  await waitForPhoto(view)
  await drawPointerStrokes(page, [
    {
      pointerType: 'pen',
      points: [
        { x: 1000, y: 1000, pressure: 0.05 },
        { x: 3000, y: 1000, pressure: 1 },
      ],
    },
    { pointerType: 'pen', isEraser: true, points: [{ x: 2900, y: 1000, pressure: 1 }] },
  ])
  await saved()
  const second = async () => (await images())[1]
  const reach = await storedAt(await second(), [
    [2990, 1000],
    [2900, 1000],
    [2500, 1060],
    [1050, 1060],
  ])
  expect(reach).toEqual([255, 0, 255, 0])
  await press('p')
  for (const [x, y] of [
    [1200, 2000],
    [3600, 2000],
    [3600, 4000],
    [1200, 4000],
  ]) {
    await drawStroke(page, view, [[x, y]])
  }
  await screen('polygon')
  await press('Enter')
  await saved()
  await press('Shift+H')
  await press('.')
  await waitForPhoto(view)
  await saved()
  expect(await storedAt(await second(), [[1198, 3000]])).toEqual([255])
  await page.getByRole('button', { name: 'Class of the mask' }).click()
  await page.getByRole('option', { name: 'Hair' }).click()
  await press('b')
  await drawStroke(page, view, [
    [2000, 600],
    [2600, 600],
  ])
  await saved()
  await screen('hair')
  // What is hair is foreground too.
  expect(await storedAt(await second(), [[2300, 600]])).toEqual([255])
  const { maskRevision } = await second()
  await press('Control+z')
  await expect.poll(async () => (await second()).maskRevision).toBe(maskRevision + 1)
  expect(await storedAt(await second(), [[2300, 600]])).toEqual([0])
  await page.getByRole('button', { name: 'Class of the mask' }).click()
  await page.getByRole('option', { name: 'Foreground' }).click()
})

test('200 strokes are undone one by one after the page was loaded anew', async () => {
  const view = photoView(page)
  await press('d')
  await waitForPhoto(view)
  const strokes = Array.from({ length: 200 }, (_, i) => {
    const [x, y] = [400 + (i % 20) * 200, 500 + Math.floor(i / 20) * 380]
    return {
      pointerType: 'mouse' as const,
      points: [
        { x, y },
        { x: x + 90, y: y + 120 },
      ],
    }
  })
  await drawPointerStrokes(page, strokes)
  await saved()
  const third = async () => (await images())[2]
  expect(await third()).toMatchObject({ maskRevision: 200 })
  await page.reload()
  await waitForPhoto(view)
  await screen('strokes')
  await page.evaluate(async () => {
    const init = { key: 'z', code: 'KeyZ', ctrlKey: true, bubbles: true, cancelable: true }
    for (let i = 0; i < 200; i++) {
      document.body.dispatchEvent(new KeyboardEvent('keydown', init))
      document.body.dispatchEvent(new KeyboardEvent('keyup', init))
      await new Promise((resolve) => setTimeout(resolve))
    }
  })
  await expect(page.getByRole('button', { name: 'Undo' })).toBeDisabled({ timeout: 60_000 })
  expect(await third()).toMatchObject({ maskSource: 'none', maskUrl: null, maskRevision: 400 })
  const steps = await page.evaluate(async () => {
    const init = { key: 'Z', code: 'KeyZ', ctrlKey: true, shiftKey: true, bubbles: true, cancelable: true }
    const start = performance.now()
    // A key that is held comes 30 times a second; past the last step nothing happens.
    for (let i = 0; i < 210; i++) {
      document.body.dispatchEvent(new KeyboardEvent('keydown', { ...init, repeat: i > 0 }))
      await new Promise((resolve) => setTimeout(resolve, 33))
    }
    const saving = document.querySelector('[aria-label="Saving"]')
    while (saving?.textContent !== 'All changes are saved') await new Promise((resolve) => setTimeout(resolve, 5))
    return (performance.now() - start) / 210
  })
  console.log(`    redone by a held key: ${steps.toFixed(0)} ms a step`)
  await expect(page.getByRole('button', { name: 'Redo' })).toBeDisabled()
  expect(await third()).toMatchObject({ maskSource: 'painted', maskRevision: 600 })
  expect(
    await storedAt(await third(), [
      [445, 560],
      [4245, 3980],
      [445, 4400],
    ]),
  ).toEqual([255, 255, 0])
  await expect(page.getByRole('alert')).toHaveCount(0)
})
