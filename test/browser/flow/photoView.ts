import { expect, type Locator, type Page } from '@playwright/test'

export const photoView = (page: Page): Locator => page.getByRole('application', { name: /^Photo / })

export const waitForPhoto = async (view: Locator): Promise<void> => {
  await expect(view).toHaveAttribute('data-ready', 'true', { timeout: 30_000 })
}

/** Draws a stroke through points of the photo, in image pixels. */
export const drawStroke = async (
  page: Page,
  view: Locator,
  points: readonly (readonly [number, number])[],
): Promise<void> => {
  const box = await view.boundingBox()
  const published = await view.getAttribute('data-image-to-screen')
  if (!box || !published) throw new Error('the photo view is not on the screen')
  const [scale, tx, ty] = published.split(' ').map(Number)
  const toScreen = ([x, y]: readonly [number, number]) => [box.x + x * scale + tx, box.y + y * scale + ty] as const
  const [first, ...others] = points.map(toScreen)
  await page.mouse.move(...first)
  await page.mouse.down()
  for (const point of others) await page.mouse.move(...point, { steps: 4 })
  await page.mouse.up()
}
