import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test'
import type { Vec3 } from '#core/model/transform.ts'
import { type CaptureFolders, captureFolders } from './captureFolders.ts'
import { askHost, subjectNamed } from './hostCalls.ts'
import { freePort, type HostProcess, startHostProcess } from './hostProcess.ts'
import { copyPreparedProject } from './preparedProject.ts'
import { runJob } from './runJob.ts'

/** A window on a project with a generated person whose points are known, ready to place them on the fine scan. */
export interface LandmarkWindow {
  readonly page: Page
  readonly captures: CaptureFolders
  readonly host: HostProcess
  /** Opens the landmark step of the subject anew, with what the host has now. */
  reopen(): Promise<void>
  close(): Promise<void>
}

const smallestWindow = { viewport: { width: 1280, height: 720 } }

/** A project at `path` with the capture without landmark files. */
export const copyProjectToClick = (browser: Browser, path: string): Promise<void> =>
  copyPreparedProject(browser, {
    key: 'to click',
    path,
    name: 'Points',
    prepare: async (page) => {
      await runJob(page, 'captures.import', { path: (await captureFolders()).toClick })
    },
  })

const openLandmarkWindow = async (browser: Browser): Promise<LandmarkWindow> => {
  const folder = mkdtempSync(join(tmpdir(), 'cameo-landmark-window-'))
  const captures = await captureFolders()
  const projectPath = join(folder, 'projects', 'points')
  await copyProjectToClick(browser, projectPath)
  const host = await startHostProcess({ port: await freePort(), configDir: join(folder, 'config'), projectPath })
  const context: BrowserContext = await browser.newContext(smallestWindow)
  const page = await context.newPage()
  await page.goto(host.url)
  const reopen = async (): Promise<void> => {
    await page.goto(new URL(host.url).origin)
    await page.getByRole('option', { name: /^subject_clicked:/ }).click({ timeout: 60_000 })
    await page.getByRole('tab', { name: /^Landmarks:/ }).click()
  }
  await page.getByRole('option', { name: /^subject_clicked:/ }).click({ timeout: 60_000 })
  await page.getByRole('tab', { name: /^Landmarks:/ }).click()
  await page.getByRole('radio', { name: 'Fine', exact: true }).click()
  const close = async (): Promise<void> => {
    await context.close()
    await host.kill()
    rmSync(folder, { recursive: true, force: true })
  }
  return { page, captures, host, reopen, close }
}

/** One window for all tests of a file, which build on each other. */
export const landmarkWindow = (): Omit<LandmarkWindow, 'close'> => {
  test.describe.configure({ mode: 'serial', timeout: 400_000 })
  let opened: LandmarkWindow | null = null
  test.beforeAll(async ({ browser }) => {
    test.setTimeout(400_000)
    opened = await openLandmarkWindow(browser)
  })
  test.afterAll(() => opened?.close())
  const current = (): LandmarkWindow => {
    if (!opened) throw new Error('the window is opened before the first test')
    return opened
  }
  return {
    get page() {
      return current().page
    },
    get captures() {
      return current().captures
    },
    get host() {
      return current().host
    },
    reopen: () => current().reopen(),
  }
}

export const fineScanOf = async (page: Page, subject = 'subject_clicked') => {
  const { scans } = await subjectNamed(page, subject)
  const scan = scans.find(({ role }) => role === 'fine')
  if (!scan) throw new Error(`${subject} has no fine scan`)
  return scan
}

/** Stores points as if a person had clicked where they are said to be. */
export const storePoints = async (
  page: Page,
  scanId: string,
  points: ReadonlyMap<string, Vec3>,
  o: { readonly observer?: string; readonly scheme?: string } = {},
): Promise<void> => {
  const { observer = '', scheme = 'h3ds-6' } = o
  const { revision } = await askHost(page, 'landmarks.get', { scanId, observer })
  await askHost(page, 'landmarks.commit', {
    scanId,
    observer,
    baseRevision: revision,
    scheme,
    annotator: observer || 'test',
    landmarks: [...points].map(([name, [x, y, z]]) => ({
      name,
      status: 'placed' as const,
      position: [x, y, z] as [number, number, number],
      surface: null,
      source: 'human' as const,
    })),
  })
}

export const saved = (page: Page): Promise<void> =>
  expect(page.getByRole('status', { name: 'Saving' })).toHaveText('All changes are saved')

/** Keeps a picture of the window where CAMEO_SCREENSHOTS names a folder. */
export const keepScreen = async (page: Page, name: string): Promise<void> => {
  const target = process.env.CAMEO_SCREENSHOTS
  if (target) await page.screenshot({ path: join(target, `${name}.png`) })
}
