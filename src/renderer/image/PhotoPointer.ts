import type { PressKeys } from './tools/types.ts'

export interface ScreenPoint {
  readonly xPx: number
  readonly yPx: number
}

export interface PointerSample extends ScreenPoint {
  /** 0..1 of a pen; null of a mouse or a finger. */
  readonly pressure: number | null
}

/** What the pointer can do to the photo. Pixels are CSS pixels from the view's upper left corner. */
export interface PhotoPointerTarget {
  /** What the left button does now: moves the photo, draws with a brush, or something else. */
  pointerTool(): 'pan' | 'brush' | 'area'
  pan(dxPx: number, dyPx: number): void
  /** factor > 1 enlarges. */
  zoom(xPx: number, yPx: number, factor: number): void
  press(sample: PointerSample, keys: PressKeys): void
  drag(samples: readonly PointerSample[]): void
  release(): void
  /** Takes back what is being drawn; false where there is nothing. */
  abandon(): boolean
  doubleClick(): void
  /** True where the key was meant for the tool. */
  toolKey(key: string): boolean
  resizeBrush(dxPx: number): void
  scaleBrush(factor: number): void
  hover(at: ScreenPoint | null): void
}

type Gesture =
  | { readonly kind: 'idle' }
  | { readonly kind: 'tool'; readonly pointerId: number }
  | { readonly kind: 'pan' | 'brush'; readonly pointerId: number; xPx: number; yPx: number }
  /** A pressed pointer whose gesture is over: nothing happens until it is released. */
  | { readonly kind: 'spent'; readonly pointerId: number }

const zoomPerWheelPx = 0.0016
const zoomPerPinchPx = 0.01
const brushPerWheelPx = 0.002
const pxPerLine = 18
/** Bit of `PointerEvent.buttons` for the other end of a pen. */
const penEraserButton = 32

/**
 * Turns pointer events into gestures: the left button is the tool's; the middle button, the right button or the left
 * one with the space bar pans; alt and a drag changes the size of a brush, alt or shift and the wheel too; the wheel
 * alone zooms. A pen gives its pressure, and its other end erases.
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
    element.addEventListener('pointercancel', (event) => this.up(event), { signal })
    element.addEventListener('pointerenter', () => this.enter(true), { signal })
    element.addEventListener('pointerleave', () => this.enter(false), { signal })
    element.addEventListener('dblclick', () => this.target.doubleClick(), { signal })
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
    const tool = this.target.pointerTool()
    if (this.spaceHeld || tool === 'pan') return 'grab'
    return tool === 'brush' ? 'none' : 'crosshair'
  }

  private at(event: MouseEvent): ScreenPoint {
    const box = this.element.getBoundingClientRect()
    return { xPx: event.clientX - box.left, yPx: event.clientY - box.top }
  }

  private sample(event: PointerEvent, box: DOMRect): PointerSample {
    return {
      xPx: event.clientX - box.left,
      yPx: event.clientY - box.top,
      pressure: event.pointerType === 'pen' && event.pressure > 0 ? event.pressure : null,
    }
  }

  private down(event: PointerEvent): void {
    if (this.gesture.kind !== 'idle') return
    // A synthetic pointer (a test, a macro) may not be capturable; the gesture works without.
    if (event.isTrusted) this.element.setPointerCapture(event.pointerId)
    // Not of the other buttons: their default gives the view the focus.
    if (event.button === 1) event.preventDefault()
    const at = this.at(event)
    const { pointerId } = event
    const tool = this.target.pointerTool()
    const isEraser = (event.buttons & penEraserButton) !== 0
    const isPanning = event.button === 1 || event.button === 2 || this.spaceHeld || (tool === 'pan' && !isEraser)
    if (tool === 'brush' && event.altKey && event.button !== 1) this.gesture = { kind: 'brush', pointerId, ...at }
    else if (isPanning) this.gesture = { kind: 'pan', pointerId, ...at }
    else {
      this.gesture = { kind: 'tool', pointerId }
      const keys = { isEraser, shift: event.shiftKey, alt: event.altKey }
      this.target.press(this.sample(event, this.element.getBoundingClientRect()), keys)
    }
    this.target.hover(at)
  }

  private move(event: PointerEvent): void {
    const { gesture } = this
    if (gesture.kind !== 'idle' && gesture.pointerId !== event.pointerId) return
    const at = this.at(event)
    if (gesture.kind === 'tool') {
      const all = event.getCoalescedEvents?.() ?? []
      const box = this.element.getBoundingClientRect()
      this.target.drag((all.length > 0 ? all : [event]).map((each) => this.sample(each, box)))
    } else if (gesture.kind === 'pan' || gesture.kind === 'brush') {
      if (gesture.kind === 'pan') this.target.pan(at.xPx - gesture.xPx, at.yPx - gesture.yPx)
      else this.target.resizeBrush(at.xPx - gesture.xPx)
      gesture.xPx = at.xPx
      gesture.yPx = at.yPx
    }
    if (gesture.kind !== 'brush') this.target.hover(at)
  }

  /** Released, or taken over by the system: what a pen or finger has drawn before is kept. */
  private up(event: PointerEvent): void {
    const { gesture } = this
    if (gesture.kind === 'idle' || gesture.pointerId !== event.pointerId) return
    this.gesture = { kind: 'idle' }
    if (gesture.kind === 'tool') this.target.release()
    this.target.hover(this.over ? this.at(event) : null)
  }

  private enter(over: boolean): void {
    this.over = over
    if (!over && this.gesture.kind === 'idle') this.target.hover(null)
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault()
    const { xPx, yPx } = this.at(event)
    // With shift held some systems turn the wheel sideways.
    const turned = event.deltaY === 0 ? event.deltaX : event.deltaY
    const px = Math.min(240, Math.max(-240, turned * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? pxPerLine : 1)))
    if ((event.altKey || event.shiftKey) && this.target.pointerTool() === 'brush') {
      this.target.scaleBrush(Math.exp(-px * brushPerWheelPx))
    } else {
      // A pinch on a touchpad arrives as a wheel with the control key held.
      this.target.zoom(xPx, yPx, Math.exp(-px * (event.ctrlKey ? zoomPerPinchPx : zoomPerWheelPx)))
    }
    this.target.hover({ xPx, yPx })
  }

  private key(event: KeyboardEvent): void {
    if (event.code === 'Space') this.space(event)
    if (event.type !== 'keydown' || isWantedElsewhere()) return
    const isTaken = event.key === 'Escape' ? this.target.abandon() : this.target.toolKey(event.key)
    if (!isTaken) return
    event.preventDefault()
    event.stopPropagation()
    if (event.key === 'Escape' && this.gesture.kind === 'tool') {
      this.gesture = { kind: 'spent', pointerId: this.gesture.pointerId }
    }
  }

  /** The space bar belongs to the photo while the pointer is over it and no control wants the key. */
  private space(event: KeyboardEvent): void {
    if (event.type === 'keydown' && (!this.over || isWantedElsewhere())) return
    if (event.type === 'keydown') event.preventDefault()
    this.holdSpace(event.type === 'keydown')
  }

  private holdSpace(held: boolean): void {
    if (this.spaceHeld === held) return
    this.spaceHeld = held
    this.element.style.cursor = this.cursor()
  }
}

/** A field that is typed into, or a button that the key would press. */
const isWantedElsewhere = (): boolean => {
  const focused = document.activeElement
  return (
    focused instanceof HTMLElement && focused.closest('input, textarea, select, button, [contenteditable]') !== null
  )
}
