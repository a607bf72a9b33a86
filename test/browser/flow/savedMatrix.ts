import { readFileSync } from 'node:fs'
import type { Locator, Page } from '@playwright/test'

/** The numbers of the 4×4 text that a menu of an alignment's chain saves. */
export const savedMatrix = async (page: Page, menu: Locator): Promise<number[]> => {
  const downloading = page.waitForEvent('download')
  await menu.click()
  await page.getByRole('menuitem', { name: '4×4 matrix (.txt)' }).click()
  const text = readFileSync(await (await downloading).path(), 'utf8')
  return text.trim().split(/\s+/).map(Number)
}
