import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { makeCapture } from './flow/captureFolders.ts'
import { askHost, subjectNamed } from './flow/hostCalls.ts'
import { freePort, type HostProcess, startHostProcess } from './flow/hostProcess.ts'
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
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
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
