/** Nearer than this many screen pixels an image pixel is never shown. */
const largestScale = 64
/** A photo may be made smaller than the view, down to this share of the fitted size. */
const smallestOfFit = 0.5
/** How much of the view a fitted photo fills. */
const fitFill = 0.96
/** A place is looked at this many times larger than the fitted photo. */
const closeOfFit = 2.5

/**
 * Where the photo is on the screen: screen = image·scale + t, in CSS pixels from the view's upper left corner.
 * Image coordinates have pixel centres at whole numbers: the photo reaches from -0.5 to width - 0.5.
 */
export class PhotoCamera {
  scale = 1
  txPx = 0
  tyPx = 0
  private widthPx = 1
  private heightPx = 1
  private viewWidthPx = 1
  private viewHeightPx = 1
  private devicePixelRatio = 1
  /** While true the photo follows the size of the view. */
  private fitted = true

  setPhoto(widthPx: number, heightPx: number): void {
    this.widthPx = widthPx
    this.heightPx = heightPx
    this.fit()
  }

  setView(widthPx: number, heightPx: number, devicePixelRatio: number): void {
    const middle = this.imageAt(this.viewWidthPx / 2, this.viewHeightPx / 2)
    this.viewWidthPx = widthPx
    this.viewHeightPx = heightPx
    this.devicePixelRatio = devicePixelRatio
    if (this.fitted) this.fit()
    else this.putAt(middle, widthPx / 2, heightPx / 2)
  }

  fit(): void {
    this.fitted = true
    this.scale = this.fitScale
    this.putAt(
      { xPx: (this.widthPx - 1) / 2, yPx: (this.heightPx - 1) / 2 },
      this.viewWidthPx / 2,
      this.viewHeightPx / 2,
    )
  }

  /** One pixel of the photo on one pixel of the screen, about the middle of the view. */
  actualSize(): void {
    this.zoomAt(this.viewWidthPx / 2, this.viewHeightPx / 2, 1 / this.devicePixelRatio / this.scale)
  }

  /** Brings a pixel of the photo to the middle of the view; a photo that is seen whole is enlarged. */
  lookAt(xPx: number, yPx: number): void {
    if (this.scale < closeOfFit * this.fitScale) this.scale = Math.min(largestScale, closeOfFit * this.fitScale)
    this.fitted = false
    this.putAt({ xPx, yPx }, this.viewWidthPx / 2, this.viewHeightPx / 2)
    this.keepInSight()
  }

  /** `factor` > 1 enlarges; what lies under the screen point stays there. */
  zoomAt(xPx: number, yPx: number, factor: number): void {
    const under = this.imageAt(xPx, yPx)
    const smallest = Math.min(this.fitScale * smallestOfFit, 1)
    this.scale = Math.min(largestScale, Math.max(smallest, this.scale * factor))
    this.fitted = false
    this.putAt(under, xPx, yPx)
    this.keepInSight()
  }

  pan(dxPx: number, dyPx: number): void {
    this.fitted = false
    this.txPx += dxPx
    this.tyPx += dyPx
    this.keepInSight()
  }

  imageAt(xPx: number, yPx: number): { xPx: number; yPx: number } {
    return { xPx: (xPx - this.txPx) / this.scale, yPx: (yPx - this.tyPx) / this.scale }
  }

  screenOf(xPx: number, yPx: number): { xPx: number; yPx: number } {
    return { xPx: xPx * this.scale + this.txPx, yPx: yPx * this.scale + this.tyPx }
  }

  private get fitScale(): number {
    return Math.min(this.viewWidthPx / this.widthPx, this.viewHeightPx / this.heightPx) * fitFill
  }

  private putAt(image: { readonly xPx: number; readonly yPx: number }, xPx: number, yPx: number): void {
    this.txPx = xPx - image.xPx * this.scale
    this.tyPx = yPx - image.yPx * this.scale
  }

  /** The middle of the view always shows some of the photo. */
  private keepInSight(): void {
    const { scale } = this
    const within = (t: number, size: number, view: number): number =>
      Math.min(view / 2 + 0.5 * scale, Math.max(view / 2 - (size - 0.5) * scale, t))
    this.txPx = within(this.txPx, this.widthPx, this.viewWidthPx)
    this.tyPx = within(this.tyPx, this.heightPx, this.viewHeightPx)
  }
}
