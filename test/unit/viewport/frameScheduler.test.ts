import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type FramePainter, FrameScheduler, type Level } from '../../../src/renderer/viewport/frameScheduler.ts'

/** A graphics card that takes a given time for everything and writes down what it was told. */
class SlowPainter implements FramePainter {
  readonly log: string[] = []
  inFlight = 0
  mostInFlight = 0
  costMs = { reduced: 10, full: 200, part: 25 }
  ready = { reducedHelps: true, fullReady: true }
  parts = 6
  private nextMs = 0

  levels() {
    return this.ready
  }
  paint(level: Level, sharp: boolean): void {
    this.log.push(sharp ? `paint ${level}` : `paint ${level} at half`)
    this.nextMs = sharp ? this.costMs[level] : this.costMs[level] / 4
  }
  beginHidden(): number {
    this.log.push('begin')
    return this.parts
  }
  paintHidden(part: number): void {
    this.log.push(`part ${part}`)
    this.nextMs += this.costMs.part
  }
  showHidden(): void {
    this.log.push('show')
    this.nextMs = 1
  }
  finished(): Promise<boolean> {
    this.inFlight += 1
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight)
    const ms = this.nextMs
    this.nextMs = 0
    return new Promise((resolve) =>
      setTimeout(() => {
        this.inFlight -= 1
        resolve(true)
      }, ms),
    )
  }
  presented({ level }: { readonly level: Level }): void {
    this.log.push(`presented ${level}`)
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => setTimeout(callback, 16))
  vi.stubGlobal('cancelAnimationFrame', (handle: ReturnType<typeof setTimeout>) => clearTimeout(handle))
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const move = async (scheduler: FrameScheduler, ms: number): Promise<void> => {
  for (let passed = 0; passed < ms; passed += 10) {
    scheduler.moved()
    await vi.advanceTimersByTimeAsync(10)
  }
}

describe('frame scheduler', () => {
  test('draws nothing unless asked', async () => {
    const painter = new SlowPainter()
    const scheduler = new FrameScheduler(painter)
    await vi.advanceTimersByTimeAsync(1000)
    expect(painter.log).toEqual([])
    scheduler.changed('look')
    await vi.advanceTimersByTimeAsync(2000)
    const drawn = painter.log.length
    await vi.advanceTimersByTimeAsync(5000)
    expect(painter.log.length).toBe(drawn)
  })

  test('a slow mesh moves reduced and is refined at rest, out of sight', async () => {
    const painter = new SlowPainter()
    const scheduler = new FrameScheduler(painter)
    await move(scheduler, 300)
    expect(new Set(painter.log)).toEqual(new Set(['paint reduced', 'presented reduced']))
    await vi.advanceTimersByTimeAsync(2000)
    const refining = painter.log.slice(painter.log.indexOf('begin'))
    expect(refining).toEqual(['begin', ...[0, 1, 2, 3, 4, 5].map((part) => `part ${part}`), 'show', 'presented full'])
    expect(scheduler.pending).toBe(false)
  })

  test('a movement breaks the refinement off and is drawn next', async () => {
    const painter = new SlowPainter()
    const scheduler = new FrameScheduler(painter)
    scheduler.moved()
    while (!painter.log.includes('part 2')) await vi.advanceTimersByTimeAsync(5)
    scheduler.moved()
    await vi.advanceTimersByTimeAsync(100)
    expect(painter.log).not.toContain('show')
    expect(painter.log).not.toContain('part 5')
    expect(painter.log.at(-1)).toBe('presented reduced')
    await vi.advanceTimersByTimeAsync(2000)
    expect(painter.log.at(-1)).toBe('presented full')
  })

  test('once measured as quick, the full mesh is drawn while moving', async () => {
    const painter = new SlowPainter()
    painter.costMs = { reduced: 1, full: 5, part: 0.5 }
    const scheduler = new FrameScheduler(painter)
    scheduler.moved()
    await vi.advanceTimersByTimeAsync(1000)
    painter.log.length = 0
    await move(scheduler, 200)
    expect(new Set(painter.log)).toEqual(new Set(['paint full', 'presented full']))
  })

  test('a full mesh that turns out slow while moving goes back to reduced', async () => {
    const painter = new SlowPainter()
    painter.costMs = { reduced: 1, full: 5, part: 0.5 }
    const scheduler = new FrameScheduler(painter)
    scheduler.moved()
    await vi.advanceTimersByTimeAsync(1000)
    painter.costMs.full = 80
    painter.log.length = 0
    await move(scheduler, 400)
    expect(painter.log.filter((line) => line === 'paint full').length).toBe(1)
    expect(painter.log).toContain('paint reduced')
  })

  test('where even moving frames are slow they are drawn at half the resolution, and sharp again at rest', async () => {
    const painter = new SlowPainter()
    painter.costMs = { reduced: 120, full: 120, part: 20 }
    painter.ready = { reducedHelps: false, fullReady: true }
    const scheduler = new FrameScheduler(painter)
    await move(scheduler, 1000)
    expect(painter.log.filter((line) => line === 'paint full').length).toBe(2)
    expect(painter.log.filter((line) => line === 'paint full at half').length).toBeGreaterThan(5)
    expect(scheduler.pending).toBe(true)
    await vi.advanceTimersByTimeAsync(1000)
    expect(painter.log.slice(-2)).toEqual(['paint full', 'presented full'])
    expect(scheduler.pending).toBe(false)
  })

  test('one hiccup does not make the moving view less sharp', async () => {
    const painter = new SlowPainter()
    painter.costMs.reduced = 300
    const scheduler = new FrameScheduler(painter)
    scheduler.moved()
    await vi.advanceTimersByTimeAsync(20)
    painter.costMs.reduced = 10
    await move(scheduler, 600)
    expect(painter.log.some((line) => line.includes('at half'))).toBe(false)
  })

  test('never more than one frame in flight', async () => {
    const painter = new SlowPainter()
    painter.costMs = { reduced: 70, full: 400, part: 90 }
    const scheduler = new FrameScheduler(painter)
    for (let round = 0; round < 20; round++) {
      await move(scheduler, 50 + round * 13)
      scheduler.changed(round % 2 ? 'geometry' : 'look')
      scheduler.finer()
      await vi.advanceTimersByTimeAsync(round * 31)
    }
    await vi.advanceTimersByTimeAsync(5000)
    expect(painter.mostInFlight).toBe(1)
    expect(painter.log.at(-1)).toBe('presented full')
  })

  test('a stand-in is shown until the mesh itself is ready, and no longer', async () => {
    const painter = new SlowPainter()
    painter.ready = { reducedHelps: true, fullReady: false }
    const scheduler = new FrameScheduler(painter)
    scheduler.changed('geometry')
    await vi.advanceTimersByTimeAsync(1000)
    expect(painter.log).toEqual(['paint reduced', 'presented reduced'])
    painter.ready = { reducedHelps: true, fullReady: true }
    scheduler.finer()
    await vi.advanceTimersByTimeAsync(2000)
    expect(painter.log.at(-1)).toBe('presented full')
    expect(painter.log.filter((line) => line === 'paint reduced').length).toBe(1)
  })
})
