import type { ScreenPoint } from './PhotoPointer.ts'

/** Below this radius on the screen a cross marks the middle as well: a ring of a few pixels is hard to see. */
const crossBelowPx = 5

/** The brush as a ring of its true size under the pointer. */
export class BrushCursor {
  readonly element = document.createElement('div')
  private at: ScreenPoint | null = null
  private radiusPx = 1
  private mode: 'pan' | 'paint' | 'erase' = 'pan'

  constructor() {
    this.element.className = 'cameo-photo__brush'
    this.element.setAttribute('aria-hidden', 'true')
    this.update()
  }

  setMode(mode: 'pan' | 'paint' | 'erase'): void {
    this.mode = mode
    this.update()
  }

  /** In screen pixels. */
  setRadius(radiusPx: number): void {
    this.radiusPx = radiusPx
    this.update()
  }

  move(at: ScreenPoint | null): void {
    this.at = at
    this.update()
  }

  private update(): void {
    const { element, at, radiusPx, mode } = this
    element.hidden = at === null || mode === 'pan'
    if (!at) return
    element.dataset.mode = mode
    element.dataset.cross = String(radiusPx < crossBelowPx)
    element.style.width = `${radiusPx * 2}px`
    element.style.height = `${radiusPx * 2}px`
    element.style.transform = `translate(${at.xPx}px, ${at.yPx}px) translate(-50%, -50%)`
  }
}
