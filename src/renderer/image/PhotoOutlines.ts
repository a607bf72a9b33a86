import type { PhotoViewProps } from './types.ts'

const svgNamespace = 'http://www.w3.org/2000/svg'

type Lines = NonNullable<PhotoViewProps['outlines']>

/** Lines on the photo, as wide at any zoom. */
export class PhotoOutlines {
  readonly element = document.createElementNS(svgNamespace, 'svg')
  private readonly group = document.createElementNS(svgNamespace, 'g')
  private lines: Lines = []

  constructor() {
    this.element.setAttribute('class', 'cameo-photo__outlines')
    this.element.setAttribute('aria-hidden', 'true')
    this.element.append(this.group)
  }

  setLines(lines: Lines): void {
    if (lines === this.lines) return
    this.lines = lines
    this.group.replaceChildren(
      ...lines.flatMap((points) =>
        ['under', 'over'].map((place) => {
          const line = document.createElementNS(svgNamespace, 'polyline')
          line.setAttribute('class', `cameo-photo__outline--${place}`)
          line.setAttribute('points', points.join(' '))
          return line
        }),
      ),
    )
  }

  /** From image pixels to pixels of the view. */
  arrange(o: { readonly scale: number; readonly xPx: number; readonly yPx: number }): void {
    this.group.setAttribute('transform', `translate(${o.xPx} ${o.yPx}) scale(${o.scale})`)
  }
}
