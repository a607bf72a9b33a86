import type { MarkerPlace } from './MarkerOverlay.ts'
import type { ViewLink } from './types.ts'

const svgNamespace = 'http://www.w3.org/2000/svg'

/** Lines between markers, under them and over the canvas: as wide at any distance. */
export class LinkOverlay {
  readonly element = document.createElementNS(svgNamespace, 'svg')
  private drawn: readonly { readonly link: ViewLink; readonly line: SVGLineElement }[] = []

  constructor() {
    this.element.setAttribute('class', 'cameo-view__links')
    this.element.setAttribute('aria-hidden', 'true')
  }

  setLinks(links: readonly ViewLink[]): void {
    this.drawn = links.map((link) => ({ link, line: document.createElementNS(svgNamespace, 'line') }))
    this.element.replaceChildren(...this.drawn.map(({ line }) => line))
  }

  /** Draws every link between the places of its markers; one of which is out of sight takes it out too. */
  arrange(placeOf: (name: string) => MarkerPlace | null): void {
    for (const { link, line } of this.drawn) {
      const [from, to] = [placeOf(link.from), placeOf(link.to)]
      line.style.display = from && to ? '' : 'none'
      if (!from || !to) continue
      line.dataset.hidden = String(from.hidden && to.hidden)
      line.setAttribute('x1', from.xPx.toFixed(2))
      line.setAttribute('y1', from.yPx.toFixed(2))
      line.setAttribute('x2', to.xPx.toFixed(2))
      line.setAttribute('y2', to.yPx.toFixed(2))
    }
  }
}
