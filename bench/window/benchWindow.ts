import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import { chromiumArguments, findChromium } from '../../test/browser/chromium.ts'
import { askHost } from '../../test/browser/flow/hostCalls.ts'
import { freePort, startHostProcess } from '../../test/browser/flow/hostProcess.ts'
import { runJob } from '../../test/browser/flow/runJob.ts'
import { openPlainPage, type PlainPage } from './plainPage.ts'

/** What the processes of the browser hold, MB. */
export interface BrowserMemory {
  /** The window's own. */
  readonly windowMb: number
  /** The one that stands for the graphics card: its memory in software is that of the card. */
  readonly graphicsMb: number
}

/** The window on a project of its own, in a real browser, with software in place of a graphics card. */
export interface BenchWindow {
  readonly page: Page
  /** Undefined where the system does not tell. */
  memory(): Promise<BrowserMemory | undefined>
  /** Leaves `page` and shows the project in a page whose memory is its own. */
  openPlain(size: { readonly width: number; readonly height: number }): Promise<PlainPage>
  close(): Promise<void>
}

/** On a machine that does other things too a large scan takes long to be shown. */
const patienceMs = 300_000

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

/**
 * Imports the captures at `capturePath` into a new project below `folder`, and opens the window on it.
 *
 * @param prepare is run in the page before anything of it.
 */
export const openBenchWindow = async (
  folder: string,
  o: { readonly capturePath: string; readonly prepare: () => void },
): Promise<BenchWindow> => {
  mkdirSync(join(folder, 'projects'))
  const { executablePath } = await findChromium()
  const host = await startHostProcess({ port: await freePort(), configDir: join(folder, 'config') })
  const browser = await chromium.launch({ executablePath, args: [...chromiumArguments], chromiumSandbox: false })
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  page.setDefaultTimeout(patienceMs)
  await page.addInitScript(o.prepare)
  await page.goto(host.url)
  await page.getByText('Recent projects').waitFor()
  const path = join(folder, 'projects', 'bench')
  await askHost(page, 'projects.create', { path, name: 'Bench', licenceNote: 'Generated heads, free to use.' })
  await runJob(page, 'captures.import', { path: o.capturePath })
  return {
    page,
    memory: () => residentMb(browser),
    openPlain: async (size) => {
      const [url, cookies] = [page.url(), await page.context().cookies()]
      await page.goto('about:blank')
      return openPlainPage(browser, { url, cookies, size, prepare: o.prepare })
    },
    close: async () => {
      await browser.close()
      await host.kill()
    },
  }
}
