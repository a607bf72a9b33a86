/** What the pointer can do to the photo. Pixels are CSS pixels from the view's upper left corner. */
export interface PhotoPointerTarget {
  /** What the left button does now. */
  tool(): 'pan' | 'paint' | 'erase'
  pan(dxPx: number, dyPx: number): void
  /** factor > 1 enlarges. */
  zoom(xPx: number, yPx: number, factor: number): void
  /** `joined`: a straight line from where the last stroke ended. */
  startStroke(mode: 'paint' | 'erase', at: ScreenPoint, joined: boolean): void
  extendStroke(points: readonly ScreenPoint[]): void
  endStroke(outcome: 'keep' | 'abandon'): void
  resizeBrush(dxPx: number): void
  hover(at: ScreenPoint | null): void
}

export interface ScreenPoint {
  readonly xPx: number
  readonly yPx: number
}

type Gesture =
  | { readonly kind: 'idle' }
  | { readonly kind: 'stroke'; readonly pointerId: number }
  | { readonly kind: 'pan' | 'brush'; readonly pointerId: number; xPx: number; yPx: number }
  /** A pressed pointer whose gesture is over: nothing happens until it is released. */
  | { readonly kind: 'spent'; readonly pointerId: number }

const zoomPerWheelPx = 0.0016
const zoomPerPinchPx = 0.01
const pxPerLine = 18
/** Bit of `PointerEvent.buttons` for the other end of a pen. */
const penEraserButton = 32

/**
 * Turns pointer events into gestures: the left button paints, erases or pans as the tool says; the middle button, the
 * right button or the left one with the space bar pans; alt and the right button change the brush; the wheel zooms.
 */
export class PhotoPointer {
  private readonly element: HTMLElement
  private readonly target: PhotoPointerTarget
  private readonly listening = new AbortController()
  private gesture: Gesture = { kind: 'idle' }
  private over = false
  private spaceHeld = false

  constructor(element: HTMLElement, target: PhotoPointerTarget) {
    this.element = element
    this.target = target
    const { signal } = this.listening
    element.addEventListener('pointerdown', (event) => this.down(event), { signal })
    element.addEventListener('pointermove', (event) => this.move(event), { signal })
    element.addEventListener('pointerup', (event) => this.up(event), { signal })
    element.addEventListener('pointercancel', (event) => this.cancel(event), { signal })
    element.addEventListener('pointerenter', () => this.enter(true), { signal })
    element.addEventListener('pointerleave', () => this.enter(false), { signal })
    element.addEventListener('wheel', (event) => this.wheel(event), { signal, passive: false })
    element.addEventListener('contextmenu', (event) => event.preventDefault(), { signal })
    window.addEventListener('keydown', (event) => this.key(event), { signal, capture: true })
    window.addEventListener('keyup', (event) => this.key(event), { signal, capture: true })
    window.addEventListener('blur', () => this.holdSpace(false), { signal })
  }

  dispose(): void {
    this.listening.abort()
  }

  /** The cursor to show: none where the brush itself is drawn. */
  cursor(): string {
    if (this.gesture.kind === 'pan') return 'grabbing'
    return this.spaceHeld || this.target.tool() === 'pan' ? 'grab' : 'none'
  }

  private at(event: MouseEvent): ScreenPoint {
    const box = this.element.getBoundingClientRect()
    return { xPx: event.clientX - box.left, yPx: event.clientY - box.top }
  }

  private down(event: PointerEvent): void {
    if (this.gesture.kind !== 'idle') return
    // A synthetic pointer (a test, a macro) may not be capturable; the gesture works without.
    if (event.isTrusted) this.element.setPointerCapture(event.pointerId)
    // Not of the other buttons: their default gives the view the focus.
    if (event.button === 1) event.preventDefault()
    const at = this.at(event)
    const { pointerId } = event
    const tool = this.target.tool()
    const erasing = (event.buttons & penEraserButton) !== 0
    if (event.button === 2 && event.altKey && tool !== 'pan') this.gesture = { kind: 'brush', pointerId, ...at }
    else if (event.button === 1 || event.button === 2 || this.spaceHeld || (tool === 'pan' && !erasing)) {
      this.gesture = { kind: 'pan', pointerId, ...at }
    } else {
      this.gesture = { kind: 'stroke', pointerId }
      this.target.startStroke(erasing || tool === 'pan' ? 'erase' : tool, at, event.shiftKey)
    }
    this.target.hover(at)
  }

  private move(event: PointerEvent): void {
    const at = this.at(event)
    const { gesture } = this
    if (gesture.kind !== 'idle' && gesture.pointerId !== event.pointerId) return
    if (gesture.kind === 'stroke') {
      const all = event.getCoalescedEvents?.() ?? []
      this.target.extendStroke((all.length > 0 ? all : [event]).map((each) => this.at(each)))
    } else if (gesture.kind === 'pan' || gesture.kind === 'brush') {
      if (gesture.kind === 'pan') this.target.pan(at.xPx - gesture.xPx, at.yPx - gesture.yPx)
      else this.target.resizeBrush(at.xPx - gesture.xPx)
      gesture.xPx = at.xPx
      gesture.yPx = at.yPx
    }
    if (gesture.kind !== 'brush') this.target.hover(at)
  }

  private up(event: PointerEvent): void {
    const { gesture } = this
    if (gesture.kind === 'idle' || gesture.pointerId !== event.pointerId) return
    this.gesture = { kind: 'idle' }
    if (gesture.kind === 'stroke') this.target.endStroke('keep')
    this.target.hover(this.over ? this.at(event) : null)
  }

  private cancel(event: PointerEvent): void {
    const { gesture } = this
    if (gesture.kind === 'idle' || gesture.pointerId !== event.pointerId) return
    this.gesture = { kind: 'idle' }
    // What a pen or finger has drawn before the system took it over is kept.
    if (gesture.kind === 'stroke') this.target.endStroke('keep')
  }

  private enter(over: boolean): void {
    this.over = over
    if (!over && this.gesture.kind === 'idle') this.target.hover(null)
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault()
    const { xPx, yPx } = this.at(event)
    const px = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? pxPerLine : 1)
    // A pinch on a touchpad arrives as a wheel with the control key held.
    const perPx = event.ctrlKey ? zoomPerPinchPx : zoomPerWheelPx
    this.target.zoom(xPx, yPx, Math.exp(-Math.min(240, Math.max(-240, px)) * perPx))
    this.target.hover({ xPx, yPx })
  }

  private key(event: KeyboardEvent): void {
    if (event.code === 'Space') this.space(event)
    if (event.key !== 'Escape' || event.type !== 'keydown' || this.gesture.kind !== 'stroke') return
    event.preventDefault()
    event.stopPropagation()
    this.target.endStroke('abandon')
    this.gesture = { kind: 'spent', pointerId: this.gesture.pointerId }
  }

  /** The space bar belongs to the photo while the pointer is over it and no control wants the key. */
  private space(event: KeyboardEvent): void {
    const focused = document.activeElement
    const wanted =
      focused instanceof HTMLElement && focused.closest('input, textarea, select, button, [contenteditable]')
    if (event.type === 'keydown' && (!this.over || wanted)) return
    if (event.type === 'keydown') event.preventDefault()
    this.holdSpace(event.type === 'keydown')
  }

  private holdSpace(held: boolean): void {
    if (this.spaceHeld === held) return
    this.spaceHeld = held
    this.element.style.cursor = this.cursor()
  }
}
