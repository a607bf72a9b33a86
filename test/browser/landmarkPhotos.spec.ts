import { expect, type Page, test } from '@playwright/test'
import { projectPoint } from '#core/geometry/lens.ts'
import { toMat4, type Vec3 } from '#core/model/transform.ts'
import { askHost, subjectNamed } from './flow/hostCalls.ts'
import { keepScreen, landmarkWindow } from './flow/landmarkWindow.ts'

/* A landmark clicked in photos whose cameras are known: kept by the host, triangulated, placed on the scan. */
const window = landmarkWindow()
let page: Page
test.beforeAll(() => {
  page = window.page
})

const photos = async () => (await subjectNamed(page, 'subject_clicked')).images
const agreement = () => page.getByRole('status', { name: 'Agreement of the photos' })
const stage = () => page.locator('.photo-stage')

/** Where the true point lies in a photo. */
const pixelIn = (photo: Awaited<ReturnType<typeof photos>>[number], name: string) =>
  projectPoint({ worldMat: toMat4(photo.worldMat ?? []) }, window.captures.truth.landmarks.coarseM.get(name) as Vec3)

const clickIn = async (photo: Awaited<ReturnType<typeof photos>>[number], name: string): Promise<void> => {
  const view = stage().locator('[data-image-to-screen]')
  const box = await view.boundingBox()
  const [scale, tx, ty] = ((await view.getAttribute('data-image-to-screen')) ?? '').split(' ').map(Number)
  const { xPx, yPx } = pixelIn(photo, name)
  if (!box) throw new Error('there is no photo on the screen')
  await page.mouse.click(box.x + tx + scale * xPx, box.y + ty + scale * yPx)
}

/** The two photos that see the point closest to their middle. */
const bestPhotos = async (name: string) => {
  const all = await photos()
  const off = (photo: (typeof all)[number]): number => {
    const { xPx, yPx } = pixelIn(photo, name)
    return Math.hypot(xPx - photo.widthPx / 2, yPx - photo.heightPx / 2)
  }
  return all.toSorted((a, b) => off(a) - off(b)).slice(0, 2)
}

const showPhoto = async (photo: { readonly name: string }): Promise<void> => {
  await page.getByRole('region', { name: 'The point in the photos' }).getByRole('button', { name: photo.name }).click()
  await expect(page.getByRole('application', { name: `Photo ${photo.name}` })).toBeVisible()
}

test('clicks in two photos meet: the panel says within how many millimetres, and they outlive the window', async () => {
  await page.getByRole('tab', { name: /^Photos/ }).click()
  await expect(agreement()).toHaveText(/Click the point in two photos or more/)
  const pair = await bestPhotos('right_eye')
  for (const photo of pair) {
    await showPhoto(photo)
    await expect(stage().locator('[data-image-to-screen]')).toBeVisible()
    await clickIn(photo, 'right_eye')
    await expect
      .poll(async () => (await askHost(page, 'photoPoints.get', { imageId: photo.id })).points)
      .toHaveLength(1)
  }
  await expect(agreement()).toContainText(/The rays of 2 photos meet within \d+\.\d mm, \d+° apart/)
  await keepScreen(page, 'photo-points')
  await window.reopen()
  await page.getByRole('tab', { name: /^Photos/ }).click()
  await expect(agreement()).toContainText('The rays of 2 photos meet')
})

test('a click is undone and done again in its photo, and the point is placed where the rays meet', async () => {
  const [, photo] = await bestPhotos('right_eye')
  await showPhoto(photo)
  const kept = async () => (await askHost(page, 'photoPoints.get', { imageId: photo.id })).points.length
  await page.keyboard.press('Control+z')
  await expect.poll(kept).toBe(0)
  await expect(agreement()).toContainText('Clicked in one photo')
  await page.keyboard.press('Control+y')
  await expect.poll(kept).toBe(1)
  await expect(agreement()).toContainText('The rays of 2 photos meet')
  await page.keyboard.press('Shift+U')
  await expect(page.getByRole('status', { name: 'Saving' })).toHaveText('All changes are saved')
  const coarse = (await subjectNamed(page, 'subject_clicked')).scans.find(({ role }) => role === 'coarse')
  const place = async (): Promise<number> => {
    const { landmarks } = await askHost(page, 'landmarks.get', { scanId: coarse?.id ?? '' })
    const position = landmarks.find(({ name }) => name === 'right_eye')?.position
    const truth = window.captures.truth.landmarks.coarseM.get('right_eye') as Vec3
    return position ? 1000 * Math.hypot(...position.map((value, axis) => value - truth[axis])) : Number.NaN
  }
  await expect.poll(place).toBeLessThan(2)
})
