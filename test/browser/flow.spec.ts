import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { h3ds6 } from '#core/model/schemes.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { type CaptureFolders, captureFolders } from './flow/captureFolders.ts'
import { dropFolder } from './flow/dropFolder.ts'
import { askHost, subjectNamed } from './flow/hostCalls.ts'
import { freePort, type HostProcess, startHostProcess } from './flow/hostProcess.ts'
import { drawStroke, photoView, waitForPhoto } from './flow/photoView.ts'
import { clickPoint, lookAtFace, scanView, turnToFace, waitForScan, zoomToFace } from './flow/scanView.ts'
import { textureErrors } from './flow/texturedView.ts'
import { unnamedControls } from './flow/unnamedControls.ts'

/*
 * The whole way through the window, as a person goes it: a real host process, a real browser, a generated capture
 * whose truth is known. The tests build on each other; CAMEO_SCREENSHOTS names a folder to keep pictures in.
 */
test.describe.configure({ mode: 'serial', timeout: 300_000 })

const folder = mkdtempSync(join(tmpdir(), 'cameo-flow-'))
const projectParent = join(folder, 'projects')
const projectPath = join(projectParent, 'flow')
const exportPath = join(folder, 'export-h3ds')
let captures: CaptureFolders
let host: HostProcess
let port = 0
let context: BrowserContext
let page: Page

const startHost = async (): Promise<void> => {
  host = await startHostProcess({ port, configDir: join(folder, 'config') })
}

/** A screen as it is now: every control on it has a name; with CAMEO_SCREENSHOTS a picture is kept. */
const screen = async (name: string): Promise<void> => {
  expect(await unnamedControls(page), `controls without a name: ${name}`).toEqual([])
  const target = process.env.CAMEO_SCREENSHOTS
  if (target) await page.screenshot({ path: join(target, `${name}.png`) })
}

const step = (name: string) => page.getByRole('tab', { name: new RegExp(`^${name}:`) })
const subjectRow = (name: string) => page.getByRole('option', { name: new RegExp(`^${name}:`) })
const landmarkRow = (title: string) =>
  page.getByRole('listbox', { name: /^Landmarks of the/ }).getByRole('option', { name: new RegExp(`^${title}:`) })
const jobEnds = async (title: RegExp): Promise<void> => {
  await expect(page.getByRole('region', { name: title })).toHaveCount(0, { timeout: 120_000 })
}

test.beforeAll(async ({ browser }) => {
  mkdirSync(projectParent, { recursive: true })
  captures = await captureFolders()
  port = await freePort()
  await startHost()
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  page = await context.newPage()
})

test.afterAll(async () => {
  await context?.close()
  await host?.kill()
  rmSync(folder, { recursive: true, force: true })
})

test('a project is created', async () => {
  await page.goto(host.url)
  await expect(page.getByText('Recent projects')).toBeVisible()
  await screen('welcome')
  await page.getByRole('button', { name: 'New project…' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Flow')
  await page.getByRole('textbox', { name: 'Location' }).fill(projectParent)
  await page.getByRole('textbox', { name: /Licence note/ }).fill('Generated heads, free to use.')
  await page.getByRole('button', { name: 'Create project' }).click()
  await expect(page.getByText('No subjects yet')).toBeVisible()
  const { project } = await askHost(page, 'projects.current', {})
  expect(project).toMatchObject({ name: 'Flow', path: projectPath, licenceAcknowledged: false })
})

test('a capture is imported by the dialog, another by dropping it', async () => {
  await page.getByRole('button', { name: 'Import captures…' }).click()
  await page.getByRole('textbox', { name: 'Folder path' }).fill(captures.toClick)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('status', { name: 'What will be imported' })).toContainText('2 scans')
  await page.getByRole('dialog').getByRole('button', { name: 'Import', exact: true }).click()
  await expect(subjectRow('subject_clicked')).toBeVisible({ timeout: 60_000 })

  await dropFolder(page, captures.toDrop)
  await expect(subjectRow('subject_dropped')).toBeVisible({ timeout: 60_000 })
  const dropped = await subjectNamed(page, 'subject_dropped')
  expect(dropped).toMatchObject({ scanCount: 2, imageCount: 2 })
  expect(dropped.scans.every(({ landmarksPlaced }) => landmarksPlaced >= 6)).toBe(true)
})

/** Clicks the six points where the truth says they are, and checks what the host has stored. */
const clickSixPoints = async (role: 'coarse' | 'fine', truth: ReadonlyMap<string, Vec3>, mmPerUnit: number) => {
  const view = scanView(page, new RegExp(`^3D view of the ${role} scan`))
  await waitForScan(view)
  if (role === 'fine') await lookAtFace(page, view, truth)
  else {
    // Seen from farther away: the truth lies some millimetres beside the coarse surface, and what is seen from near
    // moves by more of them.
    await turnToFace(page, view, truth)
    await zoomToFace(page, view, truth)
  }
  for (const { name, title } of h3ds6.points) {
    await expect(page.getByRole('status', { name: 'Point to place' })).toContainText(title)
    await clickPoint(page, view, truth.get(name) as Vec3)
    await expect(landmarkRow(title)).toHaveAttribute('data-status', 'placed')
  }
  await expect(page.getByRole('status', { name: 'Saving' })).toHaveText('All changes are saved')
  const { scans } = await subjectNamed(page, 'subject_clicked')
  const scan = scans.find((each) => each.role === role)
  const { landmarks } = await askHost(page, 'landmarks.get', { scanId: scan?.id ?? '' })
  for (const { name, position, surface } of landmarks) {
    const offMm =
      Math.hypot(...(position ?? []).map((value, axis) => value - (truth.get(name) as Vec3)[axis])) * mmPerUnit
    expect(offMm, `${name} on the ${role} scan`).toBeLessThan(4)
    expect(surface?.barycentrics.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 6)
  }
  expect(landmarks).toHaveLength(6)
}

test('six landmarks are clicked in guided order on both scans', async () => {
  await subjectRow('subject_clicked').click()
  await step('Landmarks').click()
  await page.getByRole('radio', { name: 'Fine', exact: true }).click()
  await clickSixPoints('fine', captures.truth.landmarks.fineMm, 1)
  await page.getByRole('button', { name: 'Go on with the coarse scan' }).click()
  await clickSixPoints('coarse', captures.truth.landmarks.coarseM, 1000)
  await expect(page.getByRole('status', { name: 'Agreement of the pairs' })).toContainText('6 pairs')
  await screen('landmarks')
})

test('landmarks are undone and done again, marked missing, and survive a reload', async () => {
  const last = h3ds6.points[5].title
  await page.keyboard.press('Control+z')
  await expect(landmarkRow(last)).toHaveAttribute('data-status', 'unplaced')
  await page.keyboard.press('Control+y')
  await expect(landmarkRow(last)).toHaveAttribute('data-status', 'placed')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(landmarkRow(last)).toHaveAttribute('data-status', 'unplaced')
  await page.reload()
  await expect(landmarkRow(last)).toHaveAttribute('data-status', 'unplaced')
  await expect(landmarkRow(h3ds6.points[0].title)).toHaveAttribute('data-status', 'placed')
  await page.keyboard.press('Control+Shift+Z')
  await expect(landmarkRow(last)).toHaveAttribute('data-status', 'placed')

  await landmarkRow(last).click()
  await page.getByRole('button', { name: 'Missing' }).click()
  await expect(landmarkRow(last)).toHaveAttribute('data-status', 'missing')
  await page.keyboard.press('Control+z')
  await expect(landmarkRow(last)).toHaveAttribute('data-status', 'placed')
})

/** Presses the first button to cancel a job in the moment it appears: a job may be done before a pointer gets there. */
const cancelAsSoonAsShown = () =>
  page.evaluate(() => {
    const observer = new MutationObserver(() => {
      const button = document.querySelector<HTMLButtonElement>('button[aria-label^="Cancel: "]')
      if (!button) return
      observer.disconnect()
      button.click()
    })
    observer.observe(document.body, { childList: true, subtree: true, attributes: true })
  })

test('the alignment is cancelled once, then runs, and the overlay shows the heat map', async () => {
  await step('Align').click()
  await cancelAsSoonAsShown()
  await page.getByRole('button', { name: 'Align', exact: true }).click()
  await expect(page.getByText('The last run was cancelled.')).toBeVisible()
  expect((await subjectNamed(page, 'subject_clicked')).alignments).toEqual([])

  await page.getByRole('button', { name: 'Align', exact: true }).click()
  const result = page.getByRole('region', { name: 'Alignment result' })
  await expect(page.getByRole('progressbar').or(result).first()).toBeVisible()
  await expect(result).toBeVisible({ timeout: 120_000 })
  await expect(result).toContainText(/Median distance\s*0\.\d\d mm/)

  const view = scanView(page, /aligned scans/)
  await waitForScan(view)
  await expect(view).toHaveAttribute('data-layers', '2')
  await expect(page.getByText('Distance to the fine scan')).toBeVisible()
  await screen('alignment')
  const [alignment] = (await subjectNamed(page, 'subject_clicked')).alignments
  expect(alignment.residualMm.median).toBeLessThan(1)
})

test('masks are painted, erased, proposed, accepted and undone', async () => {
  await step('Masks').click()
  const view = photoView(page)
  await waitForPhoto(view)
  await page.getByRole('radio', { name: 'Paint the mask' }).click()
  await drawStroke(page, view, [
    [120, 120],
    [220, 160],
    [260, 240],
  ])
  await expect(page.getByRole('status', { name: 'Saving' })).toHaveText('All changes are saved')
  const first = async () => (await subjectNamed(page, 'subject_clicked')).images[0]
  await expect.poll(async () => (await first()).maskSource).toBe('painted')
  const painted = await first()

  await page.getByRole('radio', { name: 'Erase from the mask' }).click()
  await drawStroke(page, view, [
    [120, 120],
    [200, 150],
  ])
  await expect.poll(async () => (await first()).maskRevision).toBeGreaterThan(painted.maskRevision)
  await page.keyboard.press('Control+z')
  await expect(page.getByRole('button', { name: 'Redo' })).toBeEnabled()
  await page.reload()
  await expect(page.getByRole('button', { name: 'Redo' })).toBeEnabled()

  await page.getByRole('button', { name: 'Propose masks' }).click()
  await expect(page.getByRole('option', { name: /has a proposed mask/ })).toHaveCount(3, { timeout: 60_000 })
  await jobEnds(/masks/i)
  await page.getByRole('radio', { name: 'Proposal', exact: true }).click()
  await waitForPhoto(view)
  await screen('mask-proposal')
  await page.getByRole('button', { name: 'Accept', exact: true }).click()
  await expect.poll(async () => (await first()).maskSource).toBe('proposed')
  await page.keyboard.press('Control+z')
  await expect.poll(async () => (await first()).maskSource).toBe('painted')
  await page.getByRole('button', { name: 'Redo' }).click()
  await expect.poll(async () => (await first()).maskSource).toBe('proposed')
  await page.getByRole('button', { name: 'Accept all proposals' }).click()
  await expect(page.getByRole('option', { name: /has a mask/ })).toHaveCount(4)
})

test('the head model is added and registered with a texture, and seen over the scan and in its texture', async () => {
  await step('Register').click()
  await page.getByRole('button', { name: 'Add a head model…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Add a head model' }).click()
  await page.getByRole('textbox', { name: 'Model file' }).fill(captures.modelPath)
  await page.getByRole('textbox', { name: /Landmark embedding/ }).fill(captures.embeddingPath)
  await page.getByRole('button', { name: 'Add head model' }).click()
  await expect(page.getByRole('region', { name: 'Head models' })).toContainText('5,023 vertices')
  await page.getByRole('button', { name: 'Close', exact: true }).last().click()

  await page.getByRole('button', { name: 'Texture: None' }).click()
  await page.getByRole('option', { name: 'From the scan' }).click()
  await page.getByRole('textbox', { name: 'UV layout' }).fill(captures.uvPath)
  await page.getByRole('button', { name: 'Use this layout' }).click()
  await expect(page.getByRole('textbox', { name: 'UV layout' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Register', exact: true }).click()
  // Registering takes about a second, so after a reload it is either still running, or already done and stored.
  await page.reload()
  const result = page.getByRole('region', { name: 'Registration result' })
  await expect(
    page
      .getByRole('button', { name: /^Cancel: / })
      .or(result)
      .first(),
  ).toBeVisible()
  await expect(result).toBeVisible({ timeout: 180_000 })
  const view = scanView(page, /registration over the scan/)
  await waitForScan(view)
  await expect(view).toHaveAttribute('data-layers', '2')
  await screen('registration')
  const [registration] = (await subjectNamed(page, 'subject_clicked')).registrations
  expect(registration.scanToMeshMm.median).toBeLessThan(1.5)

  const made = page.getByRole('region', { name: 'Texture of the registration' })
  await expect(made).toContainText(/% from the scan's colours, .* % filled/, { timeout: 120_000 })
  await expect(made).toContainText(/Charts of the UV layout lie on each other: .* triangle \d+ lies on triangle \d+/)
  await page.keyboard.press('Alt+t')
  const textured = scanView(page, /in the registration’s texture/)
  await waitForScan(textured)
  const points = captures.truth.landmarks.fineMm
  await turnToFace(page, textured, points)
  await screen('texture')
  const { registrations } = await subjectNamed(page, 'subject_clicked')
  const errors = await textureErrors(page, textured, registrations[0], points.values())
  expect(errors[errors.length >> 1]).toBeLessThan(8)
  await page.keyboard.press('Alt+g')
  await waitForScan(textured)
  await screen('texture-marked')
  await page.keyboard.press('Alt+t')
  await waitForScan(view)
})

test('the dataset is exported after its terms were read, and verified', async () => {
  await step('Export').click()
  await page.getByRole('button', { name: 'Export dataset…' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('Generated heads, free to use.')
  await dialog.getByRole('checkbox', { name: /I have read the terms/ }).check({ force: true })
  await dialog.getByRole('button', { name: 'Go on' }).click()
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(exportPath)
  await dialog.getByRole('button', { name: /^Export 1 subject/ }).click()
  await expect(dialog.getByRole('region', { name: 'Export result' })).toBeVisible({ timeout: 120_000 })
  await dialog.getByRole('button', { name: 'Verify' }).click()
  await expect(dialog.getByRole('status', { name: 'Verification result' })).toContainText('Verified', {
    timeout: 60_000,
  })
  await screen('export')
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click()
})

test('a killed host loses nothing, and the window goes on by itself', async () => {
  await step('Landmarks').click()
  await host.kill()
  const connection = page.getByRole('alert', { name: 'Connection' })
  await expect(connection).toContainText('does not answer')
  await landmarkRow(h3ds6.points[0].title).click()
  await page.getByRole('button', { name: 'Occluded' }).click()
  await expect(landmarkRow(h3ds6.points[0].title)).toHaveAttribute('data-status', 'occluded')
  await expect(page.getByRole('status', { name: 'Saving' })).toHaveText('A change is not saved')
  await screen('host-lost')

  await startHost()
  const second = await context.newPage()
  await second.goto(host.url)
  await expect(connection).toHaveCount(0, { timeout: 30_000 })
  await expect(page.getByRole('status', { name: 'Saving' })).toHaveText('All changes are saved', { timeout: 30_000 })
  await second.close()

  await page.reload()
  await expect(landmarkRow(h3ds6.points[0].title)).toHaveAttribute('data-status', 'occluded')
  // The alignment is there, but made from another set of points: it is due again until the change is undone.
  expect(await subjectNamed(page, 'subject_clicked')).toMatchObject({ status: { align: 'ready' } })
  await page.keyboard.press('Control+z')
  await expect(landmarkRow(h3ds6.points[0].title)).toHaveAttribute('data-status', 'placed')
  await expect(page.getByRole('status', { name: 'Saving' })).toHaveText('All changes are saved')
  const subject = await subjectNamed(page, 'subject_clicked')
  expect(subject).toMatchObject({ maskCount: 4, status: { align: 'done', register: 'done' } })
  expect(subject.alignments).toHaveLength(1)
  expect(subject.registrations).toHaveLength(1)
  expect((await askHost(page, 'exports.list', {})).exports).toHaveLength(1)
})

test('actions are found by name and by key, in dark and in light', async () => {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Find a command' }).fill('dark light')
  await page.keyboard.press('Enter')
  await expect(page.locator('body')).not.toHaveClass(/bp6-dark/)
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await screen('light')
  await page.keyboard.press('Shift+?')
  await expect(page.getByRole('dialog')).toContainText('Switch between the two scans')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+h')
  await expect(page.getByRole('table', { name: 'Events' })).toContainText(/alignment/i)
  await page.keyboard.press('Escape')
  await page.keyboard.press('j')
  await expect(page.getByRole('region', { name: 'Jobs' })).toContainText(/export/i)
})
