import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { h3ds6 } from '#core/model/schemes.ts'
import { toMat4, transformPoint, type Vec3 } from '#core/model/transform.ts'
import { killInMidDrag, undoAndRedo } from './flow/durableLandmarks.ts'
import { askHost, subjectNamed } from './flow/hostCalls.ts'
import { freePort, type HostProcess, startHostProcess } from './flow/hostProcess.ts'
import { keepScreen, saved } from './flow/landmarkWindow.ts'
import { clickPoint, scanView, turnToFace, waitForScan, zoomToFace } from './flow/scanView.ts'
import { makeSharedCaptures, type PointsOfScan, sharedScansAreThere } from './flow/sharedScans.ts'

/*
 * The landmark and align workspaces on scans that were not made here: the shared capture with its truth, a textured
 * scan (menpo3d), and a scan with its template (meshmonk). The tests build on each other. CAMEO_SCREENSHOTS names a
 * folder for pictures; they are of real people and are never kept in the repository.
 */
test.describe.configure({ mode: 'serial', timeout: 240_000 })
if (!sharedScansAreThere) console.warn('SKIPPED: the window on real scans, ../shared/data is not there')
test.skip(!sharedScansAreThere, '../shared/data is not there')

const folder = mkdtempSync(join(tmpdir(), 'cameo-real-'))
let truth: ReturnType<typeof makeSharedCaptures>
let host: HostProcess
let port = 0
let context: BrowserContext
let page: Page

const startHost = async (): Promise<void> => {
  host = await startHostProcess({ port, configDir: join(folder, 'config') })
}
const screen = (name: string): Promise<void> => keepScreen(page, `real-${name}`)
const subjectRow = (name: string) => page.getByRole('option', { name: new RegExp(`^${name}:`) })
const landmarkRow = (name: string) => page.locator(`.landmark-row[data-point="${name}"]`)
const doubts = () => page.getByRole('log', { name: 'Doubts about the points' })
const certificate = () => page.getByRole('region', { name: 'Certificate' })

type Role = 'coarse' | 'fine'
const scanOf = async (subject: string, role: Role) => {
  const found = (await subjectNamed(page, subject)).scans.find((scan) => scan.role === role)
  if (!found) throw new Error(`${subject} has no ${role} scan`)
  return found
}
const storedPoints = async (subject: string, role: Role) =>
  (await askHost(page, 'landmarks.get', { scanId: (await scanOf(subject, role)).id })).landmarks

/** Clicks the points of the scheme where the truth has them (`at` names another place), and skips what it has not. */
const clickPoints = async (role: Role, points: PointsOfScan, at: (name: string) => string = (name) => name) => {
  const view = scanView(page, new RegExp(`^3D view of the ${role} scan`))
  await waitForScan(view)
  await turnToFace(page, view, points)
  await zoomToFace(page, view, points)
  for (const { name } of h3ds6.points) {
    const place = points.get(at(name))
    if (!place) {
      await page.keyboard.press('x')
      await expect(landmarkRow(name)).toHaveAttribute('data-status', 'missing')
      continue
    }
    await clickPoint(page, view, place)
    await expect(landmarkRow(name)).toHaveAttribute('data-status', 'placed')
  }
  await saved(page)
}

const farthestMm = async (subject: string, role: Role, points: PointsOfScan, mmPerUnit: number): Promise<number> => {
  const offs = (await storedPoints(subject, role)).flatMap(({ name, position }) => {
    const place = points.get(name)
    return place && position ? [Math.hypot(...position.map((value, axis) => value - place[axis])) * mmPerUnit] : []
  })
  expect(offs).toHaveLength(h3ds6.points.filter(({ name }) => points.has(name)).length)
  return Math.max(...offs)
}

test.beforeAll(async ({ browser }) => {
  truth = makeSharedCaptures(join(folder, 'captures'))
  port = await freePort()
  await startHost()
  context = await browser.newContext({ viewport: { width: 1280, height: 720 } })
  page = await context.newPage()
  await page.goto(host.url)
  await expect(page.getByText('Recent projects')).toBeVisible()
  await askHost(page, 'projects.create', {
    path: join(folder, 'project'),
    name: 'Real scans',
    licenceNote: 'Test input only.',
  })
  await page.reload()
})

test.afterAll(async () => {
  await context?.close()
  await host?.kill()
  rmSync(folder, { recursive: true, force: true })
})

test('all captures of a folder are imported at once', async () => {
  await page.getByRole('button', { name: 'Import captures…' }).click()
  await page.getByRole('textbox', { name: 'Folder path' }).fill(join(folder, 'captures'))
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'Import 3 subjects' }).click()
  for (const name of ['subject_menpo', 'subject_meshmonk', 'subject_sample'])
    await expect(subjectRow(name)).toBeVisible({ timeout: 60_000 })
})

test('capture-sample: six points on both scans by clicks, aligned as the truth is', async () => {
  await subjectRow('subject_sample').click()
  await page.keyboard.press('Shift+L')
  await page.keyboard.press('d')
  await clickPoints('fine', truth.sample.fineMm)
  expect(await farthestMm('subject_sample', 'fine', truth.sample.fineMm, 1)).toBeLessThan(4)
  await page.getByRole('button', { name: 'Go on with the coarse scan' }).click()
  await clickPoints('coarse', truth.sample.coarseM)
  expect(await farthestMm('subject_sample', 'coarse', truth.sample.coarseM, 1000)).toBeLessThan(6)
  await screen('sample')
  await page.getByRole('button', { name: 'Go on to align' }).click()
  await page.getByRole('button', { name: 'Align', exact: true }).click()
  await expect(certificate()).toBeVisible({ timeout: 90_000 })
  const [{ targetFromSource }] = (await subjectNamed(page, 'subject_sample')).alignments
  const found = toMat4(targetFromSource)
  const given = toMat4(truth.sample.fineFromCoarse)
  for (const [name, place] of truth.sample.coarseM) {
    const [a, b] = [transformPoint(found, place), transformPoint(given, place)]
    expect(Math.hypot(...a.map((value, axis) => value - b[axis])), name).toBeLessThan(0.5)
  }
  await screen('sample-aligned')
})

test('menpo3d: exchanged corners and a wrong unit are found while clicking, and healed by a button each', async () => {
  await subjectRow('subject_menpo').click()
  await page.keyboard.press('Shift+L')
  const exchanged: Readonly<Record<string, string>> = { right_lips: 'left_lips', left_lips: 'right_lips' }
  await clickPoints('fine', truth.menpo, (name) => exchanged[name] ?? name)
  await expect(doubts()).toContainText(/mouth corner look exchanged on the fine scan/)
  await screen('menpo-exchanged')
  await page.getByRole('button', { name: 'Exchange on the fine scan' }).click()
  await expect(doubts()).toHaveCount(0)
  await saved(page)
  expect(await farthestMm('subject_menpo', 'fine', truth.menpo, 1)).toBeLessThan(4)
  await askHost(page, 'scans.setUnit', { scanId: (await scanOf('subject_menpo', 'fine')).id, unit: 'm', up: null })
  await expect(doubts()).toContainText('said to be in m, but only in mm')
  await page.getByRole('button', { name: 'The fine scan is in mm' }).click()
  await expect.poll(async () => (await scanOf('subject_menpo', 'fine')).unit).toBe('mm')
  await expect(doubts()).toHaveCount(0)
})

test('menpo3d: the host is killed in the middle of a drag: nothing but that drag is lost', async () => {
  const before = await storedPoints('subject_menpo', 'fine')
  const nose = before.find(({ name }) => name === 'nose_tip')?.position as Vec3
  await killInMidDrag(page, nose, () => host.kill())
  await page.close()
  await startHost()
  page = await context.newPage()
  await page.goto(host.url)
  await expect(landmarkRow('nose_tip')).toHaveAttribute('data-status', 'placed', { timeout: 30_000 })
  expect(await storedPoints('subject_menpo', 'fine')).toEqual(before)
})

test('menpo3d: 300 changes are undone and done again, by keys and by calls, over reloads', async () => {
  const { id: scanId } = await scanOf('subject_menpo', 'fine')
  await undoAndRedo(page, { hostUrl: host.url, subject: 'subject_menpo', scanId, changes: 300 })
})

test('meshmonk: five points on a scan and on its template, seen as one, aligned and certified', async () => {
  await subjectRow('subject_meshmonk').click()
  await page.keyboard.press('Shift+L')
  await page.keyboard.press('d')
  await clickPoints('fine', truth.meshmonk.fine)
  expect(await farthestMm('subject_meshmonk', 'fine', truth.meshmonk.fine, 1)).toBeLessThan(4)
  await page.keyboard.press('c')
  await clickPoints('coarse', truth.meshmonk.coarse)
  expect(await farthestMm('subject_meshmonk', 'coarse', truth.meshmonk.coarse, 1)).toBeLessThan(4)
  await page.keyboard.press('s')
  const fine = scanView(page, /^3D view of the fine scan/)
  const coarse = scanView(page, /^3D view of the coarse scan/)
  await waitForScan(fine)
  await waitForScan(coarse)
  const before = await coarse.getAttribute('data-view')
  await fine.focus()
  await page.keyboard.press('+')
  await expect.poll(() => coarse.getAttribute('data-view')).not.toBe(before)
  await screen('meshmonk-side')
  await page.keyboard.press('Shift+A')
  await page.getByRole('button', { name: 'Align', exact: true }).click()
  await expect(certificate()).toContainText(/Certificate: (green|amber|red)/, { timeout: 90_000 })
  expect((await subjectNamed(page, 'subject_meshmonk')).alignments[0].residualMm.median).toBeLessThan(3)
  await screen('meshmonk-aligned')
})
