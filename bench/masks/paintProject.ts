import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import { chromiumArguments, findChromium } from '../../test/browser/chromium.ts'
import { askHost, subjectNamed } from '../../test/browser/flow/hostCalls.ts'
import { freePort, type HostProcess, startHostProcess } from '../../test/browser/flow/hostProcess.ts'
import { makeLargeCapture } from '../../test/browser/flow/largeCapture.ts'
import { runJob } from '../../test/browser/flow/runJob.ts'
import { countFrames } from './paintPage.ts'

/** What the processes of the browser hold, MB. */
export interface BrowserMemory {
  /** The window's own. */
  readonly windowMb: number
  /** The one that stands for the graphics card: its memory in software is that of the card. */
  readonly graphicsMb: number
}

/** The window on a project with large photos, in a real browser. */
export interface PaintWindow {
  readonly page: Page
  /** Undefined where the system does not tell. */
  memory(): Promise<BrowserMemory | undefined>
  close(): Promise<void>
}

/** 50 megapixels. */
const photoPx = 7072

const residentMb = async (browser: Browser): Promise<BrowserMemory | undefined> => {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  const largest = (kind: string): number => {
    const sizes = processInfo.filter(({ type }) => type === kind).map(({ id }) => residentOf(id))
    return Math.max(Number.NEGATIVE_INFINITY, ...sizes)
  }
  const [windowMb, graphicsMb] = [largest('renderer'), largest('GPU')]
  return Number.isFinite(windowMb) ? { windowMb, graphicsMb } : undefined
}

const residentOf = (processId: number): number => {
  try {
    return Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${processId}/status`, 'utf8'))?.[1]) / 1024
  } catch {
    return Number.NEGATIVE_INFINITY
  }
}

/** Every photo gets a mask of a head's size: what is switched between has one. */
const paintMasks = async (page: Page): Promise<void> => {
  const { images } = await subjectNamed(page, 'subject_large')
  const strokes = [
    { mode: 'paint' as const, radiusPx: photoPx / 5, points: [0.5, 0.35, 0.5, 0.9].map((t) => t * photoPx) },
  ]
  for (const { id } of images) await askHost(page, 'masks.paint', { imageId: id, baseRevision: 0, strokes })
}

/** A generated head in `views` photos of 50 megapixels below `folder`, imported, and opened at the masks. */
export const openPaintWindow = async (folder: string, views: number): Promise<PaintWindow> => {
  const capture = await makeLargeCapture(join(folder, 'captures'), { views: 2, photoPx })
  // Generating a photo takes long: the others are copies, which no part of the window can know.
  for (let view = 2; view < views; view++) {
    const name = (number: number): string => join(capture, 'images', `img_${String(number).padStart(4, '0')}.jpg`)
    // What follows the end of a JPEG is read by nobody, and makes the file another one.
    writeFileSync(name(view), Buffer.concat([readFileSync(name(view % 2)), Buffer.from(`copy ${view}`)]))
  }
  mkdirSync(join(folder, 'projects'))
  const { executablePath } = await findChromium()
  const host: HostProcess = await startHostProcess({ port: await freePort(), configDir: join(folder, 'config') })
  const browser = await chromium.launch({ executablePath, args: [...chromiumArguments], chromiumSandbox: false })
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.addInitScript(countFrames)
  await page.goto(host.url)
  await page.getByText('Recent projects').waitFor()
  const path = join(folder, 'projects', 'bench')
  await askHost(page, 'projects.create', { path, name: 'Bench', licenceNote: 'Generated heads, free to use.' })
  await runJob(page, 'captures.import', { path: capture })
  await paintMasks(page)
  await page.reload()
  await page.getByRole('tab', { name: /^Masks:/ }).click()
  await page.locator('.cameo-photo[data-ready="true"]').waitFor({ timeout: 60_000 })
  return {
    page,
    memory: () => residentMb(browser),
    close: async () => {
      await browser.close()
      await host.kill()
    },
  }
}
