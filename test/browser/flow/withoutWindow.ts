import { expect, type Page } from '@playwright/test'
import { subjectNamed } from './hostCalls.ts'

/** Calls of the host from a page that is no window: nothing is shown meanwhile. Then the window is there again. */
export const withoutWindow = async (
  page: Page,
  o: { readonly hostUrl: string; readonly subject: string },
  calls: readonly { readonly method: string; readonly input: object }[],
): Promise<void> => {
  const { origin } = new URL(o.hostUrl)
  const { images } = await subjectNamed(page, o.subject)
  await page.goto(`${origin}/${images[0]?.imageUrl ?? 'call'}`)
  const failure = await page.evaluate(async (each) => {
    for (const { method, input } of each) {
      const headers = { 'content-type': 'application/json' }
      const answer = await (
        await fetch(`/call/${method}`, { method: 'POST', headers, body: JSON.stringify(input) })
      ).json()
      if (!answer.ok) return answer.error.message
    }
    return null
  }, calls)
  expect(failure).toBeNull()
  await page.goto(origin)
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible()
}
