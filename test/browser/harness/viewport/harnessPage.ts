import { test as base, type Page } from '@playwright/test'

/** The page of this worker process; it lives as long as the browser. */
let shared: Page | null = null

/**
 * Tests in one page after the other: to open a page takes seconds of processor time. Each begins with what `openHarness`
 * finds, a page that shows nothing; what it has shown is taken away after it.
 */
export const test = base.extend({
  page: async ({ browser, viewport }, use) => {
    shared ??= await (await browser.newContext({ viewport })).newPage()
    await use(shared)
    await shared.mouse.up()
    await shared.evaluate(() => window.harness?.clear())
    await shared.mouse.move(0, 0)
  },
})

/** Answers when the page is at the harness and can be told what to show. */
export const openHarness = async (page: Page, url: string): Promise<void> => {
  if (page.url() === url) return
  await page.goto(url)
  await page.waitForFunction(() => window.harness !== undefined)
}
