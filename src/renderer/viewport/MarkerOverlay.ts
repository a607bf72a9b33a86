import { type LabelledDisc, type LabelRoom, type LabelSide, labelOffset, layoutLabels } from './labelLayout.ts'
import type { ViewMarker } from './types.ts'

/** Where a marker is drawn, in pixels from the view's upper left corner. */
export interface MarkerPlace {
  readonly xPx: number
  readonly yPx: number
  /** Behind a surface: drawn faint and not to be grabbed. */
  readonly hidden: boolean
  /** Radius of the ring of uncertainty; 0 for none. */
  readonly ringPx: number
}

/** With more markers than this only the selected one and the one under the pointer are named; as those behind a surface. */
const namedMarkers = 24
/** A press this near to a marker's middle is meant for it. */
const grabRadiusPx = 10
const discRadiusPx = 6
const selectedRadiusPx = 10

const isWhere = (before: ViewMarker | undefined, now: ViewMarker): boolean =>
  before !== undefined &&
  before.layerId === now.layerId &&
  before.radiusInLayer === now.radiusInLayer &&
  before.positionInLayer.every((value, axis) => value === now.positionInLayer[axis])

/** Whether a marker can be chosen and moved. */
export const isHeld = (state: ViewMarker['state']): boolean => state !== 'proposed' && state !== 'other'

interface Drawn {
  readonly element: HTMLElement
  readonly ring: HTMLElement
  readonly label: HTMLElement
  labelWidthPx: number
  labelHeightPx: number
  place: MarkerPlace | null
  side: LabelSide | null
}

/**
 * The markers as page elements over the canvas: crisp at any pixel ratio, of one size at any distance, and readable
 * by assistive technology. The pointer goes through them to the canvas.
 */
export class MarkerOverlay {
  readonly element = document.createElement('div')
  private readonly drawn = new Map<string, Drawn>()
  private markers: readonly ViewMarker[] = []
  private moved: ReadonlySet<string> = new Set()
  private hovered: string | null = null
  private room: LabelRoom | null = null

  constructor() {
    this.element.className = 'cameo-view__markers'
  }

  get current(): readonly ViewMarker[] {
    return this.markers
  }

  /** Those that are where they were keep their places until everything is arranged. */
  setMarkers(markers: readonly ViewMarker[]): void {
    const before = new Map(this.markers.map((marker) => [marker.name, marker]))
    this.moved = new Set(markers.filter((marker) => !isWhere(before.get(marker.name), marker)).map(({ name }) => name))
    this.markers = markers
    const wanted = new Set(markers.map(({ name }) => name))
    for (const [name, { element }] of this.drawn) {
      if (wanted.has(name)) continue
      element.remove()
      this.drawn.delete(name)
    }
    for (const marker of markers) this.describe(marker)
  }

  /** Puts markers at their places, all or those that were not where they are now; null takes one out of sight. */
  arrange(which: 'all' | 'moved', placeOf: (marker: ViewMarker) => MarkerPlace | null): void {
    for (const marker of this.markers) {
      const drawn = this.drawn.get(marker.name)
      if (!drawn) continue
      const isKept = which === 'moved' && !this.moved.has(marker.name)
      const place = isKept ? drawn.place : placeOf(marker)
      drawn.place = place
      drawn.element.hidden = place === null
      if (!place) continue
      drawn.element.style.transform = `translate(${place.xPx.toFixed(2)}px, ${place.yPx.toFixed(2)}px)`
      drawn.element.dataset.hidden = String(place.hidden)
      const ringPx = Math.max(place.ringPx, discRadiusPx)
      drawn.ring.hidden = place.ringPx === 0
      drawn.ring.style.inset = `${(-ringPx).toFixed(1)}px`
      const title = marker.title ?? (marker.label || marker.name)
      drawn.element.setAttribute('aria-label', place.hidden ? `${title}, behind the surface` : title)
    }
    this.arrangeLabels()
  }

  /** The size of the view: names stay inside of it. */
  setSize(widthPx: number, heightPx: number): void {
    this.room = { widthPx, heightPx }
  }

  /** The marker in sight that is nearest to the pixel and near enough to be meant. */
  at(xPx: number, yPx: number): ViewMarker | null {
    let best: ViewMarker | null = null
    let bestPx = grabRadiusPx
    for (const marker of this.markers) {
      const place = this.drawn.get(marker.name)?.place
      if (!place || place.hidden || !isHeld(marker.state)) continue
      const distancePx = Math.hypot(place.xPx - xPx, place.yPx - yPx)
      if (distancePx <= bestPx) {
        best = marker
        bestPx = distancePx
      }
    }
    return best
  }

  /** Where the markers are that can be seen. */
  inSight(): { readonly xPx: number; readonly yPx: number; readonly selected: boolean }[] {
    return this.markers.flatMap(({ name, selected }) => {
      const place = this.placeOf(name)
      return place && !place.hidden ? [{ xPx: place.xPx, yPx: place.yPx, selected }] : []
    })
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
    this.arrangeLabels()
  }

  /** Names beside their discs, the selected and the hovered one first, then those in sight. */
  private arrangeLabels(): void {
    const all = this.markers.length <= namedMarkers
    const rank = (marker: ViewMarker, place: MarkerPlace): number =>
      Number(!marker.selected) * 4 + Number(marker.name !== this.hovered) * 2 + Number(place.hidden)
    const shown: { readonly drawn: Drawn; readonly rank: number; readonly disc: LabelledDisc }[] = []
    for (const marker of this.markers) {
      const drawn = this.drawn.get(marker.name)
      if (!drawn?.place) continue
      const { xPx, yPx } = drawn.place
      const isMeant = marker.selected || marker.name === this.hovered
      const named = marker.label !== '' && (isMeant || (all && !drawn.place.hidden))
      if (named && drawn.labelWidthPx === 0) measure(drawn)
      const disc = {
        xPx,
        yPx,
        radiusPx: marker.selected ? selectedRadiusPx : discRadiusPx,
        labelWidthPx: named ? drawn.labelWidthPx : 0,
        labelHeightPx: named ? drawn.labelHeightPx : 0,
        lastSide: drawn.side,
      }
      drawn.label.hidden = !named
      shown.push({ drawn, rank: rank(marker, drawn.place), disc })
    }
    shown.sort((a, b) => a.rank - b.rank)
    const sides = layoutLabels(
      shown.map(({ disc }) => disc),
      this.room,
    )
    for (const [index, { drawn, disc }] of shown.entries()) {
      const side = sides[index]
      drawn.side = side
      drawn.label.style.visibility = side ? 'visible' : 'hidden'
      if (!side) continue
      const { xPx, yPx } = labelOffset(disc, side)
      drawn.label.style.transform = `translate(${xPx.toFixed(1)}px, ${yPx.toFixed(1)}px)`
    }
  }

  private describe(marker: ViewMarker): void {
    const drawn = this.drawn.get(marker.name) ?? this.create(marker.name)
    const { element, label } = drawn
    element.dataset.state = marker.state
    element.dataset.selected = String(marker.selected)
    if (label.textContent === marker.label) return
    label.textContent = marker.label
    drawn.labelWidthPx = 0
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
    const ring = document.createElement('span')
    ring.className = 'cameo-marker__ring'
    ring.hidden = true
    element.append(ring, disc, label)
    this.element.append(element)
    const drawn: Drawn = { element, ring, label, labelWidthPx: 0, labelHeightPx: 0, place: null, side: null }
    this.drawn.set(name, drawn)
    return drawn
  }
}

const measure = (drawn: Drawn): void => {
  drawn.label.hidden = false
  drawn.labelWidthPx = drawn.label.offsetWidth
  drawn.labelHeightPx = drawn.label.offsetHeight
}
