import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { writeMesh } from '#core/formats/index.ts'
import { h3ds6 } from '#core/model/schemes.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { movingHead } from '../unit/flame/movingHead.ts'
import { askHost } from './flow/hostCalls.ts'
import { fineScanOf, keepScreen, landmarkWindow, storePoints } from './flow/landmarkWindow.ts'
import { runJob } from './flow/runJob.ts'
import { clickPoint, lookAtFace, scanView, waitForScan } from './flow/scanView.ts'

/* Places proposed while points are clicked: by the scheme, and by a head model once the project has one. */
const window = landmarkWindow()
let page: Page
test.beforeAll(() => {
  page = window.page
})

const fineView = () => scanView(page, /^3D view of the fine scan/)
const ghosts = () => page.locator('.cameo-marker[data-state="proposed"]')
const bar = () => page.getByRole('region', { name: 'Proposed places' })
const truth = (name: string) => window.captures.truth.landmarks.fineMm.get(name) as Vec3

test('after the third click the others appear by themselves, from the scheme', async () => {
  await waitForScan(fineView())
  await lookAtFace(page, fineView(), window.captures.truth.landmarks.fineMm)
  for (const { name } of h3ds6.points.slice(0, 2)) await clickPoint(page, fineView(), truth(name))
  await expect(ghosts()).toHaveCount(0)
  await clickPoint(page, fineView(), truth(h3ds6.points[2].name))
  await expect(ghosts()).toHaveCount(3)
  await expect(bar()).toContainText('From the mean shape of the scheme.')
})

test('with a head model they come from its live fit, nearer and surer, and one key takes them', async () => {
  await askHost(page, 'models.add', {
    path: window.captures.modelPath,
    embedding: window.captures.embeddingPath,
    regions: null,
  })
  await expect(bar()).toContainText('From the head model', { timeout: 60_000 })
  await keepScreen(page, 'proposals-model')
  await page.keyboard.press('Shift+V')
  await expect(ghosts()).toHaveCount(0)
  await expect(page.getByRole('status', { name: 'Saving' })).toHaveText('All changes are saved')
  const { landmarks } = await askHost(page, 'landmarks.get', { scanId: (await fineScanOf(page)).id })
  expect(landmarks.filter(({ source }) => source === 'human')).toHaveLength(3)
  const accepted = landmarks.filter(({ source }) => source === 'proposed-accepted')
  expect(accepted).toHaveLength(3)
  for (const { name, position } of accepted) {
    expect(Math.hypot(...(position as Vec3).map((value, axis) => value - truth(name)[axis]))).toBeLessThan(6)
  }
})

test('a registration colours the scan by its parts, and proposes its points for a larger scheme', async () => {
  const scan = await fineScanOf(page)
  const { models } = await askHost(page, 'models.list', {})
  const input = { subjectId: scan.subjectId, scanId: scan.id, modelId: models[0].id }
  await runJob(page, 'registrations.run', input)
  // The key counts as soon as the window has heard of the registration.
  const legend = page.getByRole('figure', { name: 'Parts' })
  await expect(async () => {
    await page.keyboard.press('Shift+T')
    await expect(legend).toContainText('Hair', { timeout: 1000 })
  }).toPass({ timeout: 30_000 })
  await keepScreen(page, 'scan-parts')
  await page.keyboard.press('Shift+W')
  await expect(page.getByRole('status', { name: 'Registration' })).toContainText(
    'Every point of this scheme is decided',
  )
  await page.getByRole('button', { name: /^Landmark scheme/ }).click()
  await page.getByRole('option', { name: /eight/i }).click()
  await expect(ghosts()).toHaveCount(2)
  await keepScreen(page, 'proposals-registration')
  await page.keyboard.press('Shift+V')
  await expect(page.getByRole('status', { name: 'Saving' })).toHaveText('All changes are saved')
  const eight = await askHost(page, 'landmarks.get', { scanId: scan.id })
  expect(eight.landmarks.filter(({ source }) => source === 'proposed-accepted')).toHaveLength(5)
  await page.keyboard.press('Control+Z')
  await expect(ghosts()).toHaveCount(2)
  // Pressed again, the best there is proposes.
  await page.keyboard.press('Shift+J')
  await expect(bar()).not.toContainText('Carried from the registration')
})

test('a jaw line that would be a guess is not shown, and the panel says so', async () => {
  const scan = await fineScanOf(page)
  const three = h3ds6.points.slice(0, 3).map(({ name }) => [name, truth(name)] as const)
  await storePoints(page, scan.id, new Map(three))
  await page.getByRole('button', { name: /^Landmark scheme/ }).click()
  await page.getByRole('option', { name: /iBUG/ }).click()
  await expect(bar()).toContainText('more would be less sure than 14 mm')
  await expect.poll(() => ghosts().count()).toBeGreaterThan(20)
  const names = await ghosts().evaluateAll((all) => all.map((each) => each.getAttribute('data-marker') ?? ''))
  expect(names.filter((name) => /:68:([0-9]|1[0-6])$/.test(name))).toEqual([])
  await keepScreen(page, 'proposals-ibug')
})

test('a point beside its place is doubted in words, live, by the shapes of faces', async () => {
  const scan = await fineScanOf(page)
  await page.getByRole('button', { name: /^Landmark scheme/ }).click()
  await page.getByRole('option', { name: /^H3DS/ }).click()
  await storePoints(page, scan.id, window.captures.truth.landmarks.fineMm)
  const shape = page.getByRole('status', { name: 'Agreement with the shapes of faces' })
  await expect(shape).toContainText('Least like the others on this face')
  const doubts = page.getByRole('log', { name: 'Doubts about the points' })
  await expect(doubts).toHaveCount(0)
  const [x, y, z] = truth('nose_base')
  await storePoints(page, scan.id, new Map([...window.captures.truth.landmarks.fineMm, ['nose_base', [x, y, z + 25]]]))
  await expect(doubts).toContainText(
    /Nose base on the fine scan lies \d+\.\d mm from where the other points would have it/,
  )
  await shape.click()
  await expect(page.getByRole('table', { name: 'Placed less expected by axis in mm' })).toBeVisible()
  await keepScreen(page, 'doubts-shape')
})

test('points are carried from frame to frame by two keys, and never taken for clicks', async ({
  browserName,
}, info) => {
  const sequence = `${browserName}-anna`
  const folder = info.outputPath(sequence)
  mkdirSync(folder, { recursive: true })
  const frames = [movingHead(0, 1), movingHead(0.5, 2), movingHead(1, 3)]
  for (const [i, { scan }] of frames.entries()) {
    writeFileSync(join(folder, `frame_${i + 1}.ply`), writeMesh(scan, { format: 'ply' }))
  }
  await runJob(page, 'captures.import', { path: folder })
  const [first, second] = [
    await fineScanOf(page, `${sequence}_frame_1`),
    await fineScanOf(page, `${sequence}_frame_2`),
  ].map(({ id }) => id)
  const six = new Map(h3ds6.points.map(({ name }) => [name, frames[0].truth.get(name) as Vec3]))
  await storePoints(page, first, six)
  await page.getByRole('option', { name: new RegExp(`^${sequence}_frame_1:`) }).click()
  await page.keyboard.press('Alt+ArrowDown')
  await expect(fineView()).toHaveAttribute('data-ready', 'true', { timeout: 60_000 })
  await page.keyboard.press('Shift+B')
  await expect(bar().getByRole('status', { name: 'Frame beside' })).toHaveText(`Carried from ${sequence}_frame_1.`)
  await expect(ghosts()).toHaveCount(6)
  await keepScreen(page, 'proposals-frame')
  const stored = async () => (await askHost(page, 'landmarks.get', { scanId: second })).landmarks
  expect(await stored()).toEqual([])
  await page.keyboard.press('Shift+V')
  await expect(ghosts()).toHaveCount(0)
  await expect
    .poll(async () => (await stored()).map(({ source }) => source))
    .toEqual(Array(6).fill('proposed-accepted'))
  for (const { name, position } of await stored()) {
    const place = frames[1].truth.get(name) as Vec3
    expect(Math.hypot(...(position as Vec3).map((value, axis) => value - place[axis])), name).toBeLessThan(1)
  }
  await page.keyboard.press('Control+z')
  await expect(ghosts()).toHaveCount(6)
  await page.keyboard.press('Shift+B')
  await expect(ghosts()).toHaveCount(0)
})
