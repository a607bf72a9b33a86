import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, expect, type Locator, type Page } from '@playwright/test'
import { head8 } from '#core/model/schemes.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { chromiumArguments, findChromium } from './chromium.ts'
import { makeCapture } from './flow/captureFolders.ts'
import { askHost } from './flow/hostCalls.ts'
import { freePort, startHostProcess } from './flow/hostProcess.ts'
import { clickPoint, lookAtFace, scanView, waitForScan } from './flow/scanView.ts'

/*
 * Times the way of a new capture to a certified alignment through the window, as a person goes it: import, eight
 * landmarks on both scans, alignment, certificate. Prints what each part took in seconds and in actions (clicks, keys,
 * typed fields, drags, turns of the wheel), and how far the clicks lie from the truth. Run it with
 * `npm run browser:time`, for another head with a seed behind it.
 */
const seed = Number(process.argv[2] ?? 21)
const folder = mkdtempSync(join(tmpdir(), 'cameo-time-'))
const found = await findChromium()
const capture = await makeCapture(join(folder, 'captures'), 'timed', { seed, views: 4, photoSizePx: 384 })
for (const scan of ['highres', 'lowres']) rmSync(join(capture.path, `${scan}_landmarks.json`))
const host = await startHostProcess({ port: await freePort(), configDir: join(folder, 'config') })
const browser = await chromium.launch({
  executablePath: found.executablePath,
  args: [...chromiumArguments],
  chromiumSandbox: false,
})
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })

let actions = 0
/** Counts what pointer and keys do, also inside helpers that turn a view and look closely at the face (L). */
const countHand = ({ mouse, keyboard }: Page): void => {
  for (const name of ['click', 'down', 'wheel'] as const) {
    const original = mouse[name].bind(mouse) as (...values: unknown[]) => Promise<void>
    Object.assign(mouse, {
      [name]: (...values: unknown[]) => {
        actions += 1
        return original(...values)
      },
    })
  }
  const pressed = keyboard.press.bind(keyboard)
  keyboard.press = (...values) => {
    actions += 1
    return pressed(...values)
  }
}
const click = async (target: Locator): Promise<void> => {
  actions += 1
  await target.click()
}
const type = async (target: Locator, text: string): Promise<void> => {
  actions += 1
  await target.fill(text)
}

const parts: { readonly part: string; readonly actions: number; readonly seconds: number }[] = []
const timed = async (part: string, work: () => Promise<void>): Promise<void> => {
  const before = { actions, ms: performance.now() }
  await work()
  parts.push({ part, actions: actions - before.actions, seconds: (performance.now() - before.ms) / 1000 })
}

const placeEight = async (role: 'coarse' | 'fine', truth: ReadonlyMap<string, Vec3>): Promise<void> => {
  const view = scanView(page, new RegExp(`^3D view of the ${role} scan`))
  await waitForScan(view)
  await lookAtFace(page, view, truth)
  for (const { name, title } of head8.points) {
    await expect(page.getByRole('status', { name: 'Point to place' })).toContainText(title)
    await clickPoint(page, view, truth.get(name) as Vec3)
  }
}

try {
  mkdirSync(join(folder, 'projects'))
  await page.goto(host.url)
  await askHost(page, 'projects.create', {
    path: join(folder, 'projects', 'timed'),
    name: 'Timed',
    licenceNote: 'Generated heads.',
  })
  await page.reload()
  countHand(page)
  await timed('import', async () => {
    await click(page.getByRole('button', { name: 'Import captures…' }))
    await type(page.getByRole('textbox', { name: 'Folder path' }), capture.path)
    await page.keyboard.press('Enter')
    await click(page.getByRole('dialog').getByRole('button', { name: 'Import', exact: true }))
    await expect(page.getByRole('option', { name: /^subject_timed:/ })).toBeVisible({ timeout: 60_000 })
  })
  await timed('8 landmarks on the fine scan', async () => {
    await click(page.getByRole('button', { name: /^Landmark scheme/ }))
    await click(page.getByRole('option', { name: new RegExp(head8.name) }))
    await placeEight('fine', capture.truth.landmarks.fineMm)
  })
  await timed('8 landmarks on the coarse scan', async () => {
    await click(page.getByRole('button', { name: 'Go on with the coarse scan' }))
    await placeEight('coarse', capture.truth.landmarks.coarseM)
    await expect(page.getByRole('status', { name: 'Agreement of the pairs' })).toContainText('8 pairs')
    await expect(page.getByRole('status', { name: 'Saving' })).toHaveText('All changes are saved')
  })
  await timed('alignment and certificate', async () => {
    await click(page.getByRole('button', { name: 'Go on to align' }))
    await click(page.getByRole('button', { name: 'Align', exact: true }))
    await expect(page.getByRole('region', { name: 'Certificate' })).toBeVisible({ timeout: 120_000 })
  })
  const certificate = page.getByRole('region', { name: 'Certificate' })
  const verdict = await certificate.getByText(/^Certificate: /).textContent()
  const reasons = await certificate.getByRole('listitem').allTextContents()
  const { subjects } = await askHost(page, 'subjects.list', {})
  const { scans } = await askHost(page, 'subjects.get', { subjectId: subjects[0].id })
  const truths = {
    fine: { points: capture.truth.landmarks.fineMm, mm: 1 },
    coarse: { points: capture.truth.landmarks.coarseM, mm: 1000 },
  }
  for (const role of ['fine', 'coarse'] as const) {
    const { points, mm } = truths[role]
    const { landmarks } = await askHost(page, 'landmarks.get', {
      scanId: scans.find((scan) => scan.role === role)?.id ?? '',
    })
    const off = landmarks.map(({ name, position }) => {
      const truth = points.get(name)
      return truth && position
        ? { name, mm: Math.hypot(...position.map((value, axis) => value - truth[axis])) * mm }
        : { name, mm: Number.NaN }
    })
    const worst = off.reduce((a, b) => (b.mm > a.mm ? b : a))
    console.log(`farthest click on the ${role} scan: ${worst.name}, ${worst.mm.toFixed(1)} mm`)
  }
  const total = {
    part: 'all',
    actions: parts.reduce((sum, each) => sum + each.actions, 0),
    seconds: parts.reduce((sum, each) => sum + each.seconds, 0),
  }
  for (const { part, actions: count, seconds } of [...parts, total]) {
    console.log(`${part.padEnd(32)} ${String(count).padStart(4)} actions ${seconds.toFixed(1).padStart(7)} s`)
  }
  // One line that stays as it is, for whoever compares runs.
  console.log(`import to certificate: ${total.actions} actions, ${total.seconds.toFixed(1)} s, ${verdict}`)
  console.log([verdict, ...reasons.map((reason) => `  ${reason}`)].join('\n'))
} finally {
  await browser.close()
  await host.kill()
  rmSync(folder, { recursive: true, force: true })
}
