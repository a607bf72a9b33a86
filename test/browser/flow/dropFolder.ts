import type { Page } from '@playwright/test'

/** Drops a folder of the disk on the middle of the window, as a file manager does. */
export const dropFolder = async (page: Page, path: string): Promise<void> => {
  const session = await page.context().newCDPSession(page)
  const size = page.viewportSize()
  const at = { x: (size?.width ?? 800) / 2, y: (size?.height ?? 600) / 2 }
  const data = { items: [], files: [path], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...at, data })
  }
  await session.detach()
}
