import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { askHost, subjectNamed } from '../../test/browser/flow/hostCalls.ts'
import { timePointer } from '../landmarks/placePage.ts'
import { writeLargeScan, writePeople } from '../landmarks/placeProject.ts'
import type { BenchGroup, BenchLine } from '../types.ts'
import { type BenchWindow, openBenchWindow } from '../window/benchWindow.ts'

const vertices = 1_000_000
const points = 68
const columns = 10
const people = 200
const personVertices = 20_000
/** Subjects after which the memory is looked at. */
const looks = [20, 100, people]

const view = '.cameo-view[data-ready="true"]'

const inWindow = async <T>(
  writeCaptures: (folder: string) => string,
  work: (window: BenchWindow) => Promise<T>,
): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'cameo-bench-'))
  try {
    const window = await openBenchWindow(folder, { capturePath: writeCaptures(folder), prepare: timePointer })
    try {
      return await work(window)
    } finally {
      await window.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const timesOf = async (page: Page, type: string): Promise<number[]> => {
  const times = await page.evaluate((name) => window.pointerMs[name] ?? [], type)
  return times.sort((a, b) => a - b)
}

const pickLine = (task: string, times: readonly number[]): BenchLine => {
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(share * times.length))]
  const note = `99 % of ${times.length} within ${at(0.99).toFixed(2)} ms, the slowest ${at(1).toFixed(2)} ms`
  return { task, goal: 'pick', by: 'clock', ms: at(0.5), value: at(0.5), note }
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
  await page.evaluate(() => {
    window.pointerMs = {}
  })
  for (let i = 0; i < points; i++) {
    const [across, down] = [(i % columns) / columns - 0.45, Math.floor(i / columns) / 7 - 0.43]
    const at = { x: box.x + box.width / 2 + across * 250, y: box.y + box.height / 2 + down * 260 }
    await page.mouse.move(at.x, at.y, { steps: 3 })
    await page.mouse.click(at.x, at.y)
  }
  const [up, move] = [await timesOf(page, 'pointerup'), await timesOf(page, 'pointermove')]
  await page.getByRole('status', { name: 'Saving' }).filter({ hasText: 'All changes are saved' }).waitFor()
  const { scans } = await subjectNamed(page, 'subject_large')
  const { landmarks } = await askHost(page, 'landmarks.get', { scanId: scans[0].id })
  const placed = landmarks.filter(({ status }) => status === 'placed').length
  const dropped: BenchLine = {
    ...{ task: `${points} clicks on 1M vertices, of which no point came`, goal: 'droppedClicks', ms: 0 },
    ...{ value: points - placed, note: `${placed} points stored` },
  }
  return [
    pickLine('a click on 1M vertices: picked, placed and drawn into the lists', up),
    pickLine('the pointer over 1M vertices with up to 68 points: picked, a move', move),
    dropped,
  ]
}

/** From subject to subject by the key, each until its scan is shown and its proposals are there. */
const walk = async ({ page, memory, scriptMb }: BenchWindow): Promise<BenchLine[]> => {
  await page.reload()
  await page.getByRole('option', { name: /^person_001:/ }).click()
  await page.getByRole('tab', { name: /^Landmarks:/ }).click()
  const ghosts = page.locator('.cameo-marker[data-state="proposed"]')
  const found: { readonly scriptMb: number; readonly windowMb: number }[] = []
  for (let person = 1; person <= people; person++) {
    if (person > 1) await page.keyboard.press('Alt+ArrowDown')
    const name = `person_${String(person).padStart(3, '0')}`
    await page.getByRole('heading', { name }).waitFor()
    await page.locator(view).waitFor()
    await ghosts.first().waitFor({ state: 'attached' })
    if (!looks.includes(person)) continue
    const held = await scriptMb()
    found.push({ scriptMb: held, windowMb: (await memory())?.windowMb ?? Number.NaN })
  }
  const note = (key: 'scriptMb' | 'windowMb'): string =>
    found.map((each, i) => `${each[key].toFixed(0)} MB at subject ${looks[i]}`).join(', ')
  const growth = (key: 'scriptMb' | 'windowMb'): number => found[found.length - 1][key] / found[0][key]
  return [
    {
      ...{ task: `scripts’ memory after ${people} subjects, ratio to that after ${looks[0]}`, goal: 'walkScripts' },
      ...{ ms: 0, value: growth('scriptMb'), note: note('scriptMb') },
    },
    {
      ...{ task: `window’s memory after ${people} subjects, ratio to that after ${looks[0]}`, goal: 'walkWindow' },
      ...{ ms: 0, value: growth('windowMb'), note: note('windowMb') },
    },
  ]
}

/** Placing points in the real window and a real browser, and walking through a project. */
const run = async (): Promise<BenchLine[]> => [
  ...(await inWindow((folder) => writeLargeScan(folder, vertices), placePoints)),
  ...(await inWindow((folder) => writePeople(folder, { count: people, vertices: personVertices }), walk)),
]

export const landmarks: BenchGroup = { name: 'landmarks', run }
