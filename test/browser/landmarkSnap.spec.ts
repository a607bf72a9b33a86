import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import type { Vec3 } from '#core/model/transform.ts'
import { dropFolder } from './flow/dropFolder.ts'
import { askHost } from './flow/hostCalls.ts'
import { fineScanOf, keepScreen, landmarkWindow } from './flow/landmarkWindow.ts'
import { lookAtFace, pagePixelOf, scanView, waitForScan } from './flow/scanView.ts'

/* Points that go to what stands out near a click, shown before it. */
const window = landmarkWindow()
let page: Page
test.beforeAll(() => {
  page = window.page
})

test('a click near the nose tip goes to where the surface bends most, which a ring shows before', async () => {
  const view = scanView(page, /^3D view of the fine scan/)
  const truth = window.captures.truth.landmarks.fineMm
  const tip = truth.get('nose_tip') as Vec3
  const scan = await fineScanOf(page)
  await waitForScan(view)
  await lookAtFace(page, view, truth)
  const offMm = async (): Promise<number> => {
    const { landmarks } = await askHost(page, 'landmarks.get', { scanId: scan.id })
    const position = landmarks.find(({ name }) => name === 'nose_tip')?.position
    return position ? Math.hypot(...position.map((value, axis) => value - tip[axis])) : Number.NaN
  }
  const { x, y } = await pagePixelOf(view, tip)
  const beside = { x: x + 9, y: y + 3 }
  const click = async (): Promise<void> => {
    await page.locator('[data-point="nose_tip"]').click()
    await page.mouse.move(beside.x, beside.y, { steps: 3 })
  }
  await click()
  await expect(page.locator('.cameo-view__snap')).toBeHidden()
  await page.mouse.click(beside.x, beside.y)
  await expect.poll(offMm).toBeGreaterThan(0.5)
  // Where a marker lies it is meant, not the place under it.
  await page.locator('[data-point="nose_tip"]').click()
  await page.keyboard.press('Delete')
  await expect(page.locator('.cameo-marker[data-state="placed"]')).toHaveCount(0)
  await page.getByRole('button', { name: /^Points go to what stands out/ }).click()
  await click()
  const ring = page.locator('.cameo-view__snap')
  await expect(ring).toBeVisible()
  await keepScreen(page, 'snap')
  const shown = await ring.boundingBox()
  await page.mouse.click(beside.x, beside.y)
  await expect.poll(offMm).not.toBeNaN()
  const { landmarks } = await askHost(page, 'landmarks.get', { scanId: scan.id })
  const placed = landmarks.find(({ name }) => name === 'nose_tip')?.position as Vec3
  const at = await pagePixelOf(view, placed)
  // The ring's middle lies where the point is placed, and that is not where the click was.
  expect(
    Math.hypot(at.x - (shown?.x ?? 0) - (shown?.width ?? 0) / 2, at.y - (shown?.y ?? 0) - (shown?.height ?? 0) / 2),
  ).toBeLessThan(3)
  expect(Math.hypot(at.x - beside.x, at.y - beside.y)).toBeGreaterThan(2)
})

test('a scheme of MeshLab that is dropped on the window is the one points are placed by', async ({
  browserName,
}, info) => {
  const path = info.outputPath(`${browserName}-ears.pptpl`)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(
    path,
    '<PickPointsTemplate><point name="left_ear_lobe"/><point name="right_ear_lobe"/></PickPointsTemplate>',
  )
  await dropFolder(page, path)
  await expect(page.getByRole('button', { name: /^Landmark scheme: / })).toContainText('ears')
  await expect(page.getByRole('listbox', { name: /^Landmarks of the/ })).toContainText('Left ear lobe')
  await page.keyboard.press('Control+Shift+K')
  await expect(page.getByRole('dialog', { name: 'Import a landmark scheme' })).toBeVisible()
})
