import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { h3ds6 } from '#core/model/schemes.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { type CaptureFolders, captureFolders } from './flow/captureFolders.ts'
import { killInMidDrag, undoAndRedo } from './flow/durableLandmarks.ts'
import { askHost, subjectNamed } from './flow/hostCalls.ts'
import { freePort, type HostProcess, startHostProcess } from './flow/hostProcess.ts'
import { copyProjectToClick, keepScreen, saved, storePoints } from './flow/landmarkWindow.ts'
import { scanView, turnToFace, waitForScan } from './flow/scanView.ts'

/*
 * The landmark workspace on a generated head whose points are known. The tests build on each other;
 * CAMEO_SCREENSHOTS names a folder to keep pictures in.
 */
test.describe.configure({ mode: 'serial', timeout: 240_000 })

const folder = mkdtempSync(join(tmpdir(), 'cameo-landmarks-'))
let captures: CaptureFolders
let host: HostProcess
let port = 0
let context: BrowserContext
let page: Page

const startHost = async (projectPath?: string): Promise<void> => {
  host = await startHostProcess({ port, configDir: join(folder, 'config'), projectPath })
}

const screen = (name: string): Promise<void> => keepScreen(page, name)
const landmarkRow = (title: string) =>
  page.getByRole('listbox', { name: /^Landmarks of the/ }).getByRole('option', { name: new RegExp(`^${title}:`) })
const titleOf = (name: string): string => h3ds6.points.find((point) => point.name === name)?.title ?? name
const fineView = () => scanView(page, /^3D view of the fine scan/)

const scanOf = async (role: 'coarse' | 'fine') => {
  const { scans } = await subjectNamed(page, 'subject_clicked')
  const scan = scans.find((each) => each.role === role)
  if (!scan) throw new Error(`there is no ${role} scan`)
  return scan
}

const storedPoints = async (role: 'coarse' | 'fine') =>
  (await askHost(page, 'landmarks.get', { scanId: (await scanOf(role)).id })).landmarks

/** Stores points as if they had been clicked where the truth is, some of them under the name of another. */
const storeTruth = async (role: 'coarse' | 'fine', exchanged: readonly string[] = []) => {
  const truth = role === 'fine' ? captures.truth.landmarks.fineMm : captures.truth.landmarks.coarseM
  const placeOf = (name: string): Vec3 => {
    const at = exchanged.indexOf(name)
    return truth.get(at < 0 ? name : exchanged[1 - at]) as Vec3
  }
  const points = new Map(h3ds6.points.map(({ name }) => [name, placeOf(name)] as const))
  await storePoints(page, (await scanOf(role)).id, points)
}

test.beforeAll(async ({ browser }) => {
  captures = await captureFolders()
  const projectPath = join(folder, 'projects', 'points')
  await copyProjectToClick(browser, projectPath)
  port = await freePort()
  await startHost(projectPath)
  context = await browser.newContext({ viewport: { width: 1280, height: 720 } })
  page = await context.newPage()
  await page.goto(host.url)
  await page.getByRole('option', { name: /^subject_clicked:/ }).click({ timeout: 60_000 })
  await page.getByRole('tab', { name: /^Landmarks:/ }).click()
  await page.getByRole('radio', { name: 'Fine', exact: true }).click()
})

test.afterAll(async () => {
  await context?.close()
  await host?.kill()
  rmSync(folder, { recursive: true, force: true })
})

test('an exchanged pair and a wrong unit are told in sentences and healed by a button each', async () => {
  await waitForScan(fineView())
  await storeTruth('coarse')
  await storeTruth('fine', ['right_lips', 'left_lips'])
  await askHost(page, 'scans.setUnit', { scanId: (await scanOf('fine')).id, unit: 'm', up: null })
  const doubts = page.getByRole('log', { name: 'Doubts about the points' })
  await expect(doubts).toContainText('said to be in m, but only in mm')
  await expect(doubts).toContainText(/mouth corner look exchanged on the fine scan/)
  await screen('doubts')
  await page.getByRole('button', { name: 'The fine scan is in mm' }).click()
  await expect.poll(async () => (await scanOf('fine')).unit).toBe('mm')
  await page.getByRole('button', { name: 'Exchange on the fine scan' }).click()
  await expect(doubts).toHaveCount(0)
  await expect(page.getByRole('status', { name: 'Agreement of the pairs' })).toContainText('0.00 mm rms')
  await saved(page)
  const lips = (await storedPoints('fine')).find(({ name }) => name === 'right_lips')
  expect(lips?.position).toEqual([...(captures.truth.landmarks.fineMm.get('right_lips') as Vec3)])
})

test('a point is nudged by keys along the surface: one undo for the burst', async () => {
  await turnToFace(page, fineView(), captures.truth.landmarks.fineMm)
  await landmarkRow(titleOf('nose_tip')).click()
  await fineView().focus()
  const before = (await storedPoints('fine')).find(({ name }) => name === 'nose_tip')?.position as Vec3
  // Held, not pressed again each time the slow view has answered: a pause would end the burst.
  await page.keyboard.down('Shift')
  await Promise.all(Array.from({ length: 6 }, () => page.keyboard.down('ArrowRight')))
  await page.keyboard.up('ArrowRight')
  await page.keyboard.up('Shift')
  const offMm = async (): Promise<number> => {
    const now = (await storedPoints('fine')).find(({ name }) => name === 'nose_tip')?.position as Vec3
    return Math.hypot(...now.map((value, axis) => value - before[axis]))
  }
  await expect.poll(offMm).toBeGreaterThan(4)
  expect(await offMm()).toBeLessThan(6.5)
  const moved = (await storedPoints('fine')).find(({ name }) => name === 'nose_tip')
  expect(moved?.surface?.barycentrics.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 6)
  await page.keyboard.press('Control+z')
  await expect.poll(offMm).toBe(0)
})

test('the host is killed in the middle of a drag: nothing but that drag is lost', async () => {
  const before = await storedPoints('fine')
  await killInMidDrag(page, captures.truth.landmarks.fineMm.get('nose_tip') as Vec3, () => host.kill())
  await page.close()
  await startHost()
  page = await context.newPage()
  await page.goto(host.url)
  await expect(landmarkRow(titleOf('nose_tip'))).toHaveAttribute('data-status', 'placed', { timeout: 30_000 })
  expect(await storedPoints('fine')).toEqual(before)
})

test('300 changes are undone and done again, by keys and by calls, over reloads', async () => {
  const { id: scanId } = await scanOf('fine')
  await undoAndRedo(page, { hostUrl: host.url, subject: 'subject_clicked', scanId, changes: 300 })
})

test('from three points on the others are proposed: accepted by a key, and never taken for clicks', async () => {
  const { id: scanId } = await scanOf('fine')
  const { revision } = await askHost(page, 'landmarks.get', { scanId })
  const three = (await storedPoints('fine')).slice(0, 3)
  await askHost(page, 'landmarks.commit', {
    scanId,
    baseRevision: revision,
    scheme: 'h3ds-6',
    annotator: 'test',
    landmarks: three,
  })
  await waitForScan(fineView())
  const ghosts = page.locator('.cameo-marker[data-state="proposed"]')
  await expect(ghosts).toHaveCount(3)
  await screen('proposals')
  expect(await storedPoints('fine')).toHaveLength(3)
  await page.keyboard.press('v')
  await expect(ghosts).toHaveCount(2)
  await page.keyboard.press('Shift+V')
  await expect(ghosts).toHaveCount(0)
  await saved(page)
  const sources = (await storedPoints('fine')).map(({ source }) => source)
  expect(sources.filter((source) => source === 'proposed-accepted')).toHaveLength(3)
  await page.keyboard.press('Control+z')
  await expect(ghosts).toHaveCount(2)
  await page.keyboard.press('Control+y')
  await expect(ghosts).toHaveCount(0)
})

test('states are set by keys, with a reason for what is hidden, and shown by shape', async () => {
  await landmarkRow(titleOf('nose_tip')).click()
  await page.keyboard.press('u')
  await landmarkRow(titleOf('left_lips')).click()
  await page.keyboard.press('z')
  await landmarkRow(titleOf('right_lips')).click()
  await page.keyboard.press('Shift+X')
  await page.getByRole('textbox', { name: 'Reason' }).fill('Under the beard')
  await page.keyboard.press('Enter')
  await expect(landmarkRow(titleOf('right_lips'))).toHaveAttribute('data-status', 'hidden')
  await landmarkRow(titleOf('left_lips')).click()
  await page.keyboard.press('Shift+X')
  await expect(page.getByRole('button', { name: 'Mark as occluded' })).toBeVisible()
  await page.getByRole('button', { name: 'Beard', exact: true }).click()
  await page.getByRole('button', { name: 'Mark as occluded' }).click()
  for (const state of ['uncertain', 'occluded', 'hidden']) {
    await expect(page.locator(`.cameo-marker[data-state="${state}"]`)).toHaveCount(1)
  }
  await screen('states')
  await saved(page)
  const stored = new Map((await storedPoints('fine')).map((point) => [point.name, point]))
  expect(stored.get('right_lips')).toMatchObject({ status: 'hidden', reason: 'Under the beard' })
  expect(stored.get('left_lips')).toMatchObject({ status: 'occluded', reason: 'Beard' })
  expect(stored.get('nose_tip')).toMatchObject({ status: 'uncertain' })
})
