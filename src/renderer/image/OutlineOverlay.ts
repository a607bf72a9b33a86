import type { PhotoCamera } from './PhotoCamera.ts'

const svgNamespace = 'http://www.w3.org/2000/svg'

/** The outline that a polygon, lasso or pair of scissors is drawing: a light line on a dark one, of one width at any zoom. */
export class OutlineOverlay {
  readonly element = document.createElementNS(svgNamespace, 'svg')
  private readonly lines = ['under', 'over'].map((place) => {
    const line = document.createElementNS(svgNamespace, 'polyline')
    line.classList.add(`cameo-photo__drawn-${place}`)
    return line
  })
  private points: readonly number[] | null = null

  constructor() {
    this.element.classList.add('cameo-photo__outline')
    this.element.setAttribute('aria-hidden', 'true')
    this.element.append(...this.lines)
  }

  /** x y pairs in image pixels; null: nothing is being drawn. */
  set(points: readonly number[] | null): void {
    this.points = points
  }

  arrange(camera: PhotoCamera): void {
    const { points } = this
    this.element.style.display = points ? '' : 'none'
    if (!points) return
    const places: string[] = []
    for (let i = 0; i < points.length; i += 2) {
      const { xPx, yPx } = camera.screenOf(points[i], points[i + 1])
      places.push(`${xPx.toFixed(1)},${yPx.toFixed(1)}`)
    }
    for (const line of this.lines) line.setAttribute('points', places.join(' '))
  }
}
