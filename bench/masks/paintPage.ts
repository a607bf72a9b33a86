import type { Page } from '@playwright/test'

/** What the window's own thread had to do for each frame, ms: every handler of the pointer and every animation frame. */
export interface FrameTimes {
  readonly medianMs: number
  readonly p95Ms: number
  readonly frames: number
}

declare global {
  interface Window {
    /** Milliseconds per animation frame while it is an array. */
    frameMs: number[] | null
  }
}

/**
 * Counts the time of animation frames, and of pointer handlers since the frame before. To be given to a page before it
 * loads.
 */
export const countFrames = (): void => {
  window.frameMs = null
  let handlersMs = 0
  let frameTime = -1
  const timed =
    <A extends unknown[]>(run: (...given: A) => unknown) =>
    (...given: A): void => {
      const start = performance.now()
      run(...given)
      handlersMs += performance.now() - start
    }
  const request = window.requestAnimationFrame.bind(window)
  window.requestAnimationFrame = (callback) =>
    request((time) => {
      timed(callback)(time)
      // All callbacks of one frame get the same time.
      if (time !== frameTime) window.frameMs?.push(0)
      frameTime = time
      const at = (window.frameMs?.length ?? 0) - 1
      if (window.frameMs && at >= 0) window.frameMs[at] += handlersMs
      handlersMs = 0
    })
  const listen = EventTarget.prototype.addEventListener
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    const isPointer = typeof listener === 'function' && /^pointer(down|move|up)$/.test(type)
    listen.call(this, type, isPointer ? timed((event: Event) => listener.call(this, event)) : listener, options)
  }
}

interface Stamping {
  readonly frames: number
  /** Events of the pen that one event of a frame carries. */
  readonly coalesced: number
  readonly seed: number
}

/** A pen draws for so many frames, several of its events in each. */
export const stampFrames = (page: Page, given: Stamping): Promise<FrameTimes> =>
  page.evaluate(async ({ frames, coalesced, seed }) => {
    const view = document.querySelector<HTMLElement>('.cameo-photo')
    const canvas = view?.querySelector('canvas')
    if (!view || !canvas) throw new Error('there is no photo view')
    const box = canvas.getBoundingClientRect()
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const event = (type: string, turn: number, within: PointerEvent[] = []): PointerEvent => {
      const [radius, angle] = [0.15 + 0.12 * Math.sin(turn / 7 + seed), turn / 9 + seed]
      return new PointerEvent(type, {
        ...{ pointerId: 5, pointerType: 'pen', pressure: 0.6 + 0.4 * Math.sin(turn / 5), bubbles: true },
        buttons: type === 'pointerup' ? 0 : 1,
        clientX: box.left + box.width * (0.5 + radius * Math.cos(angle)),
        clientY: box.top + box.height * (0.5 + radius * Math.sin(angle)),
        coalescedEvents: within,
      })
    }
    canvas.dispatchEvent(event('pointerdown', 0))
    await nextFrame()
    window.frameMs = []
    for (let frame = 1; frame <= frames; frame++) {
      const within = Array.from({ length: coalesced }, (_, k) => event('pointermove', frame + k / coalesced))
      canvas.dispatchEvent(event('pointermove', frame + 1, within))
      await nextFrame()
    }
    const sorted = window.frameMs.sort((a, b) => a - b)
    window.frameMs = null
    canvas.dispatchEvent(event('pointerup', frames))
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
    return { medianMs: at(0.5), p95Ms: at(0.95), frames: sorted.length }
  }, given)

/** Chooses the photo with this number and waits until it is drawn with its mask; ms. */
export const openPhoto = (page: Page, number: number): Promise<number> =>
  page.evaluate(async (index) => {
    const strip = document.querySelector<HTMLElement>('.photo-strip')
    const view = document.querySelector<HTMLElement>('.cameo-photo')
    if (!strip || !view) throw new Error('there is no photo view')
    const wanted = `img_${String(index).padStart(4, '0')}`
    const isThere = (): boolean =>
      (view.getAttribute('aria-label') ?? '').includes(wanted) && view.dataset.ready === 'true'
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const tile = () =>
      [...strip.querySelectorAll<HTMLElement>('[role="option"]')].find((each) =>
        (each.getAttribute('aria-label') ?? '').includes(wanted),
      )
    // The strip holds only the tiles that are seen.
    for (let turn = 0; turn < 200 && !tile(); turn++) {
      strip.scrollLeft = (strip.scrollWidth * index) / 40 - strip.clientWidth / 2 + turn
      await nextFrame()
    }
    const start = performance.now()
    tile()?.click()
    while (!isThere()) {
      if (performance.now() - start > 60_000) throw new Error(`the photo ${wanted} did not open`)
      await nextFrame()
    }
    return performance.now() - start
  }, number)
