import type { Vec3 } from '#core/model/transform.ts'
import type { MarkerPlace } from './MarkerOverlay.ts'
import type { ViewLine } from './types.ts'

const svgNamespace = 'http://www.w3.org/2000/svg'
const dotRadiusPx = 2.6

interface Drawn {
  readonly line: ViewLine
  readonly path: SVGPolylineElement
  readonly dots: readonly SVGCircleElement[]
}

/** Lines along surfaces with dots on them, over the canvas and under the markers: as wide at any distance. */
export class LineOverlay {
  readonly element = document.createElementNS(svgNamespace, 'svg')
  private drawn: readonly Drawn[] = []

  constructor() {
    this.element.setAttribute('class', 'cameo-view__lines')
    this.element.setAttribute('role', 'img')
  }

  setLines(lines: readonly ViewLine[]): void {
    this.drawn = lines.map((line) => {
      const path = document.createElementNS(svgNamespace, 'polyline')
      const dots = line.dots.map(() => document.createElementNS(svgNamespace, 'circle'))
      for (const dot of dots) dot.setAttribute('r', String(dotRadiusPx))
      return { line, path, dots }
    })
    this.element.replaceChildren(...this.drawn.flatMap(({ path, dots }) => [path, ...dots]))
    const dots = lines.reduce((sum, line) => sum + line.dots.length, 0)
    this.element.setAttribute('aria-label', `${lines.length} stretches of curves, ${dots} semi-landmarks`)
    this.element.toggleAttribute('hidden', lines.length === 0)
  }

  /** Draws every line through the places of its points; one that leaves the camera's sight is not drawn. */
  arrange(placeOf: (layerId: string, position: Vec3) => MarkerPlace | null): void {
    for (const { line, path, dots } of this.drawn) {
      const places = line.points.map((point) => placeOf(line.layerId, point))
      const seen = places.filter((place) => place !== null)
      path.style.display = seen.length === places.length ? '' : 'none'
      path.dataset.hidden = String(seen.filter(({ hidden }) => hidden).length > seen.length / 2)
      path.setAttribute('points', seen.map(({ xPx, yPx }) => `${xPx.toFixed(1)},${yPx.toFixed(1)}`).join(' '))
      for (const [i, dot] of dots.entries()) {
        const place = placeOf(line.layerId, line.dots[i])
        dot.style.display = place ? '' : 'none'
        if (!place) continue
        dot.dataset.hidden = String(place.hidden)
        dot.setAttribute('cx', place.xPx.toFixed(1))
        dot.setAttribute('cy', place.yPx.toFixed(1))
      }
    }
  }
}
