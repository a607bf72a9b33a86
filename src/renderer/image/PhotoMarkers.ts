import type { ScreenPoint } from './PhotoPointer.ts'
import type { PhotoViewProps } from './types.ts'

type PhotoMarker = PhotoViewProps['markers'][number]

/** Points on the photo as page elements: of one size at any zoom. */
export class PhotoMarkers {
  readonly element = document.createElement('div')
  private markers: readonly PhotoMarker[] = []
  private drawn: readonly HTMLElement[] = []

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
      return element
    })
    this.element.replaceChildren(...this.drawn)
  }

  arrange(placeOf: (marker: PhotoMarker) => ScreenPoint): void {
    this.drawn.forEach((element, index) => {
      const { xPx, yPx } = placeOf(this.markers[index])
      element.style.transform = `translate(${xPx.toFixed(2)}px, ${yPx.toFixed(2)}px)`
    })
  }
}
