import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, expect, type Page } from '@playwright/test'
import sharp from 'sharp'
import type { Image } from '#core/contract/contract.ts'
import { askHost, subjectNamed } from './hostCalls.ts'
import { freePort, type HostProcess, startHostProcess } from './hostProcess.ts'
import { largeCapture } from './largeCapture.ts'
import { photoView, waitForPhoto } from './photoView.ts'
import { runJob } from './runJob.ts'

/** A project with one generated subject in large photos, open at the masks in a real browser. */
export interface MaskProject {
  readonly page: Page
  readonly host: HostProcess
  images(): Promise<readonly Image[]>
  /** The status bar says that all is written. */
  saved(): Promise<void>
  /** The stored mask of a photo, `[photoPx*photoPx]`, 0 and 255. */
  stored(photo: number): Promise<Uint8Array>
  /** Ends host and page at once, as a power cut would, and opens both again. */
  cutPower(): Promise<void>
  close(): Promise<void>
}

export const openMaskProject = async (
  browser: Browser,
  o: { readonly photos: number; readonly photoPx: number; readonly steps: readonly ('align' | 'masks')[] },
): Promise<MaskProject> => {
  const folder = mkdtempSync(join(tmpdir(), 'cameo-masks-'))
  const capture = await largeCapture(o)
  const port = await freePort()
  const start = () => startHostProcess({ port, configDir: join(folder, 'config') })
  let host = await start()
  const context: BrowserContext = await browser.newContext({ viewport: { width: 1280, height: 720 } })
  let page = await context.newPage()
  await page.goto(host.url)
  await expect(page.getByText('Recent projects')).toBeVisible()
  const path = join(folder, 'project')
  await askHost(page, 'projects.create', { path, name: 'Masks', licenceNote: 'Generated heads, free to use.' })
  await runJob(page, 'captures.import', { path: capture })
  if (o.steps.length > 0) await runJob(page, 'batch.run', { steps: [...o.steps], subjectIds: null, workers: 1 })
  await page.reload()
  await page.getByRole('tab', { name: /^Masks:/ }).click()
  await waitForPhoto(photoView(page))
  const images = async () => (await subjectNamed(page, 'subject_large')).images
  return {
    get page() {
      return page
    },
    get host() {
      return host
    },
    images,
    saved: () => expect(page.getByRole('status', { name: 'Saving' })).toHaveText('All changes are saved'),
    stored: async (photo) => {
      const { maskUrl } = (await images())[photo]
      if (maskUrl === null) return new Uint8Array(o.photoPx * o.photoPx)
      const answer = await context.request.get(new URL(maskUrl, page.url()).href)
      return sharp(await answer.body())
        .extractChannel(0)
        .raw()
        .toBuffer()
    },
    cutPower: async () => {
      await host.kill()
      await page.close({ runBeforeUnload: false })
      host = await start()
      page = await context.newPage()
      await page.goto(host.url)
      await waitForPhoto(photoView(page))
    },
    close: async () => {
      await context.close()
      await host.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
