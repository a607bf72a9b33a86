import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drawPointerStrokes } from '../../test/browser/flow/penStrokes.ts'
import { type FrameTimes, openPhoto, stampFrames } from '../masks/paintPage.ts'
import { openPaintWindow } from '../masks/paintProject.ts'
import { median } from '../measure.ts'
import type { BenchGroup, BenchLine } from '../types.ts'
import type { BenchWindow, BrowserMemory } from '../window/benchWindow.ts'

const views = 40
const strokes = 2000
/** As many as come together in a frame are stored together with it: drawing them does not wait for the screen. */
const strokesPerFrame = 10
const framesMeasured = 120
/** Strokes are stored long before; what is not by then is told, and the rest is measured all the same. */
const longestSaveMs = 60_000
/** What a pen of 480 Hz gives in a frame of 60 Hz. */
const eventsPerFrame = 8

const stampLine = (
  task: string,
  goal: 'stampFirst' | 'stampAfter',
  { medianMs, p95Ms, frames }: FrameTimes,
): BenchLine => ({
  ...{ task, goal, by: 'clock', ms: medianMs, value: medianMs },
  note: `95 % of ${frames} frames within ${p95Ms.toFixed(2)} ms; ${eventsPerFrame} events of a pen a frame`,
})

const openLine = (task: string, goal: 'openPhoto' | 'switchPhoto', times: readonly number[]): BenchLine => ({
  ...{ task, goal, by: 'clock', ms: median(times), value: median(times) },
  note: `${times.length} photos, the slowest ${Math.max(...times).toFixed(0)} ms`,
})

const memoryLine = ({ windowMb, graphicsMb }: BrowserMemory): BenchLine => ({
  task: `memory with ${views} photos opened`,
  goal: 'paintMemory',
  ms: 0,
  value: windowMb,
  note: `all of the window’s process; the graphics card in software has one of its own, ${graphicsMb.toFixed(0)} MB`,
})

/** Short strokes all over the photo, as fast as the window takes them; whether all of them were stored in time. */
const drawStrokes = async ({ page }: BenchWindow): Promise<boolean> => {
  const list = Array.from({ length: strokes }, (_, i) => {
    const [x, y] = [300 + ((i * 397) % 6300), 300 + ((i * 211) % 6300)]
    return {
      pointerType: 'pen' as const,
      points: [
        { x, y, pressure: 0.4 },
        { x: x + 120, y: y + 70, pressure: 0.9 },
      ],
    }
  })
  await drawPointerStrokes(page, list, strokesPerFrame)
  const saved = page.getByRole('status', { name: 'Saving' }).filter({ hasText: 'All changes are saved' })
  return saved.waitFor({ timeout: longestSaveMs }).then(
    () => true,
    () => false,
  )
}

/** Photos opened for the first time and shown again, and what the window holds then. */
const lookAtPhotos = async (window: BenchWindow): Promise<BenchLine[]> => {
  const { page } = window
  const opened: number[] = []
  // Every third, so that none was prepared as the neighbour of the one before.
  for (let view = 3; view < views; view += 3) opened.push(await openPhoto(page, view))
  for (let view = 0; view < views; view++) await openPhoto(page, view)
  const switched: number[] = []
  for (let view = views - 1; view >= 0; view -= 2) switched.push(await openPhoto(page, view))
  const memory = await window.memory()
  return [
    openLine('50 MP photo opened for the first time, to its first view', 'openPhoto', opened),
    openLine('50 MP photo shown again', 'switchPhoto', switched),
    ...(memory ? [memoryLine(memory)] : []),
  ]
}

const stamp = async (window: BenchWindow, tell: (part: string) => void): Promise<BenchLine[]> => {
  const { page } = window
  await openPhoto(page, 1)
  await page.keyboard.press('b')
  for (let i = 0; i < 8; i++) await page.keyboard.press(']')
  const first = await stampFrames(page, { frames: framesMeasured, coalesced: eventsPerFrame, seed: 1 })
  tell(`${strokes} strokes are drawn`)
  const isSaved = await drawStrokes(window)
  if (!isSaved) console.error(`Not all of ${strokes} strokes were stored within ${longestSaveMs / 1000} s.`)
  tell('stamping after them is measured')
  const after = await stampFrames(page, { frames: framesMeasured, coalesced: eventsPerFrame, seed: 2 })
  return [
    stampLine('stamping on 50 MP, a frame, first stroke', 'stampFirst', first),
    // Strokes that are still waiting are a miss, however quick their frames were.
    { ...stampLine(`stamping on 50 MP, a frame, after ${strokes} strokes`, 'stampAfter', after), isReached: isSaved },
  ]
}

/** Painting in the real window and a real browser, with software in place of a graphics card. */
const run = async (): Promise<BenchLine[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'cameo-bench-'))
  const began = Date.now()
  const tell = (part: string): void => console.log(`${((Date.now() - began) / 1000).toFixed(0)} s: ${part}`)
  try {
    const window = await openPaintWindow(folder, views, tell)
    try {
      tell('photos are opened and shown again')
      const looked = await lookAtPhotos(window)
      tell('stamping is measured')
      return [...(await stamp(window, tell)), ...looked]
    } finally {
      await window.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const masks: BenchGroup = { name: 'masks', run }
