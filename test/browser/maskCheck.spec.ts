import { expect, test } from '@playwright/test'
import { askHost } from './flow/hostCalls.ts'
import { type MaskProject, openMaskProject } from './flow/maskProject.ts'
import { photoView, waitForPhoto } from './flow/photoView.ts'

/* Masks against the scan in the window: sorted by disagreement, the worst by a key, blinking, undo by a held key. */
test.describe.configure({ mode: 'serial', timeout: 300_000 })

const photoPx = 1200
let project: MaskProject

test.beforeAll(async ({ browser }) => {
  project = await openMaskProject(browser, { views: 3, photoPx, steps: ['align', 'masks'] })
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

test('mask and silhouette blink by one key', async () => {
  const { page } = project
  for (const name of ['Silhouette', 'Mask', 'Silhouette', 'Mask']) {
    await page.keyboard.press('Shift+Z')
    await expect(page.getByRole('radio', { name, exact: true })).toBeChecked()
    await waitForPhoto(photoView(page))
  }
})
