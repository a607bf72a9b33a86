import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import { chromiumArguments, findChromium } from '../../test/browser/chromium.ts'
import { askHost } from '../../test/browser/flow/hostCalls.ts'
import { freePort, type HostProcess, startHostProcess } from '../../test/browser/flow/hostProcess.ts'
import { makeLargeCapture } from '../../test/browser/flow/largeCapture.ts'
import { runJob } from '../../test/browser/flow/runJob.ts'
import { countFrames } from './paintPage.ts'

/** The window on a project with large photos, in a real browser. */
export interface PaintWindow {
  readonly page: Page
  /** Memory of the window's process, MB; undefined where the system does not tell. */
  memoryMb(): Promise<number | undefined>
  close(): Promise<void>
}

/** 50 megapixels. */
const photoPx = 7072

const residentMb = async (browser: Browser): Promise<number | undefined> => {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  const sizes = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => {
      try {
        return Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]) / 1024
      } catch {
        return Number.NaN
      }
    })
    .filter(Number.isFinite)
  return sizes.length > 0 ? Math.max(...sizes) : undefined
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
  await page.reload()
  await page.getByRole('tab', { name: /^Masks:/ }).click()
  await page.locator('.cameo-photo[data-ready="true"]').waitFor({ timeout: 60_000 })
  return {
    page,
    memoryMb: () => residentMb(browser),
    close: async () => {
      await browser.close()
      await host.kill()
    },
  }
}
