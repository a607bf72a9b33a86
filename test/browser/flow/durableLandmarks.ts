import { expect, type Page } from '@playwright/test'
import type { Vec3 } from '#core/model/transform.ts'
import { askHost } from './hostCalls.ts'
import { saved } from './landmarkWindow.ts'
import { pagePixelOf, scanView, waitForScan } from './scanView.ts'
import { withoutWindow } from './withoutWindow.ts'

const storedPoints = async (page: Page, scanId: string) => (await askHost(page, 'landmarks.get', { scanId })).landmarks

/** Changes of the nose tip are undone and done again, ten by keys, most by calls and ten by keys, over reloads. */
export const undoAndRedo = async (
  page: Page,
  o: { readonly hostUrl: string; readonly subject: string; readonly scanId: string; readonly changes: number },
): Promise<void> => {
  const { scanId, changes } = o
  const start = await storedPoints(page, scanId)
  const { revision } = await askHost(page, 'landmarks.get', { scanId })
  const at = (index: number) =>
    start.map((point) =>
      point.name === 'nose_tip' && point.position
        ? { ...point, position: [point.position[0] + index / 100, point.position[1], point.position[2]] }
        : point,
    )
  const header = { scanId, scheme: 'h3ds-6', annotator: 'test' }
  const commits = Array.from({ length: changes }, (_, index) => ({
    method: 'landmarks.commit',
    input: { ...header, baseRevision: revision + index, landmarks: at(index + 1) },
  }))
  const steps = (kind: 'undo' | 'redo') =>
    Array.from({ length: changes - 20 }, () => ({ method: `landmarks.${kind}`, input: { scanId } }))
  const press = async (keys: string): Promise<void> => {
    await expect(page.getByRole('button', { name: keys === 'Control+z' ? 'Undo' : 'Redo' })).toBeEnabled()
    for (let index = 0; index < 10; index++) await page.keyboard.press(keys)
    await saved(page)
  }
  await withoutWindow(page, o, commits)
  const end = await storedPoints(page, scanId)
  await press('Control+z')
  await withoutWindow(page, o, steps('undo'))
  await press('Control+z')
  expect(await storedPoints(page, scanId)).toEqual(start)
  await press('Control+y')
  await withoutWindow(page, o, steps('redo'))
  await press('Control+y')
  expect(await storedPoints(page, scanId)).toEqual(end)
  await expect(page.getByRole('button', { name: 'Redo' })).toBeDisabled()
}

/** The nose tip of the fine scan is being dragged when the host dies: the window says that a change waits. */
export const killInMidDrag = async (page: Page, nose: Vec3, kill: () => Promise<void>): Promise<void> => {
  const view = scanView(page, /^3D view of the fine scan/)
  await page.locator('[data-point="nose_tip"]').click()
  await waitForScan(view)
  const { x, y } = await pagePixelOf(view, nose)
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + 20, y + 6, { steps: 4 })
  await kill()
  await page.mouse.move(x + 30, y + 8, { steps: 2 })
  await page.mouse.up()
  await expect(page.getByRole('status', { name: 'Saving' })).toHaveText('A change is not saved')
}
