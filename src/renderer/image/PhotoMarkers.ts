import { type LabelSide, labelOffset, layoutLabels } from '../viewport/labelLayout.ts'
import type { ScreenPoint } from './PhotoPointer.ts'
import type { PhotoViewProps } from './types.ts'

type PhotoMarker = PhotoViewProps['markers'][number]

interface Drawn {
  readonly element: HTMLElement
  readonly label: HTMLElement
  /** Pixels, measured when it is first placed. */
  labelSize: { readonly widthPx: number; readonly heightPx: number } | null
  side: LabelSide | null
}

const discRadiusPx = 6

/** Points on the photo as page elements, of one size at any zoom; a name is shown where it covers nothing. */
export class PhotoMarkers {
  readonly element = document.createElement('div')
  private markers: readonly PhotoMarker[] = []
  private drawn: readonly Drawn[] = []

  constructor() {
    this.element.className = 'cameo-photo__markers'
  }

  setMarkers(markers: readonly PhotoMarker[]): void {
    if (markers === this.markers) return
    this.markers = markers
    this.drawn = markers.map(({ name, kind = 'own' }) => {
      const element = document.createElement('div')
      element.className = 'cameo-photo__marker'
      element.dataset.marker = name
      element.dataset.kind = kind
      element.setAttribute('role', 'img')
      element.setAttribute('aria-label', name)
      const label = document.createElement('span')
      label.textContent = name
      element.append(label)
      return { element, label, labelSize: null, side: null }
    })
    this.element.replaceChildren(...this.drawn.map(({ element }) => element))
  }

  arrange(placeOf: (marker: PhotoMarker) => ScreenPoint): void {
    const discs = this.drawn.map((drawn, index) => {
      const { xPx, yPx } = placeOf(this.markers[index])
      drawn.element.style.transform = `translate(${xPx.toFixed(2)}px, ${yPx.toFixed(2)}px)`
      drawn.labelSize ??= { widthPx: drawn.label.offsetWidth, heightPx: drawn.label.offsetHeight }
      const { widthPx: labelWidthPx, heightPx: labelHeightPx } = drawn.labelSize
      return { xPx, yPx, radiusPx: discRadiusPx, labelWidthPx, labelHeightPx, lastSide: drawn.side }
    })
    for (const [index, side] of layoutLabels(discs).entries()) {
      const drawn = this.drawn[index]
      drawn.side = side
      drawn.label.style.visibility = side ? 'visible' : 'hidden'
      if (!side) continue
      const { xPx, yPx } = labelOffset(discs[index], side)
      drawn.label.style.transform = `translate(${xPx.toFixed(1)}px, ${yPx.toFixed(1)}px)`
    }
  }
}
