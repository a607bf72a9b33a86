import { expect, type Page, test } from '@playwright/test'
import { projectPoint } from '#core/geometry/lens.ts'
import { toMat4, type Vec3 } from '#core/model/transform.ts'
import { askHost, subjectNamed } from './flow/hostCalls.ts'
import { fineScanOf, keepScreen, landmarkWindow, storePoints } from './flow/landmarkWindow.ts'

/* A photo beside the scan: it shows the point that is worked on, by itself, and takes clicks. */
const window = landmarkWindow()
let page: Page
test.beforeAll(() => {
  page = window.page
})

const beside = () => page.getByRole('region', { name: 'Photo beside the scan' })
const photoView = () => beside().locator('[data-image-to-screen]')
const marker = (title: string) => beside().getByRole('img', { name: `${title}: on the other scan` })
const truth = (name: string) => window.captures.truth.landmarks.coarseM.get(name) as Vec3
const shownPhoto = async () => {
  const { images } = await subjectNamed(page, 'subject_clicked')
  const text = await beside().getByRole('status', { name: 'Photo shown' }).innerText()
  const found = images.find(({ name }) => text.startsWith(name))
  if (!found) throw new Error(`no photo is called ${text}`)
  return found
}

test('the point of the fine scan is followed into the photo that sees it best, and stays in its middle', async () => {
  const fine = await fineScanOf(page)
  const coarse = (await subjectNamed(page, 'subject_clicked')).scans.find(({ role }) => role === 'coarse')
  await storePoints(page, fine.id, window.captures.truth.landmarks.fineMm)
  await storePoints(page, coarse?.id ?? '', window.captures.truth.landmarks.coarseM)
  await page.keyboard.press('Shift+Y')
  await expect(beside()).toBeVisible()
  for (const [point, title] of [
    ['nose_tip', 'Nose tip'],
    ['left_lips', 'Left mouth corner'],
  ]) {
    await page.locator(`[data-point="${point}"]`).click()
    await expect(marker(title)).toHaveCount(1)
  }
  // The view goes to the point by and by: photo, place and marker are read until they belong together.
  await expect(async () => {
    const name = 'left_lips'
    const photo = await shownPhoto()
    const { xPx, yPx } = projectPoint({ worldMat: toMat4(photo.worldMat ?? []) }, truth(name))
    const [scale, tx, ty] = ((await photoView().getAttribute('data-image-to-screen')) ?? '').split(' ').map(Number)
    const box = await photoView().boundingBox()
    const at = await marker('Left mouth corner').boundingBox()
    if (!box || !at) throw new Error('the marker is not on the screen')
    // The photo's pixels are of some millimetres: the truth of both scans agrees to less than one.
    expect(Math.abs(box.x + tx + scale * xPx - at.x)).toBeLessThan(scale + 12)
    expect(Math.abs(box.y + ty + scale * yPx - at.y)).toBeLessThan(scale + 12)
  }).toPass({ timeout: 15_000 })
  await keepScreen(page, 'photo-beside')
})

test('a click in it is the point’s click in that photo, and Ctrl+Z there takes it back', async () => {
  const photo = await shownPhoto()
  const kept = async () =>
    (await askHost(page, 'photoPoints.get', { imageId: photo.id })).points.map(({ name }) => name)
  const box = await photoView().boundingBox()
  if (!box) throw new Error('there is no photo on the screen')
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
  await expect.poll(kept).toEqual(['left_lips'])
  await expect(page.getByRole('status', { name: 'Agreement of the photos' })).toContainText('Clicked in one photo')
  await page.keyboard.press('Control+z')
  await expect.poll(kept).toEqual([])
  await page.keyboard.press('Shift+Y')
  await expect(beside()).toHaveCount(0)
})
