import type { PhotoCamera } from './PhotoCamera.ts'

const svgNamespace = 'http://www.w3.org/2000/svg'

/** Lines that a tool is drawing: a light one on a dark one, of one width at any zoom. */
export class OutlineOverlay {
  readonly element = document.createElementNS(svgNamespace, 'svg')
  private readonly lines = ['under', 'over'].map((place) => {
    const line = document.createElementNS(svgNamespace, 'path')
    line.classList.add(`cameo-photo__drawn-${place}`)
    return line
  })
  private drawn: readonly (readonly number[])[] = []

  constructor() {
    this.element.classList.add('cameo-photo__outline')
    this.element.setAttribute('aria-hidden', 'true')
    this.element.append(...this.lines)
  }

  /** x y pairs in image pixels of each line. */
  set(lines: readonly (readonly number[])[]): void {
    this.drawn = lines
  }

  arrange(camera: PhotoCamera): void {
    const { drawn } = this
    this.element.style.display = drawn.length > 0 ? '' : 'none'
    const path = drawn.map((points) => {
      const places: string[] = []
      for (let i = 0; i < points.length; i += 2) {
        const { xPx, yPx } = camera.screenOf(points[i], points[i + 1])
        places.push(`${xPx.toFixed(1)} ${yPx.toFixed(1)}`)
      }
      // A single point is a dot: round ends need a line of no length.
      return `M${places.join('L')}${places.length === 1 ? `L${places[0]}` : ''}`
    })
    for (const line of this.lines) line.setAttribute('d', path.join(''))
  }
}
