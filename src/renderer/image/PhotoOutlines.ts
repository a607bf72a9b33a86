import type { PhotoViewProps } from './types.ts'

const svgNamespace = 'http://www.w3.org/2000/svg'

type Lines = NonNullable<PhotoViewProps['outlines']>
type Areas = NonNullable<PhotoViewProps['areas']>

const pathOf = (line: readonly number[]): string => `M${line.join(' ')}Z`

/** Lines on the photo, as wide at any zoom, above coloured areas. */
export class PhotoOutlines {
  readonly element = document.createElementNS(svgNamespace, 'svg')
  private readonly group = document.createElementNS(svgNamespace, 'g')
  private readonly lineGroup = document.createElementNS(svgNamespace, 'g')
  private readonly areaGroup = document.createElementNS(svgNamespace, 'g')
  private lines: Lines = []
  private areas: Areas = []

  constructor() {
    this.element.setAttribute('class', 'cameo-photo__outlines')
    this.element.setAttribute('aria-hidden', 'true')
    this.group.append(this.areaGroup, this.lineGroup)
    this.element.append(this.group)
  }

  setLines(lines: Lines): void {
    if (lines === this.lines) return
    this.lines = lines
    this.lineGroup.replaceChildren(
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

  setAreas(areas: Areas): void {
    if (areas === this.areas) return
    this.areas = areas
    this.areaGroup.replaceChildren(
      ...areas.map(({ color, lines }) => {
        const area = document.createElementNS(svgNamespace, 'path')
        area.setAttribute('class', 'cameo-photo__area')
        area.setAttribute('d', lines.map(pathOf).join(''))
        area.setAttribute('fill', color)
        return area
      }),
    )
  }

  /** From image pixels to pixels of the view. */
  arrange(o: { readonly scale: number; readonly xPx: number; readonly yPx: number }): void {
    this.group.setAttribute('transform', `translate(${o.xPx} ${o.yPx}) scale(${o.scale})`)
  }
}
