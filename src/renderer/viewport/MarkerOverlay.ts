import type { ViewMarker } from './types.ts'

/** Where a marker is drawn, in pixels from the view's upper left corner. */
export interface MarkerPlace {
  readonly xPx: number
  readonly yPx: number
  /** Behind a surface: drawn faint and not to be grabbed. */
  readonly hidden: boolean
}

/** With more markers than this only the selected one and the one under the pointer are named. */
const namedMarkers = 24
/** A press this near to a marker's middle is meant for it. */
const grabRadiusPx = 10

interface Drawn {
  readonly element: HTMLElement
  readonly label: HTMLElement
  place: MarkerPlace | null
}

/**
 * The markers as page elements over the canvas: crisp at any pixel ratio, of one size at any distance, and readable
 * by assistive technology. The pointer goes through them to the canvas.
 */
export class MarkerOverlay {
  readonly element = document.createElement('div')
  private readonly drawn = new Map<string, Drawn>()
  private markers: readonly ViewMarker[] = []
  private hovered: string | null = null

  constructor() {
    this.element.className = 'cameo-view__markers'
  }

  get current(): readonly ViewMarker[] {
    return this.markers
  }

  setMarkers(markers: readonly ViewMarker[]): void {
    this.markers = markers
    this.element.dataset.named = markers.length <= namedMarkers ? 'all' : 'some'
    const wanted = new Set(markers.map(({ name }) => name))
    for (const [name, { element }] of this.drawn) {
      if (wanted.has(name)) continue
      element.remove()
      this.drawn.delete(name)
    }
    for (const marker of markers) this.describe(marker)
  }

  /** Puts every marker at its place; null takes it out of sight. */
  arrange(placeOf: (marker: ViewMarker) => MarkerPlace | null): void {
    for (const marker of this.markers) {
      const drawn = this.drawn.get(marker.name)
      if (!drawn) continue
      const place = placeOf(marker)
      drawn.place = place
      drawn.element.hidden = place === null
      if (!place) continue
      drawn.element.style.transform = `translate(${place.xPx.toFixed(2)}px, ${place.yPx.toFixed(2)}px)`
      drawn.element.dataset.hidden = String(place.hidden)
      const title = marker.label || marker.name
      drawn.element.setAttribute('aria-label', place.hidden ? `${title}, behind the surface` : title)
    }
  }

  /** The marker in sight that is nearest to the pixel and near enough to be meant. */
  at(xPx: number, yPx: number): ViewMarker | null {
    let best: ViewMarker | null = null
    let bestPx = grabRadiusPx
    for (const marker of this.markers) {
      const place = this.drawn.get(marker.name)?.place
      if (!place || place.hidden) continue
      const distancePx = Math.hypot(place.xPx - xPx, place.yPx - yPx)
      if (distancePx <= bestPx) {
        best = marker
        bestPx = distancePx
      }
    }
    return best
  }

  placeOf(name: string): MarkerPlace | null {
    return this.drawn.get(name)?.place ?? null
  }

  hover(name: string | null): void {
    if (this.hovered === name) return
    for (const each of [this.hovered, name]) {
      const element = each === null ? undefined : this.drawn.get(each)?.element
      if (element) element.dataset.hovered = String(each === name)
    }
    this.hovered = name
  }

  private describe(marker: ViewMarker): void {
    const drawn = this.drawn.get(marker.name) ?? this.create(marker.name)
    const { element, label } = drawn
    element.dataset.state = marker.state
    element.dataset.selected = String(marker.selected)
    label.textContent = marker.label
  }

  private create(name: string): Drawn {
    const element = document.createElement('div')
    element.className = 'cameo-marker'
    element.dataset.marker = name
    element.setAttribute('role', 'img')
    element.hidden = true
    const disc = document.createElement('span')
    disc.className = 'cameo-marker__disc'
    const label = document.createElement('span')
    label.className = 'cameo-marker__label'
    element.append(disc, label)
    this.element.append(element)
    const drawn: Drawn = { element, label, place: null }
    this.drawn.set(name, drawn)
    return drawn
  }
}
