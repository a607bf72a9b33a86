import { cornerBeside } from './loupePlace.ts'

export const loupeSizePx = 176
const magnification = 4

/** Draws what surrounds a pixel of the view. */
export interface LoupePainter {
  /**
   * The square of `spanPx` CSS pixels around the pixel as `sizePx²` RGBA bytes, first row on top; null where nothing can
   * be drawn.
   */
  paintAround(o: {
    readonly xPx: number
    readonly yPx: number
    readonly spanPx: number
    readonly sizePx: number
  }): Promise<Uint8ClampedArray<ArrayBuffer> | null>
}

export interface LoupeMarker {
  readonly xPx: number
  readonly yPx: number
  readonly selected: boolean
}

/** A magnifier beside the pointer: never under it, always inside the view. */
export class Loupe {
  readonly element = document.createElement('div')
  private readonly canvas = document.createElement('canvas')
  private readonly painter: LoupePainter
  private readonly markers: () => readonly LoupeMarker[]
  private at: { readonly xPx: number; readonly yPx: number } | null = null
  private enabled = false
  private busy = false
  private stale = false

  constructor(painter: LoupePainter, markers: () => readonly LoupeMarker[]) {
    this.painter = painter
    this.markers = markers
    this.element.className = 'cameo-view__loupe'
    this.element.setAttribute('aria-hidden', 'true')
    this.element.style.width = `${loupeSizePx}px`
    this.element.style.height = `${loupeSizePx}px`
    const scale = document.createElement('span')
    scale.className = 'cameo-view__loupe-scale'
    scale.textContent = `${magnification}×`
    this.element.append(this.canvas, scale)
    this.element.hidden = true
  }

  setEnabled(enabled: boolean): void {
    this.enabled = enabled
    if (!enabled) this.follow(null)
  }

  /** Pixel of the view that is looked at; null puts the magnifier away. */
  follow(at: { readonly xPx: number; readonly yPx: number } | null): void {
    this.at = this.enabled ? at : null
    if (!this.at) {
      this.element.hidden = true
      return
    }
    void this.draw()
  }

  /** Something else is to be seen at the same place. */
  refresh(): void {
    if (this.at) void this.draw()
  }

  /** One picture at a time: a slow graphics card is never given a queue. */
  private async draw(): Promise<void> {
    if (this.busy) {
      this.stale = true
      return
    }
    this.busy = true
    const { at } = this
    const sizePx = Math.round(loupeSizePx * Math.min(2, window.devicePixelRatio || 1))
    const spanPx = loupeSizePx / magnification
    const bytes = at && (await this.painter.paintAround({ ...at, spanPx, sizePx }))
    this.busy = false
    if (at && bytes && this.at) this.show(bytes, sizePx, at)
    if (!this.stale) return
    this.stale = false
    if (this.at) await this.draw()
  }

  private show(
    bytes: Uint8ClampedArray<ArrayBuffer>,
    sizePx: number,
    at: { readonly xPx: number; readonly yPx: number },
  ): void {
    const { canvas, element } = this
    canvas.width = sizePx
    canvas.height = sizePx
    const pen = canvas.getContext('2d')
    if (!pen) return
    pen.putImageData(new ImageData(bytes, sizePx, sizePx), 0, 0)
    const perPx = sizePx / loupeSizePx
    for (const marker of this.markers()) drawRing(pen, marker, at, { sizePx, perPx })
    drawCross(pen, sizePx, perPx)
    const view = element.parentElement
    if (!view) return
    const corner = cornerBeside(at, { widthPx: view.clientWidth, heightPx: view.clientHeight }, loupeSizePx)
    element.style.transform = `translate(${corner.xPx}px, ${corner.yPx}px)`
    element.hidden = false
  }
}

const drawRing = (
  pen: CanvasRenderingContext2D,
  marker: LoupeMarker,
  at: { readonly xPx: number; readonly yPx: number },
  { sizePx, perPx }: { readonly sizePx: number; readonly perPx: number },
): void => {
  const x = sizePx / 2 + (marker.xPx - at.xPx) * magnification * perPx
  const y = sizePx / 2 + (marker.yPx - at.yPx) * magnification * perPx
  for (const [color, width] of [
    ['#14161a', 4],
    [marker.selected ? '#3fa2ff' : '#ffb020', 2],
  ] as const) {
    pen.strokeStyle = color
    pen.lineWidth = width * perPx
    pen.beginPath()
    pen.arc(x, y, 7 * perPx, 0, 2 * Math.PI)
    pen.stroke()
  }
}

/** Four strokes that leave the middle free: what is aimed at must be seen. */
const drawCross = (pen: CanvasRenderingContext2D, sizePx: number, perPx: number): void => {
  const middle = sizePx / 2
  for (const [color, width] of [
    ['#14161a', 3.2],
    ['#ffffff', 1.2],
  ] as const) {
    pen.strokeStyle = color
    pen.lineWidth = width * perPx
    pen.beginPath()
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ]) {
      pen.moveTo(middle + dx * 4 * perPx, middle + dy * 4 * perPx)
      pen.lineTo(middle + dx * 22 * perPx, middle + dy * 22 * perPx)
    }
    pen.stroke()
  }
}
