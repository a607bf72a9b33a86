import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { accessibilityFaults, cutOffFaults } from './flow/accessibility.ts'
import { captureFolders } from './flow/captureFolders.ts'
import { openFinishedProject } from './flow/finishedProject.ts'
import { freePort, type HostProcess, startHostProcess } from './flow/hostProcess.ts'
import { photoView, waitForPhoto } from './flow/photoView.ts'
import { waitForScan } from './flow/scanView.ts'

/*
 * Every workspace and every dialog, dark and light, in a small window: axe-core finds nothing that breaks WCAG 2.2 AA,
 * no text is cut, no control lies beyond the window or under another. CAMEO_SCREENSHOTS names a folder for pictures;
 * CAMEO_LOOKS_SIZE ("3840x2160", with "@2" behind it for a screen that is scaled) takes them at another size.
 */
test.describe.configure({ timeout: 360_000 })

const folder = mkdtempSync(join(tmpdir(), 'cameo-looks-'))
const [, width = '1280', height = '720', scale = '1'] =
  /^(\d+)x(\d+)(?:@(\d))?$/.exec(process.env.CAMEO_LOOKS_SIZE ?? '') ?? []
let host: HostProcess
let context: BrowserContext
let page: Page
type Theme = 'dark' | 'light'
const faults: Record<Theme, string[]> = { dark: [], light: [] }

const command = async (words: string): Promise<void> => {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Find a command' }).fill(words)
  await page.keyboard.press('Enter')
}

const scans = async (): Promise<void> => {
  for (const view of await page.locator('.cameo-view').all()) await waitForScan(view)
}
const dialog = (): Promise<void> => expect(page.getByRole('dialog')).toBeVisible()

interface Look {
  readonly name: string
  readonly open: () => Promise<void>
}

const byKeys = (name: string, keys: string): Look => ({
  name,
  open: async () => {
    await page.keyboard.press(keys)
    await dialog()
  },
})

const byName = (name: string, words: string): Look => ({
  name,
  open: async () => {
    await command(words)
    await expect(page.getByRole('combobox', { name: 'Find a command' })).toHaveCount(0)
    await dialog()
  },
})

const workspaces: readonly Look[] = [
  {
    name: 'landmarks',
    open: async () => {
      await page.keyboard.press('Shift+L')
      await page.keyboard.press('d')
      await scans()
    },
  },
  {
    name: 'landmarks-side',
    open: async () => {
      await page.keyboard.press('s')
      await scans()
    },
  },
  {
    name: 'align',
    open: async () => {
      await page.keyboard.press('Shift+A')
      await page.keyboard.press('o')
      await page.keyboard.press('h')
      await scans()
      await expect(page.getByRole('region', { name: 'Certificate' })).toBeVisible()
    },
  },
  {
    name: 'masks',
    open: async () => {
      await page.keyboard.press('Shift+M')
      await waitForPhoto(photoView(page))
    },
  },
  {
    name: 'register',
    open: async () => {
      await page.keyboard.press('Shift+R')
      await scans()
      await page.getByRole('button', { name: /^Texture: / }).click()
      await page.getByRole('option', { name: 'From the scan' }).click()
      await expect(page.getByRole('textbox', { name: 'UV layout' })).toBeVisible()
      // What stands behind the verdict, all of it unfolded.
      const folded = page.locator('details.fold:not([open]) > summary')
      while ((await folded.count()) > 0) await folded.first().click()
      await expect(page.getByRole('table', { name: /^Regions of the registration/ })).toContainText('Forehead')
      await expect(page.getByRole('table', { name: /^Points of the scan/ })).toBeVisible()
    },
  },
  {
    name: 'export',
    open: async () => {
      await page.keyboard.press('Shift+E')
    },
  },
]

const dialogsOfLandmarks: readonly Look[] = [
  byName('scheme', 'edit scheme'),
  byName('study', 'agreement'),
  byName('import-landmarks', 'import landmarks'),
]

const dialogsOfAnyStep: readonly Look[] = [
  byKeys('palette', 'Control+k'),
  byKeys('keys', 'Shift+?'),
  byKeys('import', 'Control+i'),
  byKeys('history', 'Control+h'),
  byKeys('settings', 'Control+Shift+S'),
  byKeys('batch', 'Control+b'),
  byKeys('subject', 'F2'),
  byKeys('export-dialog', 'Control+e'),
]

/** What lies over the screen: dialogs, menus, messages. */
const overlays = '.bp6-portal'

/** Looks at what is shown, or for axe-core at a part of it where the rest has been looked at already. */
const examine = async (theme: Theme, look: string, within?: string): Promise<void> => {
  const name = `${theme}-${look}`
  await expect(page.locator('.bp6-spinner'), name).toHaveCount(0)
  // What fades in is judged when it is there.
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(({ playState, effect }) => playState !== 'running' || effect?.getTiming().iterations === Infinity),
  )
  const target = process.env.CAMEO_SCREENSHOTS
  if (target) await page.screenshot({ path: join(target, `${name}.png`) })
  faults[theme].push(
    ...[...(await accessibilityFaults(page, within)), ...(await cutOffFaults(page))].map((each) => `${name}: ${each}`),
  )
}

const change = async (from: Theme): Promise<Theme> => {
  await page.keyboard.press('Control+Shift+L')
  const to = from === 'dark' ? 'light' : 'dark'
  await expect(page.locator('body')).toHaveClass(to === 'dark' ? /bp6-dark/ : /^(?!.*bp6-dark)/)
  return to
}

/** Goes through everything once: each workspace is opened in one theme and then seen in the other as well. */
const examineAll = async (): Promise<void> => {
  let theme: Theme = 'dark'
  for (const { name, open } of workspaces) {
    await open()
    await examine(theme, name)
    theme = await change(theme)
    await examine(theme, name)
  }
  // Over a step without views: software draws those anew with each frame of a dialog that fades in.
  for (const [step, dialogs] of [
    ['Shift+E', dialogsOfAnyStep],
    ['Shift+L', dialogsOfLandmarks],
  ] as const) {
    await page.keyboard.press(step)
    // No dialog lets the theme be changed under it.
    for (const _ of ['in one theme', 'in the other']) {
      for (const [index, { name, open }] of dialogs.entries()) {
        await open()
        await examine(theme, name, index === 0 ? undefined : overlays)
        await page.keyboard.press('Escape')
        await expect(page.getByRole('dialog')).toHaveCount(0)
      }
      theme = await change(theme)
    }
  }
}

let walk: Promise<void> | undefined
/** What was found in a theme; the first that asks goes through everything. */
const faultsIn = async (theme: Theme): Promise<readonly string[]> => {
  walk ??= examineAll()
  await walk
  return faults[theme]
}

test.beforeAll(async ({ browser }) => {
  const captures = await captureFolders()
  host = await startHostProcess({ port: await freePort(), configDir: join(folder, 'config') })
  context = await browser.newContext({
    viewport: { width: Number(width), height: Number(height) },
    deviceScaleFactor: Number(scale),
  })
  page = await context.newPage()
  await page.goto(host.url)
  await openFinishedProject(page, {
    folder: join(folder, 'projects'),
    capturePath: captures.toDrop,
    subject: 'subject_dropped',
    modelPath: captures.modelPath,
    embeddingPath: captures.embeddingPath,
  })
})

test.afterAll(async () => {
  await context?.close()
  await host?.kill()
  rmSync(folder, { recursive: true, force: true })
})

test('dark: nothing is unreadable, unnamed, cut or covered', async () => {
  expect(await faultsIn('dark')).toEqual([])
})

test('every control is reached by Tab and F6 alone, and shows that it has the keyboard', async () => {
  await page.keyboard.press('Shift+L')
  await page.keyboard.press('d')
  await scans()
  await page.evaluate(() => (document.activeElement as HTMLElement).blur())
  await page.keyboard.press('F6')
  const reached = new Set<string>()
  for (let step = 0; step < 120; step++) {
    const at = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement
      const looks = [getComputedStyle(element), getComputedStyle(element, '::after')]
      const isSeen = looks.some(
        ({ outlineStyle, outlineWidth, borderStyle, borderWidth, boxShadow }) =>
          (outlineStyle !== 'none' && outlineWidth !== '0px') ||
          (borderStyle === 'solid' && borderWidth === '2px') ||
          /inset|0px 0px 0px [12]px/.test(boxShadow),
      )
      element.dataset.reached = 'true'
      return {
        id: [element.tagName, element.getAttribute('aria-label') ?? element.textContent, element.className].join(' '),
        role: element.getAttribute('role'),
        isSeen: isSeen || element.closest('.bp6-control, .bp6-slider') !== null,
      }
    })
    // Behind the last control there is nothing that could show it.
    if (at.role === null && at.id.startsWith('BODY')) {
      await page.keyboard.press('F6')
      continue
    }
    expect.soft(at.isSeen, `${at.id} shows that it has the keyboard`).toBe(true)
    if (reached.has(at.id) && step > 40) break
    reached.add(at.id)
    // In a view Tab changes the scan: F6 leads on, and back to what stands between.
    if (at.role === 'application') {
      await page.keyboard.press('F6')
      await page.keyboard.press('Shift+Tab')
    } else await page.keyboard.press('Tab')
  }
  const missed = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, input, [tabindex="0"]')]
      .filter(
        (element) =>
          element.tabIndex >= 0 &&
          !element.matches(':disabled, [data-reached], [class*="focus-trap"]') &&
          element.checkVisibility({ visibilityProperty: true }),
      )
      .map((element) => `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent}`),
  )
  expect(missed).toEqual([])
})

test('light: nothing is unreadable, unnamed, cut or covered', async () => {
  expect(await faultsIn('light')).toEqual([])
})
