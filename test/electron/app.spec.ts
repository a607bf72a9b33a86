import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, expect, type Page, test } from '@playwright/test'
import type { Answer } from '#core/contract/dispatch.ts'

/** The bridge as a page sees it. */
interface BridgedWindow {
  readonly cameo: { call(method: string, input: unknown): Promise<Answer> }
}

const root = join(import.meta.dirname, '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'cameo-desktop-'))
let app: ElectronApplication
let page: Page

const call = (method: string, input: unknown): Promise<Answer> =>
  page.evaluate(([name, given]) => (window as unknown as BridgedWindow).cameo.call(name as string, given), [
    method,
    input,
  ] as const)

test.beforeAll(async () => {
  // Chromium refuses its own sandbox to root, as in containers; the page's isolation is tested all the same.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  app = await _electron.launch({
    executablePath: process.env.CAMEO_ELECTRON,
    args: [...asRoot, root],
    env: { ...(process.env as Record<string, string>), CAMEO_CONFIG_DIR: join(folder, 'config') },
  })
  page = await app.firstWindow()
  await page.waitForLoadState()
})
test.afterAll(async () => {
  await app?.close()
  rmSync(folder, { recursive: true, force: true })
})

test('the window shows its own page from its own scheme, isolated from all others', async () => {
  expect(page.url()).toBe('cameo://app/index.html')
  await expect(page).toHaveTitle(/Cameo/)
  expect(await page.evaluate(() => [window.isSecureContext, window.crossOriginIsolated])).toEqual([true, true])
})

test('a page has no Node and no eval, only the bridge', async () => {
  expect(
    await page.evaluate(() => ['require', 'process', 'module', 'Buffer'].filter((name) => name in window)),
  ).toEqual([])
  const evaluated = await page.evaluate(() => {
    try {
      // biome-ignore lint/security/noGlobalEval: whether the policy refuses it is what is tested
      return window.eval('1 + 1')
    } catch (error) {
      return (error as Error).name
    }
  })
  expect(evaluated).toBe('EvalError')
})

test('nothing outside is reached and no window opens', async () => {
  const reached = await page.evaluate(() =>
    fetch('https://example.com/').then(
      () => true,
      () => false,
    ),
  )
  expect(reached).toBe(false)
  expect(await page.evaluate(() => window.open('https://example.com/') === null)).toBe(true)
  expect(app.windows()).toHaveLength(1)
})

test('calls reach the services and errors come back whole', async () => {
  expect(await call('host.info', {})).toMatchObject({ ok: true, result: { door: 'electron' } })
  expect(await call('no.such', {})).toMatchObject({ ok: false, error: { code: 'usage/unknown-method' } })
  const path = join(folder, 'project')
  expect(await call('projects.create', { path, name: 'Desktop', licenceNote: '' })).toMatchObject({
    ok: true,
    result: { name: 'Desktop' },
  })
  expect(await call('projects.current', {})).toMatchObject({ ok: true, result: { project: { path } } })
})

test('the page survives a reload', async () => {
  await page.reload()
  expect(await call('projects.current', {})).toMatchObject({ ok: true, result: { project: { name: 'Desktop' } } })
})
