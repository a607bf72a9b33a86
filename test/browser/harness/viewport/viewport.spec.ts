import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { writeMesh } from '#core/formats/index.ts'
import { identity4, type Vec3 } from '#core/model/transform.ts'
import type { ViewLayer, ViewMarker } from '../../../../src/renderer/viewport/types.ts'
import { openHarness, test } from './harnessPage.ts'
import { headMesh } from './headMesh.ts'
import { startHarness } from './startHarness.ts'

let folder = ''
let harness: Awaited<ReturnType<typeof startHarness>>

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cameo-viewport-'))
  const small = headMesh(60)
  writeFileSync(join(folder, 'small.ply'), writeMesh(small, { format: 'ply' }))
  writeFileSync(join(folder, 'large.ply'), writeMesh(headMesh(260), { format: 'ply' }))
  writeFileSync(join(folder, 'broken.ply'), 'ply\nformat ascii 1.0\nelement vertex 3\n')
  const heat = Float32Array.from({ length: small.positions.length / 3 }, (_, i) => (i % 3 ? 1 : -1))
  writeFileSync(join(folder, 'short.bin'), new Uint8Array(40))
  writeFileSync(join(folder, 'heat.bin'), new Uint8Array(heat.buffer))
  harness = await startHarness({ folders: { meshes: folder } })
})
test.afterAll(async () => {
  await harness.close()
  rmSync(folder, { recursive: true, force: true })
})

const layer = (fileName: string, o: Partial<ViewLayer> = {}): ViewLayer => ({
  id: 'scan',
  label: 'Scan',
  meshUrl: `/files/meshes/${fileName}`,
  fileName,
  viewFromLayer: identity4,
  visible: true,
  style: 'shaded',
  wireframe: false,
  color: '#d8c9bd',
  opacity: 1,
  ...o,
})

const marker = (name: string, positionInLayer: Vec3, selected = false): ViewMarker => ({
  name,
  label: name,
  layerId: 'scan',
  positionInLayer,
  state: 'placed',
  selected,
})

const view = (page: Page) => page.getByRole('application', { name: '3D view' })

const show = async (page: Page, props: Parameters<Window['harness']['show3d']>[0]): Promise<void> => {
  await openHarness(page, harness.url)
  await page.evaluate((given) => window.harness.show3d(given), props)
  await expect(view(page)).toHaveAttribute('data-ready', 'true')
  // What was given is drawn a frame after it was taken over.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
}

const numbers = async (page: Page, name: string): Promise<number[]> =>
  ((await view(page).getAttribute(name)) ?? '').split(' ').map(Number)

/** The pixel of a point of the view's frame, from what the view publishes. */
const pixelOf = async (page: Page, [x, y, z]: Vec3): Promise<{ x: number; y: number }> => {
  const apply = (m: readonly number[], p: readonly number[]): number[] =>
    [0, 1, 2, 3].map((row) => m[row] * p[0] + m[row + 4] * p[1] + m[row + 8] * p[2] + m[row + 12] * p[3])
  const inCamera = apply(await numbers(page, 'data-view'), [x, y, z, 1])
  const clip = apply(await numbers(page, 'data-projection'), inCamera)
  const [width] = await numbers(page, 'data-width')
  const [height] = await numbers(page, 'data-height')
  const box = (await view(page).boundingBox())!
  return {
    x: box.x + ((clip[0] / clip[3] + 1) / 2) * width,
    y: box.y + ((1 - clip[1] / clip[3]) / 2) * height,
  }
}

const events = (page: Page, kind: string) =>
  page.evaluate((wanted) => window.harness.events.filter((event) => event.kind === wanted), kind)

const drag = async (page: Page, from: { x: number; y: number }, dx: number, dy: number): Promise<void> => {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move(from.x + dx, from.y + dy, { steps: 6 })
  await page.mouse.up()
}

/** What the page looks like, as a short word. */
const picture = async (page: Page): Promise<string> =>
  createHash('sha256')
    .update(await page.screenshot())
    .digest('hex')

const distance = (a: Vec3, b: Vec3): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])

test('a click at the published pixel of a point places that point, within 0.2 mm', async ({ page }) => {
  await show(page, { layers: [layer('small.ply')], mode: 'place' })
  const at = await pixelOf(page, [0, 0, 90])
  await page.mouse.click(at.x, at.y)
  const [placed] = await events(page, 'place')
  expect(placed.hit?.layerId).toBe('scan')
  expect(distance(placed.hit!.positionInLayer, [0, 0, 90])).toBeLessThan(0.2)
  expect(placed.hit!.surface.barycentrics.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9)
})

test('a drag in mode place turns the view and places nothing', async ({ page }) => {
  await show(page, { layers: [layer('small.ply')], mode: 'place' })
  const before = await numbers(page, 'data-view')
  await drag(page, await pixelOf(page, [0, 0, 90]), 120, 30)
  await expect.poll(() => numbers(page, 'data-view')).not.toEqual(before)
  expect(await events(page, 'place')).toEqual([])
})

test('a double click sets the pivot and places one point, not two', async ({ page }) => {
  await show(page, { layers: [layer('small.ply')], mode: 'place' })
  const at = await pixelOf(page, [30, 20, 81])
  await page.mouse.dblclick(at.x, at.y)
  await expect.poll(async () => (await numbers(page, 'data-pivot'))[2]).toBeGreaterThan(70)
  expect((await events(page, 'place')).length).toBe(1)
})

test('a drag that starts on the selected marker moves it along the surface; Esc puts it back', async ({ page }) => {
  await show(page, { layers: [layer('small.ply')], markers: [marker('nose', [0, 0, 90], true)], mode: 'place' })
  const from = await pixelOf(page, [0, 0, 90])
  const before = await numbers(page, 'data-view')
  await drag(page, from, 60, 0)
  const moves = await events(page, 'move')
  expect(moves.at(-1)?.done).toBe(true)
  const end = moves.at(-1)!.hit!.positionInLayer
  expect(end[0]).toBeGreaterThan(8)
  expect(Math.abs(Math.hypot(end[0] / 75, end[1] / 110, end[2] / 90) - 1)).toBeLessThan(0.005)
  await page.mouse.move(from.x, from.y)
  await page.evaluate(() => window.harness.events.splice(0))
  await show(page, { markers: [marker('nose', [0, 0, 90], true)] })
  await page.mouse.down()
  await page.mouse.move(from.x + 50, from.y + 20, { steps: 4 })
  await page.keyboard.press('Escape')
  await page.mouse.move(from.x + 90, from.y + 20, { steps: 4 })
  await page.mouse.up()
  await expect.poll(async () => (await events(page, 'move')).at(-1)?.hit?.positionInLayer).toEqual([0, 0, 90])
  expect((await events(page, 'move')).every(({ done }) => done === false)).toBe(true)
  expect(await numbers(page, 'data-view')).toEqual(before)
})

test('a drag that starts on a marker that is not selected turns the view and moves nothing', async ({ page }) => {
  await show(page, { layers: [layer('small.ply')], markers: [marker('nose', [0, 0, 90])], mode: 'place' })
  const before = await numbers(page, 'data-view')
  await drag(page, await pixelOf(page, [0, 0, 90]), 60, 0)
  await expect.poll(() => numbers(page, 'data-view')).not.toEqual(before)
  expect([...(await events(page, 'move')), ...(await events(page, 'select'))]).toEqual([])
})

test('arrow keys move the selected marker 0.1 mm, with Shift 1 mm, along the surface: one change a burst', async ({
  page,
}) => {
  const markers = [marker('nose', [0, 0, 90], true)]
  await show(page, { layers: [layer('small.ply')], markers, mode: 'place', mmPerViewUnit: 1 })
  const camera = await numbers(page, 'data-view')
  await view(page).focus()
  for (let press = 0; press < 5; press++) await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Shift+ArrowUp')
  expect((await events(page, 'move')).every(({ done }) => done === false)).toBe(true)
  await expect.poll(async () => (await events(page, 'move')).filter(({ done }) => done).length).toBe(1)
  const moves = await events(page, 'move')
  expect(moves).toHaveLength(7)
  const end = moves.at(-1)!.hit!
  expect(end.positionInLayer[0]).toBeCloseTo(0.5, 2)
  expect(end.positionInLayer[1]).toBeCloseTo(1, 2)
  expect(end.surface.barycentrics.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9)
  expect(await numbers(page, 'data-view')).toEqual(camera)
})

test('the magnifier stands beside the pointer, never under it, and goes when the view turns', async ({ page }) => {
  await show(page, { layers: [layer('small.ply')], mode: 'place', loupe: true })
  const loupe = page.locator('.cameo-view__loupe')
  await expect(loupe).toBeHidden()
  const box = (await view(page).boundingBox())!
  for (const [x, y] of [
    [0.5, 0.5],
    [0.97, 0.04],
    [0.03, 0.97],
  ]) {
    const at = { x: box.x + x * box.width, y: box.y + y * box.height }
    await page.mouse.move(at.x, at.y)
    await expect(loupe).toBeVisible()
    await expect
      .poll(async () => {
        const shown = (await loupe.boundingBox())!
        const dx = Math.max(shown.x - at.x, at.x - shown.x - shown.width)
        const dy = Math.max(shown.y - at.y, at.y - shown.y - shown.height)
        return Math.max(dx, dy) > 20 && Math.max(dx, dy) < 40
      })
      .toBe(true)
  }
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width / 2 + 40, box.y + box.height / 2)
  await expect(loupe).toBeHidden()
  await page.mouse.up()
})

test('in mode navigate a drag over a marker turns the view and a click selects it', async ({ page }) => {
  await show(page, { layers: [layer('small.ply')], markers: [marker('nose', [0, 0, 90])] })
  const at = await pixelOf(page, [0, 0, 90])
  await page.mouse.click(at.x, at.y)
  expect((await events(page, 'select')).map(({ name }) => name)).toEqual(['nose'])
  const before = await numbers(page, 'data-view')
  await drag(page, at, 80, 0)
  await expect.poll(() => numbers(page, 'data-view')).not.toEqual(before)
  expect(await events(page, 'move')).toEqual([])
})

test('the wheel zooms to what is under the pointer (0.5 px)', async ({ page }) => {
  await show(page, { layers: [layer('small.ply')], mode: 'place' })
  const near = await pixelOf(page, [37.5, 0, 77.94])
  const pointer = { x: Math.round(near.x), y: Math.round(near.y) }
  await page.mouse.click(pointer.x, pointer.y)
  const [placed] = await events(page, 'place')
  for (let i = 0; i < 6; i++) await page.mouse.wheel(0, -120)
  await expect.poll(async () => (await pixelOf(page, [0, 90, 0])).y).toBeLessThan(-100)
  await expect(view(page)).toHaveAttribute('data-ready', 'true')
  const after = await pixelOf(page, placed.hit!.positionInLayer)
  expect(Math.hypot(after.x - pointer.x, after.y - pointer.y)).toBeLessThan(0.5)
})

test('markers behind the head are dimmed and cannot be grabbed; they come back from behind', async ({ page }) => {
  const markers = [marker('nose', [0, 0, 90]), marker('nape', [0, 0, -90])]
  await show(page, { layers: [layer('small.ply')], markers, mode: 'place' })
  await expect(page.locator('[data-marker=nose]')).toHaveAttribute('data-hidden', 'false')
  await expect(page.locator('[data-marker=nape]')).toHaveAttribute('data-hidden', 'true')
  await view(page).focus()
  await page.keyboard.press('2')
  await expect(page.locator('[data-marker=nape]')).toHaveAttribute('data-hidden', 'false')
  await expect(page.locator('[data-marker=nose]')).toHaveAttribute('data-hidden', 'true')
})

test('keys: arrows turn, plus comes nearer, F and 1 go back to the front view', async ({ page }) => {
  await show(page, { layers: [layer('small.ply')] })
  const front = await numbers(page, 'data-view')
  await view(page).focus()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('+')
  await expect.poll(() => numbers(page, 'data-view')).not.toEqual(front)
  await page.keyboard.press('1')
  await expect
    .poll(async () => (await numbers(page, 'data-view')).every((value, i) => Math.abs(value - front[i]) < 1e-9))
    .toBe(true)
})

test('a press on the view gives it the keys', async ({ page }) => {
  await show(page, { layers: [layer('small.ply')] })
  const at = await pixelOf(page, [0, 0, 90])
  await page.mouse.click(at.x, at.y)
  await expect(view(page)).toBeFocused()
})

test('a render of the owner that changes nothing draws nothing', async ({ page }) => {
  await show(page, { layers: [layer('small.ply')] })
  await view(page).evaluate((root) => {
    root.dataset.frameMs = 'untouched'
  })
  await show(page, { layers: [layer('small.ply')] })
  await page.waitForTimeout(300)
  await expect(view(page)).toHaveAttribute('data-frame-ms', 'untouched')
})

test('a large mesh moves as its stand-in and rests in full; both are where the data say', async ({ page }) => {
  await show(page, { layers: [layer('large.ply')], mode: 'place' })
  await expect(view(page)).toHaveAttribute('data-level', 'full')
  const at = await pixelOf(page, [0, 0, 90])
  await page.mouse.click(at.x, at.y)
  const [placed] = await events(page, 'place')
  expect(distance(placed.hit!.positionInLayer, [0, 0, 90])).toBeLessThan(0.05)
  const levels = await view(page).evaluate(async (root) => {
    const seen: string[] = []
    const watch = new MutationObserver(() => seen.push(root.dataset.level ?? ''))
    watch.observe(root, { attributeFilter: ['data-frame-ms'] })
    for (let i = 0; i < 10 || seen.length === 0; i++) {
      root.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }))
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
    watch.disconnect()
    return seen
  })
  expect(levels).toContain('reduced')
  await expect(view(page)).toHaveAttribute('data-ready', 'true')
  await expect(view(page)).toHaveAttribute('data-level', 'full')
})

test('a heat map, colours, a wireframe and a translucent layer are all drawn', async ({ page }) => {
  const looks: Partial<ViewLayer>[] = [
    { style: 'colors' },
    { style: 'heat', heat: { kind: 'distance', valuesUrl: '/files/meshes/heat.bin', maxMm: 2 } },
    { wireframe: true },
    { opacity: 0.4 },
  ]
  const pictures = new Set<string>()
  await show(page, { layers: [layer('small.ply')] })
  pictures.add(await picture(page))
  for (const look of looks) {
    const before = await picture(page)
    await show(page, { layers: [layer('small.ply', look)], legend: null })
    await expect.poll(() => picture(page)).not.toBe(before)
    await expect(view(page)).toHaveAttribute('data-ready', 'true')
    pictures.add(await picture(page))
  }
  expect(pictures.size).toBe(looks.length + 1)
})

test('a layer that is taken away while it opens is forgotten without a word', async ({ page }) => {
  await show(page, { layers: [layer('small.ply')] })
  for (let round = 0; round < 4; round++) {
    const opening = layer('large.ply', { id: `large ${round}` })
    await page.evaluate((given) => window.harness.show3d({ layers: [given] }), opening)
    await page.waitForTimeout(40 * round)
  }
  await show(page, { layers: [layer('small.ply', { id: 'last' })], mode: 'place' })
  await expect(view(page)).toHaveAttribute('data-layers', '1')
  const at = await pixelOf(page, [0, 0, 90])
  await page.mouse.click(at.x, at.y)
  expect((await events(page, 'place')).map(({ hit }) => hit?.layerId)).toEqual(['last'])
  expect((await events(page, 'layer')).filter(({ detail }) => JSON.stringify(detail).includes('failed'))).toEqual([])
})

test('a file that is gone is told in a sentence', async ({ page }) => {
  await show(page, { layers: [layer('small.ply'), layer('gone.ply', { id: 'gone', label: 'Gone scan' })] })
  await expect(page.getByRole('listitem').filter({ hasText: 'Gone scan' })).toContainText('no longer there')
})

test('a heat map of another mesh is refused in a sentence', async ({ page }) => {
  const heat = { kind: 'distance' as const, valuesUrl: '/files/meshes/short.bin', maxMm: 2 }
  await show(page, { layers: [layer('small.ply', { style: 'heat', heat })] })
  await expect(page.getByRole('listitem').filter({ hasText: 'Scan' })).toContainText('10 values')
  await show(page, { layers: [layer('small.ply', { style: 'shaded', heat: null })] })
  await expect(page.getByRole('listitem')).toHaveCount(0)
})

test('a damaged file is told in a sentence; the rest of the view lives on', async ({ page }) => {
  await show(page, { layers: [layer('small.ply'), layer('broken.ply', { id: 'other', label: 'Broken scan' })] })
  await expect(page.getByRole('listitem').filter({ hasText: 'Broken scan' })).toContainText('broken.ply')
  await expect(view(page)).toHaveAttribute('data-layers', '1')
})

test('a lost graphics context is told, and the view comes back by itself', async ({ page }) => {
  await show(page, { layers: [layer('small.ply')] })
  const before = await picture(page)
  await page.evaluate(async () => {
    const gl = document.querySelector('canvas')!.getContext('webgl2')!
    const driver = gl.getExtension('WEBGL_lose_context')!
    driver.loseContext()
    await new Promise((resolve) => setTimeout(resolve, 200))
    Object.assign(window, { driver })
  })
  await expect(page.getByRole('alert')).toContainText('graphics driver')
  await expect(view(page)).toHaveAttribute('data-ready', 'false')
  await page.evaluate(() => (window as unknown as { driver: WEBGL_lose_context }).driver.restoreContext())
  await expect(page.getByRole('alert')).toHaveCount(0)
  await expect(view(page)).toHaveAttribute('data-ready', 'true')
  await expect.poll(() => picture(page)).toBe(before)
})
