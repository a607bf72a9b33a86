/** What the pointer can do to the view. Pixels are CSS pixels from the view's upper left corner. */
export interface PointerTarget {
  placing(): boolean
  markerAt(xPx: number, yPx: number): string | null
  /** Only the selected marker can be dragged. */
  isSelected(name: string): boolean
  startOrbit(xPx: number, yPx: number): void
  orbit(dxPx: number, dyPx: number): void
  startPan(xPx: number, yPx: number): void
  pan(dxPx: number, dyPx: number): void
  /** factor < 1 comes nearer. */
  zoom(xPx: number, yPx: number, factor: number): void
  place(xPx: number, yPx: number): void
  setPivot(xPx: number, yPx: number): void
  selectMarker(name: string): void
  /** The marker was grabbed at this pixel. */
  startMarker(name: string, xPx: number, yPx: number): void
  moveMarker(xPx: number, yPx: number): void
  endMarker(outcome: 'keep' | 'restore'): void
  /** The pointer is over the view and not pressed; null when it left. */
  hover(at: { readonly xPx: number; readonly yPx: number } | null): void
}

/** A brush that may take a drag over a surface for itself. */
export interface StrokeTarget {
  /** False where the press is not for it. */
  startStroke(xPx: number, yPx: number): boolean
  moveStroke(xPx: number, yPx: number): void
  endStroke(outcome: 'keep' | 'restore'): void
}

type Gesture =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'pressed'
      readonly pointerId: number
      readonly xPx: number
      readonly yPx: number
      readonly atMs: number
      readonly marker: string | null
    }
  | { readonly kind: 'orbit' | 'pan'; readonly pointerId: number; xPx: number; yPx: number }
  | { readonly kind: 'marker' | 'stroke'; readonly pointerId: number }
  | { readonly kind: 'pinch'; xPx: number; yPx: number; spreadPx: number }
  /** A pressed pointer whose gesture is over: nothing happens until it is released. */
  | { readonly kind: 'spent'; readonly pointerId: number }

/** A press that moves less than this and is released sooner is a click. */
const clickPx = 3
const clickMs = 400
/** In mode `navigate` the view turns after this much movement. */
const turnPx = 2
/** A second click so soon and so near is the second half of a double click, never a second point. */
const doubleMs = 350
const doublePx = 8
const zoomPerWheelPx = 0.0016
const zoomPerPinchPx = 0.01
const pxPerLine = 18

/**
 * Turns pointer events into gestures: left drag turns, middle, right or shift+left drag pans, the wheel and two
 * fingers zoom, a double click sets the pivot. In mode `place` a click places a point and a drag that starts on the
 * selected marker moves it; nothing else ever moves a point: a drag from any other marker turns the view.
 */
export class PointerControl {
  private readonly element: HTMLElement
  private readonly target: PointerTarget
  private readonly brush: StrokeTarget
  private readonly listening = new AbortController()
  private readonly touches = new Map<number, { xPx: number; yPx: number }>()
  private gesture: Gesture = { kind: 'idle' }
  /** Where the pointer is over the view; null where it is elsewhere. */
  hoverAt: { readonly xPx: number; readonly yPx: number } | null = null
  private lastClick = { atMs: Number.NEGATIVE_INFINITY, xPx: 0, yPx: 0 }

  constructor(element: HTMLElement, target: PointerTarget, brush: StrokeTarget) {
    this.element = element
    this.target = target
    this.brush = brush
    const { signal } = this.listening
    element.addEventListener('pointerdown', (event) => this.down(event), { signal })
    element.addEventListener('pointermove', (event) => this.move(event), { signal })
    element.addEventListener('pointerup', (event) => this.up(event), { signal })
    element.addEventListener('pointercancel', (event) => this.cancel(event), { signal })
    element.addEventListener('pointerleave', () => this.leave(), { signal })
    element.addEventListener('wheel', (event) => this.wheel(event), { signal, passive: false })
    element.addEventListener('contextmenu', (event) => event.preventDefault(), { signal })
    window.addEventListener('keydown', (event) => this.key(event), { signal, capture: true })
  }

  dispose(): void {
    this.listening.abort()
  }

  private at(event: MouseEvent): { xPx: number; yPx: number } {
    const box = this.element.getBoundingClientRect()
    return { xPx: event.clientX - box.left, yPx: event.clientY - box.top }
  }

  private down(event: PointerEvent): void {
    const at = this.at(event)
    const { pointerId } = event
    if (event.pointerType === 'touch') this.touches.set(pointerId, at)
    if (this.touches.size === 2) this.startPinch()
    if (this.gesture.kind !== 'idle') return
    // A synthetic pointer (a test, a macro) may not be capturable; the gesture works without.
    if (event.isTrusted) this.element.setPointerCapture(pointerId)
    // Not of the other buttons: their default gives the view the focus.
    if (event.button === 1) event.preventDefault()
    this.target.hover(null)
    if (event.button === 1 || event.button === 2 || event.shiftKey) {
      this.target.startPan(at.xPx, at.yPx)
      this.gesture = { kind: 'pan', pointerId, ...at }
    } else if (event.button === 0 && this.brush.startStroke(at.xPx, at.yPx)) {
      this.gesture = { kind: 'stroke', pointerId }
    } else if (event.button === 0) {
      const marker = this.target.markerAt(at.xPx, at.yPx)
      this.gesture = { kind: 'pressed', pointerId, ...at, atMs: event.timeStamp, marker }
    }
  }

  private startPinch(): void {
    const [a, b] = [...this.touches.values()]
    this.restore()
    const middle = { xPx: (a.xPx + b.xPx) / 2, yPx: (a.yPx + b.yPx) / 2 }
    this.target.startPan(middle.xPx, middle.yPx)
    this.gesture = { kind: 'pinch', ...middle, spreadPx: Math.hypot(a.xPx - b.xPx, a.yPx - b.yPx) }
  }

  private move(event: PointerEvent): void {
    const at = this.at(event)
    if (this.touches.has(event.pointerId)) this.touches.set(event.pointerId, at)
    const { gesture } = this
    this.hoverAt = at
    if (gesture.kind === 'idle') this.target.hover(at)
    else if (gesture.kind === 'pinch') this.pinch(gesture)
    else if (gesture.pointerId !== event.pointerId) return
    else if (gesture.kind === 'pressed') this.leavePress(gesture, at)
    else if (gesture.kind === 'marker') this.target.moveMarker(at.xPx, at.yPx)
    else if (gesture.kind === 'stroke') this.brush.moveStroke(at.xPx, at.yPx)
    else if (gesture.kind === 'orbit' || gesture.kind === 'pan') {
      this.target[gesture.kind](at.xPx - gesture.xPx, at.yPx - gesture.yPx)
      gesture.xPx = at.xPx
      gesture.yPx = at.yPx
    }
  }

  /** A press becomes a drag once it has moved far enough. */
  private leavePress(press: Extract<Gesture, { kind: 'pressed' }>, at: { xPx: number; yPx: number }): void {
    const placing = this.target.placing()
    const movedPx = Math.hypot(at.xPx - press.xPx, at.yPx - press.yPx)
    if (movedPx < (placing || press.marker ? clickPx : turnPx)) return
    const { pointerId } = press
    if (placing && press.marker && this.target.isSelected(press.marker)) {
      this.target.startMarker(press.marker, press.xPx, press.yPx)
      this.gesture = { kind: 'marker', pointerId }
      this.target.moveMarker(at.xPx, at.yPx)
    } else {
      this.target.startOrbit(press.xPx, press.yPx)
      this.gesture = { kind: 'orbit', pointerId, ...at }
    }
  }

  private pinch(gesture: Extract<Gesture, { kind: 'pinch' }>): void {
    const [a, b] = [...this.touches.values()]
    if (!a || !b) return
    const xPx = (a.xPx + b.xPx) / 2
    const yPx = (a.yPx + b.yPx) / 2
    const spreadPx = Math.max(1, Math.hypot(a.xPx - b.xPx, a.yPx - b.yPx))
    this.target.pan(xPx - gesture.xPx, yPx - gesture.yPx)
    this.target.zoom(xPx, yPx, gesture.spreadPx / spreadPx)
    Object.assign(gesture, { xPx, yPx, spreadPx })
  }

  private leave(): void {
    this.hoverAt = null
    this.target.hover(null)
  }

  private up(event: PointerEvent): void {
    this.touches.delete(event.pointerId)
    const { gesture } = this
    if (gesture.kind === 'pinch') {
      if (this.touches.size === 0) this.gesture = { kind: 'idle' }
      return
    }
    if (gesture.kind === 'idle' || gesture.pointerId !== event.pointerId) return
    this.gesture = { kind: 'idle' }
    if (gesture.kind === 'marker') this.target.endMarker('keep')
    if (gesture.kind === 'stroke') this.brush.endStroke('keep')
    if (gesture.kind === 'pressed') this.click(gesture, event.timeStamp)
  }

  private click(press: Extract<Gesture, { kind: 'pressed' }>, nowMs: number): void {
    const { xPx, yPx, marker } = press
    const { lastClick } = this
    const double = nowMs - lastClick.atMs < doubleMs && Math.hypot(xPx - lastClick.xPx, yPx - lastClick.yPx) < doublePx
    this.lastClick = { atMs: double ? Number.NEGATIVE_INFINITY : nowMs, xPx, yPx }
    if (double) this.target.setPivot(xPx, yPx)
    else if (marker) this.target.selectMarker(marker)
    else if (this.target.placing() && nowMs - press.atMs <= clickMs) this.target.place(xPx, yPx)
  }

  private cancel(event: PointerEvent): void {
    this.touches.delete(event.pointerId)
    this.restore()
    if (this.touches.size === 0) this.gesture = { kind: 'idle' }
  }

  /** Gives up what is being moved or drawn. */
  private restore(): void {
    if (this.gesture.kind === 'marker') this.target.endMarker('restore')
    if (this.gesture.kind === 'stroke') this.brush.endStroke('restore')
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault()
    const { xPx, yPx } = this.at(event)
    const px = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? pxPerLine : 1)
    // A pinch on a touchpad arrives as a wheel with the control key held.
    const perPx = event.ctrlKey ? zoomPerPinchPx : zoomPerWheelPx
    this.target.zoom(xPx, yPx, Math.exp(Math.min(240, Math.max(-240, px)) * perPx))
  }

  private key(event: KeyboardEvent): void {
    const { kind } = this.gesture
    if (event.key !== 'Escape' || (kind !== 'marker' && kind !== 'stroke')) return
    event.preventDefault()
    event.stopPropagation()
    this.restore()
    this.gesture = { kind: 'spent', pointerId: this.gesture.pointerId }
  }
}
