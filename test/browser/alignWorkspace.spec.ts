import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { readMesh, writeMesh } from '#core/formats/index.ts'
import { projectPoint } from '#core/geometry/lens.ts'
import { toMat4, transformPoints } from '#core/model/transform.ts'
import { similarityOf } from '../unit/geometry/similarityOf.ts'
import { makeCapture } from './flow/captureFolders.ts'
import { askHost, subjectNamed } from './flow/hostCalls.ts'
import { freePort, type HostProcess, startHostProcess } from './flow/hostProcess.ts'
import { photoView, waitForPhoto } from './flow/photoView.ts'
import { savedMatrix } from './flow/savedMatrix.ts'
import { scanView, waitForScan } from './flow/scanView.ts'
import { unnamedControls } from './flow/unnamedControls.ts'

/*
 * The workspace of the alignment, driven as a person drives it, on a generated capture with landmark files. The tests
 * build on each other; CAMEO_SCREENSHOTS names a folder to keep pictures in.
 */
test.describe.configure({ mode: 'serial', timeout: 60_000 })

const folder = mkdtempSync(join(tmpdir(), 'cameo-align-'))
const projectPath = join(folder, 'project')
let host: HostProcess
let context: BrowserContext
let page: Page

const screen = async (name: string): Promise<void> => {
  expect(await unnamedControls(page), `controls without a name: ${name}`).toEqual([])
  const target = process.env.CAMEO_SCREENSHOTS
  if (target) await page.screenshot({ path: join(target, `align-${name}.png`) })
}

const subject = () => subjectNamed(page, 'subject_head')
const step = (name: string) => page.getByRole('tab', { name: new RegExp(`^${name}:`) })
const overlayView = () => scanView(page, /aligned scans|laid over each other/)
const shownInOverlay = () => page.getByRole('status', { name: 'Shown in the overlay' })

test.beforeAll(async ({ browser }) => {
  const { path } = await makeCapture(join(folder, 'captures'), 'head', { seed: 21, views: 3, photoSizePx: 384 })
  host = await startHostProcess({ port: await freePort(), configDir: join(folder, 'config') })
  context = await browser.newContext({ viewport: { width: 1280, height: 720 } })
  page = await context.newPage()
  await page.goto(host.url)
  await expect(page.getByText('Recent projects')).toBeVisible()
  await askHost(page, 'projects.create', { path: projectPath, name: 'Align', licenceNote: 'Generated heads.' })
  await page.reload()
  await page.getByRole('button', { name: 'Import captures…' }).click()
  await page.getByRole('textbox', { name: 'Folder path' }).fill(path)
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'Import', exact: true }).click()
  await expect(page.getByRole('option', { name: /^subject_head:/ })).toBeVisible({ timeout: 30_000 })
})

test.afterAll(async () => {
  await context?.close()
  await host?.kill()
  rmSync(folder, { recursive: true, force: true })
})

test('the overlay is there as soon as landmarks are, and follows a point that is dragged', async () => {
  await step('Landmarks').click()
  await page.keyboard.press('o')
  await expect(shownInOverlay()).toContainText(/Preview by \d+ landmarks, \d+\.\d\d mm rms/)
  const view = overlayView()
  await waitForScan(view)
  await expect(view).toHaveAttribute('data-layers', '2')
  const before = await shownInOverlay().textContent()
  const marker = view.locator('[data-marker$=":nose_tip"]').last()
  const box = await marker.locator('.cameo-marker__disc').boundingBox()
  if (!box) throw new Error('the nose tip is not in sight')
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.mouse.click(x, y)
  await expect(marker).toHaveAttribute('data-selected', 'true')
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + 8, y + 12, { steps: 4 })
  await page.mouse.move(x + 12, y + 26, { steps: 4 })
  await expect(shownInOverlay()).not.toHaveText(before ?? '')
  await screen('preview')
  await page.keyboard.press('Escape')
  await page.mouse.up()
  await expect(shownInOverlay()).toHaveText(before ?? '')
})

test('the scans are aligned and judged by eye: blade, blink, pairs', async () => {
  await step('Align').click()
  await page.getByRole('button', { name: 'Align', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Alignment result' })).toBeVisible({ timeout: 60_000 })
  await expect(shownInOverlay()).toHaveText('Aligned')
  const view = overlayView()
  await waitForScan(view)
  await screen('overlay')
  await page.keyboard.press('w')
  await page.keyboard.press('k')
  const blade = page.getByRole('slider', { name: 'Blade between the scans' })
  await expect(blade).toHaveAttribute('aria-valuenow', '50')
  await waitForScan(view)
  await screen('blade')
  const box = await blade.boundingBox()
  if (!box) throw new Error('there is no blade')
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 3)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width / 2 + 120, box.y + box.height / 3, { steps: 5 })
  await page.mouse.up()
  await expect.poll(async () => Number(await blade.getAttribute('aria-valuenow'))).toBeGreaterThan(58)
  await blade.press('Home')
  await expect(blade).toHaveAttribute('aria-valuenow', '1')
  await blade.press('End')
  await blade.press('ArrowLeft')
  await expect(blade).toHaveAttribute('aria-valuenow', '98')
  await page.keyboard.press('b')
  await expect(shownInOverlay()).toHaveText('Coarse scan only')
  await expect(view).toHaveAttribute('data-layers', '1')
  await page.keyboard.press('b')
  await expect(shownInOverlay()).toHaveText('Fine scan only')
  await page.keyboard.press('o')
  await page.keyboard.press('k')
  await expect(blade).toHaveCount(0)
  await expect(view).toHaveAttribute('data-layers', '2')
  const links = view.locator('.cameo-view__links line')
  expect(await links.count()).toBe(Math.min(...(await subject()).scans.map(({ landmarksPlaced }) => landmarksPlaced)))
  await page.keyboard.press('p')
  await expect(links).toHaveCount(0)
  await page.keyboard.press('p')
})

test('a landmark pair is left out and weighed, by the table and by keys, previewed and undone', async () => {
  await page.getByText('Landmark pairs', { exact: true }).click()
  const table = page.getByRole('table', { name: 'Landmark pairs, millimetres' })
  const weights = async () => (await askHost(page, 'alignments.history', { subjectId: (await subject()).id })).weights
  await expect(page.getByRole('status', { name: 'The worst pair' })).toContainText(
    /Worst when left out: .* \d+\.\d\d mm from/,
  )
  const [first, second] = await table.getByRole('checkbox').all()
  await page.keyboard.press('.')
  await page.keyboard.press('0')
  await expect(first).not.toBeChecked()
  await page.keyboard.press('.')
  await page.keyboard.press('9')
  await expect(table.getByRole('combobox').nth(1)).toHaveValue('2')
  expect(Object.values(await weights()).sort()).toEqual([0, 2])
  const aligned = await page.getByText(/^\d of \d, \d+\.\d\d mm rms$/).textContent()
  await page.keyboard.press('8')
  await expect(shownInOverlay()).toContainText(/Preview by 5 landmarks/)
  await screen('pairs')
  await second.click({ force: true })
  await expect(page.getByText(aligned ?? '', { exact: true })).toHaveCount(0)
  await page.keyboard.press('8')
  await expect(shownInOverlay()).toHaveText('Aligned')
  for (let left = 3; left > 0; left--) {
    const before = JSON.stringify(await weights())
    await page.keyboard.press('Control+z')
    await expect.poll(async () => JSON.stringify(await weights())).not.toBe(before)
  }
  await expect(first).toBeChecked()
  expect(await weights()).toEqual({})
  expect((await subject()).status.align).toBe('done')
})

test('the chain tells what each step did, shows before and after, and makes a new chain without a step', async () => {
  const chain = page.getByRole('region', { name: 'Chain' })
  await chain.getByRole('button', { name: /^ICP: turn \d+\.\d\d°, shift \d+\.\d\d mm, size [+−]\d/ }).click()
  await expect(chain).toContainText('Iterations')
  await chain.getByRole('button', { name: 'Before' }).click()
  await expect(shownInOverlay()).toHaveText('Before step 3: ICP')
  await chain.getByRole('button', { name: 'After' }).click()
  await expect(shownInOverlay()).toHaveText('After step 3: ICP')
  await screen('chain')
  const [first] = (await subject()).alignments
  const ofStep = chain.getByRole('button', { name: 'Save the step ICP alone as' })
  expect(await savedMatrix(page, ofStep)).toEqual(first.steps[2].ownTransform)
  await chain.getByRole('checkbox', { name: 'Use the step ICP' }).click({ force: true })
  await expect(chain).toContainText('switched off', { timeout: 30_000 })
  await expect(page.getByRole('region', { name: 'Certificate' })).toContainText('switched off by hand')
  const [edited] = (await subject()).alignments
  expect(edited.id).not.toBe(first.id)
  expect((await subject()).alignments[1]).toEqual({ ...first, current: false })
  await screen('chain-edited')

  const ofAll = chain.getByRole('button', { name: 'Save the transform as' })
  expect(await savedMatrix(page, ofAll)).toEqual(edited.targetFromSource)
})

test('undo goes back to the earlier chain and redo forward again', async () => {
  const [edited, first] = (await subject()).alignments
  // Also while the switch that was clicked has the keyboard.
  await page.getByRole('checkbox', { name: 'Use the step ICP' }).focus()
  await page.keyboard.press('Control+z')
  await expect(page.getByRole('region', { name: 'Chain' })).not.toContainText('switched off')
  await expect.poll(async () => (await subject()).alignments.find(({ current }) => current)?.id).toBe(first.id)
  await page.keyboard.press('Control+y')
  await expect.poll(async () => (await subject()).alignments.find(({ current }) => current)?.id).toBe(edited.id)
  await page.keyboard.press('Control+z')
  await expect.poll(async () => (await subject()).alignments.find(({ current }) => current)?.id).toBe(first.id)
})

test('residuals have a histogram, a side, areas and a range that is dragged or typed', async () => {
  const residuals = page.getByRole('region', { name: 'Residuals' })
  await page.keyboard.press('h')
  await expect(residuals.getByRole('figure')).toContainText(/% of [\d,]+ vertices lie within the range/)
  await expect(residuals.getByRole('table', { name: /by area/ })).toContainText('Nose tip')
  await residuals.getByRole('checkbox', { name: /on which side/ }).click({ force: true })
  await expect(overlayView().getByText('outside')).toBeVisible()
  const end = residuals.getByRole('slider', { name: 'End of the range' })
  const before = Number(await end.getAttribute('aria-valuenow'))
  await end.press('ArrowRight')
  await expect.poll(async () => Number(await end.getAttribute('aria-valuenow'))).toBeGreaterThan(before)
  const box = await end.boundingBox()
  if (!box) throw new Error('the range has no end')
  await page.mouse.move(box.x + 9, box.y + 8)
  await page.mouse.down()
  await page.mouse.move(box.x - 11, box.y + 8, { steps: 3 })
  await page.mouse.up()
  await expect.poll(async () => Number(await end.getAttribute('aria-valuenow'))).toBeLessThan(before)
  await residuals.getByRole('spinbutton').fill('1.5')
  await page.keyboard.press('Tab')
  await expect(end).toHaveAttribute('aria-valuenow', '1.5')
  await waitForScan(overlayView())
  await residuals.scrollIntoViewIfNeeded()
  await screen('residuals')
})

/** Presses a button in the moment it appears: a job may be done before a pointer gets there. */
const pressAsSoonAsShown = (label: string) =>
  page.evaluate((start) => {
    const observer = new MutationObserver(() => {
      const button = document.querySelector<HTMLButtonElement>(`button[aria-label^="${start}"]:not(:disabled)`)
      if (!button) return
      observer.disconnect()
      button.click()
    })
    observer.observe(document.body, { childList: true, subtree: true, attributes: true })
  }, label)

test('a running alignment is plotted, held and let go on', async () => {
  await pressAsSoonAsShown('Pause: ')
  await page.getByRole('button', { name: 'Align again' }).click()
  const goOn = page.getByRole('button', { name: /^Go on with: / })
  await expect(goOn).toBeVisible()
  await screen('held')
  await goOn.click()
  await expect(page.getByRole('button', { name: 'Align again' })).toBeVisible({ timeout: 60_000 })
  await page.getByText('Convergence', { exact: true }).click()
  await expect(page.getByRole('figure', { name: 'Convergence' })).toContainText(/Ended: \w+/)
  await page.getByRole('figure', { name: 'Convergence' }).scrollIntoViewIfNeeded()
  await screen('convergence')
})

test('trust is painted on a scan, undone and done again, and the next alignment uses it', async () => {
  const panel = page.getByRole('region', { name: 'Where it listens' })
  await page.keyboard.press('t')
  const coarse = scanView(page, /^3D view of the coarse scan/)
  await waitForScan(coarse)
  await waitForScan(scanView(page, /^3D view of the fine scan/))
  await expect(coarse.getByText('Listened to')).toBeVisible()
  const { scans } = await subject()
  const scanId = scans.find(({ role }) => role === 'coarse')?.id ?? ''
  const trust = () => askHost(page, 'trust.get', { scanId })
  const box = await coarse.boundingBox()
  if (!box) throw new Error('the coarse scan is not in sight')
  const [x, y] = [box.x + box.width / 2, box.y + box.height * 0.62]
  await page.mouse.move(x - 60, y)
  await page.mouse.down()
  await page.mouse.move(x + 60, y + 20, { steps: 6 })
  await page.mouse.up()
  await expect.poll(async () => (await trust()).trustUrl).not.toBeNull()
  const painted = (await trust()).trustUrl
  await page.mouse.move(x - 40, y + 40)
  await waitForScan(coarse)
  await screen('trust')
  await page.keyboard.press('Control+z')
  await expect.poll(async () => (await trust()).trustUrl).toBeNull()
  await page.keyboard.press('Control+y')
  await expect.poll(async () => (await trust()).trustUrl).toBe(painted)
  await panel.getByRole('button', { name: 'Stop painting' }).click()
  await page.getByRole('button', { name: 'Align again' }).click()
  await expect(page.getByRole('region', { name: 'Convergence' })).toContainText(/Ended/, { timeout: 60_000 })
  await expect.poll(async () => (await subject()).status.align, { timeout: 60_000 }).toBe('done')
  const [newest] = (await subject()).alignments
  await expect
    .poll(async () => (await askHost(page, 'alignments.detail', { alignmentId: newest.id })).usesTrust)
    .toBe(true)
})

/** Clicks the coarse scan's landmarks in every photo where its camera sees them, the nose tip 5 px too low. */
const clickInPhotos = async (): Promise<void> => {
  const { scans, images } = await subject()
  const scanId = scans.find(({ role }) => role === 'coarse')?.id ?? ''
  const { landmarks } = await askHost(page, 'landmarks.get', { scanId })
  for (const { id: imageId, worldMat } of images) {
    const points = landmarks.flatMap(({ name, position }) => {
      if (!position || !worldMat) return []
      const { xPx, yPx } = projectPoint({ worldMat: toMat4(worldMat) }, position)
      return [{ name, xPx, yPx: name === 'nose_tip' ? yPx + 5 : yPx }]
    })
    const { revision: baseRevision } = await askHost(page, 'photoPoints.get', { imageId })
    await askHost(page, 'photoPoints.commit', { imageId, baseRevision, points })
  }
}

test('landmarks clicked in the photos tell how far both scans are off, and lead to the photo', async () => {
  await clickInPhotos()
  const panel = page.getByRole('region', { name: 'In the photos' })
  await page.getByText('In the photos', { exact: true }).click()
  const photos = panel.getByRole('table', { name: 'Reprojection by photo, pixels' })
  await expect(photos.getByRole('row')).toHaveCount(4)
  const nose = panel.getByRole('table', { name: /by landmark/ }).getByRole('row', { name: /^Nose tip/ })
  await expect(nose).toContainText('5.0')
  await panel.scrollIntoViewIfNeeded()
  await screen('reprojection')
  await photos.getByRole('button').last().click()
  await waitForPhoto(photoView(page))
  const shown = (await subject()).images.at(-1)?.name ?? ''
  await expect(page.getByRole('application', { name: `Photo ${shown}` })).toBeVisible()
})

test('the aligned scan is seen in the photos: its outline and its landmarks', async () => {
  await page.keyboard.press('Shift+P')
  const photo = photoView(page)
  await waitForPhoto(photo)
  const lines = photo.locator('.cameo-photo__outlines polyline')
  await expect.poll(() => lines.count(), { timeout: 30_000 }).toBeGreaterThan(1)
  const apart = page.getByRole('status', { name: 'Aligned scan in the photo' })
  await expect(apart).toContainText(/\d+\.\d px apart/)
  expect(Number(/(\d+\.\d) px/.exec((await apart.textContent()) ?? '')?.[1])).toBeLessThan(6)
  await expect(photo.locator('[data-kind="carried"]')).not.toHaveCount(0)
  await screen('photo')
  await page.keyboard.press('o')
  await expect(lines).toHaveCount(0)
  await expect(apart).toHaveCount(0)
  await page.keyboard.press('o')
})

/** The coarse scan again, as another device at another place would have brought it. */
const furtherScan = (): string => {
  const path = join(folder, 'further', 'device_b.ply')
  const { mesh } = readMesh(readFileSync(join(folder, 'captures', 'subject_head', 'lowres.ply')), 'lowres.ply')
  const motion = similarityOf({ axisAngle: [0.1, 0.25, -0.05], scale: 1.01, translation: [0.02, 0.01, -0.03] })
  mkdirSync(join(folder, 'further'))
  writeFileSync(path, writeMesh({ ...mesh, positions: transformPoints(motion, mesh.positions) }, { format: 'ply' }))
  return path
}

test('a further scan is added, all are aligned together with a certificate for each pair, and undone as one', async () => {
  test.setTimeout(120_000)
  const path = furtherScan()
  await step('Align').click()
  await page.getByText('Scans', { exact: true }).click()
  const panel = page.getByRole('region', { name: 'Scans', exact: true })
  await panel.getByRole('button', { name: 'Add a scan…' }).click()
  await page.getByRole('textbox', { name: 'Folder path' }).fill(dirname(path))
  await page.keyboard.press('Enter')
  await page.getByRole('option', { name: /device_b/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click()
  await panel.getByRole('button', { name: 'device_b.ply', exact: true }).click()
  await expect(page.getByText('Nothing to lay over each other yet')).toBeVisible()
  await panel.getByRole('button', { name: 'Align 3 together' }).click()
  const together = page.getByRole('region', { name: 'Together' })
  await expect(together.locator('summary')).toHaveCount(3, { timeout: 90_000 })
  await expect(shownInOverlay()).toHaveText('Aligned')
  await waitForScan(overlayView())
  await together.locator('summary', { hasText: 'device_b.ply on fine scan' }).click()
  await expect(together).toContainText(/of the shared surface agrees/)
  await screen('together')
  const inForce = async () => (await subject()).alignments.filter(({ current }) => current).length
  expect(await inForce()).toBe(2)
  await page.keyboard.press('o')
  await page.keyboard.press('Control+z')
  await expect(page.getByText('Nothing to lay over each other yet')).toBeVisible()
  expect((await subject()).alignments.find(({ current }) => current)?.steps.at(-1)?.kind).toBe('icp')
  await page.keyboard.press('Control+y')
  await expect.poll(inForce).toBe(2)
})

test('points are placed on the further scan, with any scan beside it', async () => {
  await step('Landmarks').click()
  await page.keyboard.press('d')
  await page.getByRole('button', { name: /^Place points on: / }).click()
  await page.getByRole('option', { name: /device_b/ }).click()
  await expect(page.getByRole('radio', { name: /^device_b\.ply, 0 of 6 points decided/ })).toBeChecked()
  const view = scanView(page, /3D view of device_b\.ply/)
  await waitForScan(view)
  const box = await view.boundingBox()
  if (!box) throw new Error('the scan is not on the screen')
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
  const placedOn = async (name: RegExp) => (await subject()).scans.find((scan) => name.test(scan.name))?.landmarksPlaced
  await expect.poll(() => placedOn(/device_b/)).toBe(1)
  await page.keyboard.press('Shift+K')
  await expect(page.getByRole('button', { name: 'Scan beside it: Coarse scan' })).toBeVisible()
  await page.keyboard.press('s')
  await expect(scanView(page, /3D view of the coarse scan/)).toBeVisible()
  await expect(page.getByRole('radio', { name: /^device_b\.ply, 1 of 6/ })).toBeChecked()
  await waitForScan(scanView(page, /3D view of the coarse scan/))
  await screen('further-landmarks')
  await page.keyboard.press('Control+z')
  await expect.poll(() => placedOn(/device_b/)).toBe(0)
  for (const next of [/^coarse scan, /, /^fine scan, /, /^device_b\.ply, /]) {
    await page.keyboard.press('Shift+H')
    await expect(page.getByRole('radio', { name: next })).toBeChecked()
  }
})
