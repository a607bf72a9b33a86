import type { Page } from '@playwright/test'

/**
 * Draws short strokes one after the other and waits for each to be written. Answers for each the milliseconds from the
 * pointer's release until the window has the host's answer, which the host gives when the stroke is on the disk.
 */
export const strokeAnswers = (
  page: Page,
  given: { readonly strokes: number; readonly row: number },
): Promise<number[]> =>
  page.evaluate(async ({ strokes, row }) => {
    const view = document.querySelector<HTMLElement>('.cameo-photo')
    const canvas = view?.querySelector('canvas')
    if (!view || !canvas) throw new Error('there is no photo view')
    const box = canvas.getBoundingClientRect()
    const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const ask = window.fetch
    let told: (() => void) | null = null
    window.fetch = async (...call) => {
      const answer = await ask(...call)
      if (String(call[0]).endsWith('call/masks.edit') && answer.ok) told?.()
      return answer
    }
    const times: number[] = []
    try {
      for (let stroke = 0; stroke < strokes; stroke++) {
        const at = (type: string, part: number): PointerEvent =>
          new PointerEvent(type, {
            ...{ pointerId: 4, pointerType: 'mouse', bubbles: true, buttons: type === 'pointerup' ? 0 : 1 },
            clientX: box.left + box.width * (0.36 + (0.28 * (stroke + part)) / strokes),
            clientY: box.top + box.height * (0.2 + 0.1 * row),
          })
        canvas.dispatchEvent(at('pointerdown', 0))
        await nextFrame()
        canvas.dispatchEvent(at('pointermove', 0.8))
        await nextFrame()
        const answered = new Promise<void>((resolve) => {
          told = resolve
        })
        const start = performance.now()
        canvas.dispatchEvent(at('pointerup', 0.8))
        await answered
        times.push(performance.now() - start)
        await nextFrame()
      }
    } finally {
      window.fetch = ask
    }
    return times
  }, given)
