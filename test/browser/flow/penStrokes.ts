import type { Page } from '@playwright/test'

/** One stroke of a pointer, in image pixels; `pressure` only of a pen. */
export interface PointerStroke {
  readonly pointerType: 'mouse' | 'pen'
  readonly isEraser?: boolean
  readonly points: readonly { readonly x: number; readonly y: number; readonly pressure?: number }[]
}

/**
 * Draws strokes with events made in the page, as fast as it takes them: a pen's pressure and its other end included.
 * So many are drawn for each frame of the screen.
 */
export const drawPointerStrokes = (page: Page, strokes: readonly PointerStroke[], perFrame = 1): Promise<void> =>
  page.evaluate(
    async ({ given, each }) => {
      const view = document.querySelector<HTMLElement>('.cameo-photo')
      const canvas = view?.querySelector('canvas')
      if (!view || !canvas) throw new Error('there is no photo view')
      const box = canvas.getBoundingClientRect()
      const [scale, tx, ty] = (view.dataset.imageToScreen ?? '').split(' ').map(Number)
      const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve))
      for (const [number, { pointerType, isEraser, points }] of given.entries()) {
        const buttons = isEraser ? 32 : 1
        const send = (type: string, { x, y, pressure = 0.5 }: (typeof points)[number], pressed: number): void => {
          const at = { clientX: box.left + x * scale + tx, clientY: box.top + y * scale + ty }
          const init = {
            ...at,
            pointerId: 3,
            pointerType,
            pressure,
            buttons: pressed,
            button: isEraser ? 5 : 0,
            bubbles: true,
          }
          canvas.dispatchEvent(new PointerEvent(type, init))
        }
        send('pointerdown', points[0], buttons)
        for (const point of points.slice(1)) send('pointermove', point, buttons)
        send('pointerup', points[points.length - 1], 0)
        if ((number + 1) % each === 0) await nextFrame()
      }
    },
    { given: strokes, each: perFrame },
  )
