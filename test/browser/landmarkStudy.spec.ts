import { expect, type Page, test } from '@playwright/test'
import { h3ds6 } from '#core/model/schemes.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { askHost } from './flow/hostCalls.ts'
import { fineScanOf, keepScreen, landmarkWindow, storePoints } from './flow/landmarkWindow.ts'
import { clickPoint, lookAtFace, scanView, waitForScan } from './flow/scanView.ts'

/* A study by one's own window: scans are served again without names and earlier points, and compared in the end. */
const window = landmarkWindow()
let page: Page
test.beforeAll(() => {
  page = window.page
})

const markers = () => page.locator('.cameo-marker')
const own = (scanId: string, observer: string) => askHost(page, 'landmarks.get', { scanId, observer })

test('an annotator has a set of their own, which everything uses once it is told to', async () => {
  const scan = await fineScanOf(page)
  await storePoints(page, scan.id, window.captures.truth.landmarks.fineMm, { observer: 'Ben' })
  await page.getByRole('button', { name: /^Whose points/ }).click()
  await page.getByRole('option', { name: /^Set of Ben/ }).click()
  await waitForScan(scanView(page, /^3D view of the fine scan/))
  await expect(page.getByRole('radio', { name: /^fine scan, 6 of 6/ })).toBeVisible()
  expect((await own(scan.id, '')).landmarks).toHaveLength(0)
  await page.getByRole('button', { name: 'Let everything use this set' }).click()
  await expect.poll(async () => (await own(scan.id, '')).landmarks.length).toBe(8)
})

test('a scan is served again blind: no name, no earlier point, no proposal; the clicks are a session of their own', async () => {
  const scan = await fineScanOf(page)
  await page.keyboard.press('Shift+G')
  const dialog = page.getByRole('dialog', { name: 'Agreement of annotators' })
  await dialog.getByText('Serve scans again, blind').click()
  await dialog.getByRole('textbox', { name: 'Annotator' }).fill('Ben')
  await keepScreen(page, 'study-serve')
  await dialog.getByRole('button', { name: 'Choose and start' }).click()
  const served = page.getByRole('region', { name: 'Blind study' })
  await expect(served).toContainText('Scan 1 of 1')
  await expect(page.getByText('subject_clicked')).toHaveCount(0)
  await expect(page.getByRole('radio', { name: /^fine scan, 0 of 6/ })).toBeVisible()
  await expect(markers()).toHaveCount(0)
  const view = scanView(page, /^3D view of the fine scan/)
  await waitForScan(view)
  await lookAtFace(page, view, window.captures.truth.landmarks.fineMm)
  for (const { name } of h3ds6.points) {
    await clickPoint(page, view, window.captures.truth.landmarks.fineMm.get(name) as Vec3)
  }
  await keepScreen(page, 'study-blind')
  await expect.poll(async () => (await own(scan.id, 'Ben@2')).landmarks.length).toBe(6)
  expect((await own(scan.id, 'Ben')).landmarks.map(({ position }) => position)).toEqual(
    (await own(scan.id, '')).landmarks.map(({ position }) => position),
  )
  await served.getByRole('button', { name: 'Finish and compare' }).click()
  await expect(dialog.getByRole('list', { name: 'Agreement of annotators with themselves' })).toContainText(
    /Ben in 2 sessions: \d+\.\d\d mm from themselves/,
  )
})

test('the dialog names points by their titles and plots the bias of each annotator', async () => {
  const scan = await fineScanOf(page)
  await page.keyboard.press('Escape')
  const shifted = new Map(
    [...window.captures.truth.landmarks.fineMm].map(([name, [x, y, z]]) => [name, [x + 1.5, y, z] as Vec3]),
  )
  await storePoints(page, scan.id, shifted, { observer: 'Ada' })
  await page.keyboard.press('Control+Alt+A')
  const beside = page.getByRole('table', { name: /^Points of the annotators/ })
  await expect(beside.getByRole('row', { name: /^From the mean, mm Ada Ben/ })).toBeVisible()
  await expect(beside.getByRole('row', { name: /^Nose tip \d\.\d \d\.\d \d\.\d \d\.\d/ })).toBeVisible()
  await expect(page.locator('.cameo-marker[data-state="other"]')).not.toHaveCount(0)
  await keepScreen(page, 'study-annotators')
  await page.keyboard.press('Control+Alt+A')
  await expect(beside).toHaveCount(0)
  await page.keyboard.press('Shift+G')
  const dialog = page.getByRole('dialog', { name: 'Agreement of annotators' })
  await expect(dialog.getByRole('table', { name: 'Agreement by point' })).toContainText('Right inner eye corner')
  await expect(dialog).not.toContainText('right_eye')
  await expect(dialog.getByRole('img', { name: /^Bias of Ada, Ben at 8 points/ })).toBeVisible()
  await keepScreen(page, 'study-result')
})
