import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { askHost, subjectNamed } from '../../test/browser/flow/hostCalls.ts'
import { everyTriangleMs, watchPage } from '../landmarks/placePage.ts'
import { writeLargeScan, writePeople } from '../landmarks/placeProject.ts'
import type { BenchGroup, BenchLine } from '../types.ts'
import { type BenchWindow, openBenchWindow } from '../window/benchWindow.ts'
import type { PlainPage } from '../window/plainPage.ts'

const vertices = 1_000_000
const points = 68
const columns = 10
const people = 200
const personVertices = 20_000
/** Every subject is drawn by software in the end: fewer pixels let 200 of them be walked in minutes. */
const walkWindow = { width: 1100, height: 640 }
/** Subjects after which the memory is looked at; the ratios are to the second: at the first nothing was kept yet. */
const looks = [1, 20, 100, people]

const view = '.cameo-view[data-ready="true"]'

const inWindow = async <T>(
  writeCaptures: (folder: string) => string,
  work: (window: BenchWindow) => Promise<T>,
): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'cameo-bench-'))
  try {
    const window = await openBenchWindow(folder, { capturePath: writeCaptures(folder), prepare: watchPage })
    try {
      return await work(window)
    } finally {
      await window.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const timesOf = async (page: Page, type: string, until: 'pointerMs' | 'shownMs' = 'pointerMs'): Promise<number[]> => {
  const times = await page.evaluate(([kind, name]) => window[kind][name] ?? [], [until, type] as const)
  return times.sort((a, b) => a - b)
}

const timeLine = (task: string, times: readonly number[], everyMs: number): BenchLine => {
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(share * times.length))]
  const [p50, p95, most] = [at(0.5), at(0.95), at(1)].map((ms) => ms.toFixed(2))
  const beside = `${(everyMs / at(0.5)).toFixed(0)} times as fast as asking every triangle (${everyMs.toFixed(0)} ms)`
  const note = `p50 ${p50}, p95 ${p95}, slowest ${most} ms of ${times.length}; ${beside}`
  return { task, by: 'clock', ms: at(0.5), value: at(0.5), note }
}

const medianOf = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1]

/** A hand does not wait for the window between press and release; a busy machine would make a hold of that. */
const click = async ({ mouse }: Page): Promise<void> => {
  await Promise.all([mouse.down(), mouse.up()])
}

/** Clicks beside each other all over the face, as fast as the window takes them, and moves between them. */
const placePoints = async ({ page }: BenchWindow): Promise<BenchLine[]> => {
  await page.reload()
  await page.getByRole('tab', { name: /^Landmarks:/ }).click()
  await page.locator(view).waitFor()
  await page.getByRole('button', { name: /^Landmark scheme/ }).click()
  await page.getByRole('option', { name: /iBUG/ }).click()
  const box = await page.locator(view).boundingBox()
  if (!box) throw new Error('there is no 3D view')
  const before = await page.evaluate(everyTriangleMs, 2 * vertices)
  await page.evaluate(() => {
    window.pointerMs = {}
    window.shownMs = {}
  })
  for (let i = 0; i < points; i++) {
    const [across, down] = [(i % columns) / columns - 0.45, Math.floor(i / columns) / 7 - 0.43]
    const at = { x: box.x + box.width / 2 + across * 250, y: box.y + box.height / 2 + down * 260 }
    await page.mouse.move(at.x, at.y, { steps: 2 })
    await click(page)
  }
  const [up, move] = [await timesOf(page, 'pointerup'), await timesOf(page, 'pointermove')]
  const shown = await timesOf(page, 'pointerup', 'shownMs')
  const everyMs = medianOf([...before, ...(await page.evaluate(everyTriangleMs, 2 * vertices))])
  await page.getByRole('status', { name: 'Saving' }).filter({ hasText: 'All changes are saved' }).waitFor()
  const { scans } = await subjectNamed(page, 'subject_large')
  const { landmarks } = await askHost(page, 'landmarks.get', { scanId: scans[0].id })
  const placed = landmarks.filter(({ status }) => status === 'placed').length
  const dropped: BenchLine = {
    ...{ task: 'clicks on 1M vertices of which no point came', goal: 'droppedClicks', ms: 0 },
    ...{ value: points - placed, note: `${points} clicks sent, ${placed} points stored` },
  }
  return [
    { ...timeLine('the pointer over 1M vertices: picked, a move', move, everyMs), goal: 'pick' },
    { ...timeLine('a click on 1M vertices: picked and placed', up, everyMs), goal: 'pick' },
    timeLine('the same until the point and what it changes stand in the page', shown, everyMs),
    dropped,
  ]
}

/** MB */
interface Held {
  readonly scripts: number
  readonly kernels: number
  readonly process: number
}

/** Scripts after everything that nobody needs was given back. */
const heldBy = async (page: PlainPage, memory: BenchWindow['memory']): Promise<Held> => {
  await page.send('HeapProfiler.collectGarbage')
  const { usedSize } = (await page.send('Runtime.getHeapUsage')) as { readonly usedSize: number }
  const kernels = await page.evaluate<number>('window.kernelMb()')
  return { scripts: usedSize / 1e6, kernels, process: (await memory())?.windowMb ?? Number.NaN }
}

/** Of the elements of a kind the one whose name starts so. */
const named = (selector: string, start: string): string =>
  `[...document.querySelectorAll(${JSON.stringify(selector)})].find((each) =>
    (each.getAttribute('aria-label') ?? each.textContent).startsWith(${JSON.stringify(start)}))`

const choose = async (page: PlainPage, element: string): Promise<void> => {
  await page.until(element)
  await page.evaluate(`${element}.click()`)
}

const altDown = { key: 'ArrowDown', code: 'ArrowDown', windowsVirtualKeyCode: 40, modifiers: 1 }

/** From subject to subject by the key, each until its scan is shown and its proposals are there. */
const walk = async (window: BenchWindow): Promise<BenchLine[]> => {
  const page = await window.openPlain(walkWindow)
  await choose(page, named('[role="option"]', 'person_001:'))
  await choose(page, named('[role="tab"]', 'Landmarks:'))
  const isShown = `document.querySelector('${view}') && document.querySelector('.cameo-marker[data-state="proposed"]')`
  const found: Held[] = []
  for (let person = 1; person <= people; person++) {
    if (person > 1) {
      await page.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...altDown })
      await page.send('Input.dispatchKeyEvent', { type: 'keyUp', ...altDown })
    }
    const name = `person_${String(person).padStart(3, '0')}`
    await page.until(`${named('h1, h2, h3', name)} && ${isShown}`)
    if (looks.includes(person)) found.push(await heldBy(page, window.memory))
  }
  const line = (what: string, key: keyof Held): BenchLine => ({
    ...{ task: `${what} after ${people} subjects, ratio to that after ${looks[1]}`, ms: 0 },
    value: found[found.length - 1][key] / found[1][key],
    note: found.map((each, i) => `${each[key].toFixed(0)} MB at subject ${looks[i]}`).join(', '),
  })
  return [
    { ...line('scripts’ memory', 'scripts'), goal: 'walkScripts' },
    { ...line('kernels’ memory', 'kernels'), goal: 'walkKernels' },
    { ...line('window’s memory', 'process'), goal: 'walkWindow' },
  ]
}

/** Placing points in the real window and a real browser, and walking through a project. */
const run = async (): Promise<BenchLine[]> => [
  ...(await inWindow((folder) => writeLargeScan(folder, vertices), placePoints)),
  ...(await inWindow((folder) => writePeople(folder, { count: people, vertices: personVertices }), walk)),
]

export const landmarks: BenchGroup = { name: 'landmarks', run }
