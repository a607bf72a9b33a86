import { cpSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Browser, expect, type Page } from '@playwright/test'
import { folderOnce } from './generatedOnce.ts'
import { askHost } from './hostCalls.ts'
import { freePort, startHostProcess } from './hostProcess.ts'

/**
 * A project at `path` for one test file, as `prepare` leaves it when it is asked over the window's own door: prepared
 * once in a run under this `key`, in every further file a copy. What it imports must stay where it is.
 */
export const copyPreparedProject = async (
  browser: Browser,
  o: {
    readonly key: string
    readonly path: string
    readonly name: string
    readonly prepare: (page: Page) => Promise<void>
  },
): Promise<void> => {
  const prepared = await folderOnce({ project: o.key }, async (folder) => {
    const host = await startHostProcess({ port: await freePort(), configDir: join(folder, 'config') })
    const page = await browser.newPage()
    try {
      await page.goto(host.url)
      await expect(page.getByText('Recent projects')).toBeVisible()
      const path = join(folder, 'project')
      await askHost(page, 'projects.create', { path, name: o.name, licenceNote: 'Generated heads, free to use.' })
      await o.prepare(page)
      await askHost(page, 'projects.close', {})
    } finally {
      await page.close()
      await host.kill()
    }
  })
  mkdirSync(dirname(o.path), { recursive: true })
  cpSync(join(prepared, 'project'), o.path, { recursive: true, preserveTimestamps: true })
}
