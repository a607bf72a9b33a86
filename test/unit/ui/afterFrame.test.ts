import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AfterFrame, afterFrame } from '../../../src/renderer/app/documents/afterFrame.ts'

const frames = new Map<number, () => void>()
let last = 0

const drawFrame = (): void => {
  const due = [...frames.values()]
  frames.clear()
  for (const callback of due) callback()
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => {
    last += 1
    frames.set(last, callback)
    return last
  })
  vi.stubGlobal('cancelAnimationFrame', (frame: number) => frames.delete(frame))
})

afterEach(() => {
  frames.clear()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('of questions within one frame only the last of each key is worked on, once the frame is drawn', () => {
  const done: string[] = []
  const work = new AfterFrame<string>((input) => done.push(input))
  work.ask('fine', 'first click')
  work.ask('coarse', 'other scan')
  work.ask('fine', 'second click')
  expect(work.isWaiting('fine')).toBe(true)
  drawFrame()
  expect(done).toEqual([])
  vi.runAllTimers()
  expect(done).toEqual(['second click', 'other scan'])
  expect(work.isWaiting('fine')).toBe(false)
  work.ask('fine', 'third click')
  drawFrame()
  vi.runAllTimers()
  expect(done.at(-1)).toBe('third click')
})

test('what is asked while the work is done waits for the next frame', () => {
  const done: number[] = []
  const work: AfterFrame<number> = new AfterFrame((input) => {
    done.push(input)
    if (input < 3) work.ask('scan', input + 1)
  })
  work.ask('scan', 1)
  for (const expected of [[1], [1, 2], [1, 2, 3]]) {
    drawFrame()
    vi.runAllTimers()
    expect(done).toEqual(expected)
  }
})

test('work that is taken back is not done, before the frame or after it', () => {
  const done = vi.fn()
  afterFrame(done)()
  const forget = afterFrame(done)
  drawFrame()
  forget()
  vi.runAllTimers()
  expect(done).not.toHaveBeenCalled()
})
