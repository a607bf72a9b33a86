import { roundLengthMm } from './roundLength.ts'

const widestPx = 130
const describe = (mm: number): string => {
  if (mm >= 1000) return `${Number((mm / 1000).toPrecision(3))} m`
  if (mm >= 10) return `${Number((mm / 10).toPrecision(3))} cm`
  return mm >= 0.1 ? `${Number(mm.toPrecision(3))} mm` : `${Number((mm * 1000).toPrecision(3))} µm`
}

/** A bar of a round length as it appears at the depth of the pivot. */
export class ScaleBar {
  readonly element = document.createElement('div')
  private readonly bar = document.createElement('span')
  private readonly text = document.createElement('span')

  constructor() {
    this.element.className = 'cameo-view__scale'
    this.bar.className = 'cameo-view__scale-bar'
    this.element.append(this.bar, this.text)
    this.element.hidden = true
  }

  /** `mmPerPixel` null where the unit of the view is not known: then there is no bar. */
  show(mmPerPixel: number | null): void {
    const known = mmPerPixel !== null && mmPerPixel > 0 && Number.isFinite(mmPerPixel)
    this.element.hidden = !known
    if (!known) return
    const mm = roundLengthMm(mmPerPixel, widestPx)
    this.bar.style.width = `${(mm / mmPerPixel).toFixed(1)}px`
    this.text.textContent = describe(mm)
  }
}
