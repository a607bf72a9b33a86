import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from '@playwright/test'
import sharp from 'sharp'
import { askHost } from './flow/hostCalls.ts'
import { type MaskProject, openMaskProject } from './flow/maskProject.ts'
import { drawStroke, photoView, waitForPhoto } from './flow/photoView.ts'
import { runJob } from './flow/runJob.ts'

/* Masks against the scan in the window: sorted by disagreement, the worst by a key, blinking, undo by a held key. */
test.describe.configure({ mode: 'serial', timeout: 300_000 })

const photoPx = 1200
let project: MaskProject

test.beforeAll(async ({ browser }) => {
  project = await openMaskProject(browser, { photos: 3, photoPx, steps: ['align', 'masks'] })
  const { page } = project
  for (const { id } of await project.images()) await askHost(page, 'masks.acceptProposal', { imageId: id })
  const [, second, third] = await project.images()
  // The second mask reaches far into the background, the third a little.
  const wrong = [
    { image: second, radiusPx: 160 },
    { image: third, radiusPx: 40 },
  ]
  for (const { image, radiusPx } of wrong) {
    const strokes = [{ mode: 'paint' as const, radiusPx, points: [180, 180] }]
    await askHost(page, 'masks.paint', { imageId: image.id, baseRevision: image.maskRevision, strokes })
  }
})
test.afterAll(() => project?.close())

const tiles = () => project.page.getByRole('listbox', { name: 'Photos' }).getByRole('option')
const shownTile = () =>
  tiles().evaluateAll((all) => all.findIndex((tile) => tile.getAttribute('aria-selected') === 'true'))
const agreements = () =>
  tiles().evaluateAll((all) =>
    all.flatMap((tile) => (/ ([\d.]+) %:/.exec(tile.getAttribute('aria-label') ?? '') ?? []).slice(1).map(Number)),
  )

test('the mask that disagrees most comes first, then the next, by one key', async () => {
  const { page } = project
  await page.keyboard.press('Shift+J')
  await expect.poll(async () => (await agreements()).length, { timeout: 120_000 }).toBe(3)
  const found = await agreements()
  expect(found).toEqual([...found].sort((a, b) => a - b))
  expect(found[0]).toBeLessThan(90)
  await expect.poll(shownTile).toBe(0)
  await expect(photoView(page)).toHaveAccessibleName(/0001/)
  await page.keyboard.press('Shift+J')
  await expect.poll(shownTile).toBe(1)
  await expect(photoView(page)).toHaveAccessibleName(/0002/)
  await waitForPhoto(photoView(page))
  const target = process.env.CAMEO_SCREENSHOTS
  if (target) await page.screenshot({ path: `${target}/masks-sorted.png` })
})

test('the panel tells what the other photos leave no room for, and compares two annotators', async () => {
  const { page } = project
  await page.setViewportSize({ width: 1280, height: 720 })
  const [bar] = await page
    .getByRole('toolbar', { name: 'Photo', exact: true })
    .evaluateAll((found) => found.map((each) => [each.scrollWidth - each.clientWidth, each.clientHeight]))
  expect(bar[0]).toBeLessThanOrEqual(0)
  expect(bar[1]).toBeLessThan(50)
  await tiles().first().click()
  await page.getByText('Agreement', { exact: true }).click()
  const carvers = page.getByRole('list', { name: 'Views that carved it' }).getByRole('button')
  await expect(carvers.first()).toBeVisible()
  await carvers.first().scrollIntoViewIfNeeded()
  await expect(photoView(page).locator('.cameo-photo__area').first()).toBeAttached()
  const target = process.env.CAMEO_SCREENSHOTS
  if (target) await page.screenshot({ path: `${target}/masks-agreement.png` })
  const out = mkdtempSync(join(tmpdir(), 'cameo-theirs-'))
  const { files } = await runJob(page, 'masks.save', { out })
  await page.getByText('Another annotator', { exact: true }).click()
  await page.getByRole('textbox', { name: 'Folder of their masks' }).fill(dirname(files[0]))
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  const table = page.getByRole('table', { name: 'Agreement of two annotators' })
  await expect(table.getByRole('row', { name: /Mean 1\.000 1\.000/ })).toBeVisible({ timeout: 60_000 })
  if (target) await page.screenshot({ path: `${target}/masks-annotators.png` })
  rmSync(out, { recursive: true, force: true })
})

test('mask and silhouette blink by one key', async () => {
  const { page } = project
  for (const name of ['Silhouette', 'Mask', 'Silhouette', 'Mask']) {
    await page.keyboard.press('Shift+Z')
    await expect(page.getByRole('radio', { name, exact: true })).toBeChecked()
    await waitForPhoto(photoView(page))
  }
})

test('a box about the subject makes a proposal, a stroke on the background mends it, and one key takes that back', async () => {
  const { page } = project
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByRole('option', { name: /0000/ }).click()
  await expect(photoView(page)).toHaveAccessibleName(/0000/)
  await waitForPhoto(photoView(page))
  const mask = await project.stored(0)
  const inside = [...mask.keys()].filter((at) => mask[at] > 0)
  const [columns, rows] = [inside.map((at) => at % photoPx), inside.map((at) => Math.floor(at / photoPx))]
  const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b)) - 12
  const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b)) + 12
  const proposal = async () => (await project.images())[0].proposalUrl
  const pixelsOf = async (url: string | null): Promise<Uint8Array> => {
    const answer = await page.request.get(new URL(url ?? '', page.url()).href)
    return sharp(await answer.body())
      .extractChannel(0)
      .raw()
      .toBuffer()
  }
  const before = await proposal()
  await page.keyboard.press('y')
  await drawStroke(page, photoView(page), [
    [least(columns), least(rows)],
    [most(columns), Math.min(photoPx, most(rows))],
  ])
  await expect.poll(proposal, { timeout: 60_000 }).not.toBe(before)
  const fromBox = await proposal()
  const first = await pixelsOf(fromBox)
  const both = inside.filter((at) => first[at] > 0).length
  const either = first.reduce((sum, value, at) => sum + (value > 0 || mask[at] > 0 ? 1 : 0), 0)
  expect(both / either).toBeGreaterThan(0.93)
  await page.keyboard.press('Shift+Y')
  await page.keyboard.press('x')
  const [x, y] = [Math.round((least(columns) + most(columns)) / 2), most(rows) - 60]
  await drawStroke(page, photoView(page), [
    [x - 60, y],
    [x + 60, y],
  ])
  await expect.poll(proposal, { timeout: 60_000 }).not.toBe(fromBox)
  const second = await pixelsOf(await proposal())
  expect([first[y * photoPx + x], second[y * photoPx + x]]).toEqual([255, 0])
  const target = process.env.CAMEO_SCREENSHOTS
  if (target) await page.screenshot({ path: `${target}/masks-hints.png` })
  await page.keyboard.press('x')
  await page.keyboard.press('Backspace')
  await expect.poll(proposal, { timeout: 60_000 }).toBe(fromBox)
  const drawn = photoView(page).locator('.cameo-photo__outline')
  await expect(drawn).toBeVisible()
  await page.getByRole('option', { name: /0002/ }).click()
  await expect(photoView(page)).toHaveAccessibleName(/0002/)
  await expect(drawn).toBeHidden()
})

test('the mask of the photo shown before, any of them, is copied by one key and taken back by another', async () => {
  const { page } = project
  const [first, third] = [await project.stored(0), await project.stored(2)]
  expect(Buffer.compare(first, third)).not.toBe(0)
  await page.getByRole('option', { name: /0000/ }).click()
  await expect(photoView(page)).toHaveAccessibleName(/0000/)
  await waitForPhoto(photoView(page))
  await page.getByRole('option', { name: /0002/ }).click()
  await expect(photoView(page)).toHaveAccessibleName(/0002/)
  await waitForPhoto(photoView(page))
  await page.keyboard.press('Shift+V')
  await expect.poll(async () => Buffer.compare(await project.stored(2), first)).toBe(0)
  await project.saved()
  await page.keyboard.press('Control+z')
  await expect.poll(async () => Buffer.compare(await project.stored(2), third)).toBe(0)
})
