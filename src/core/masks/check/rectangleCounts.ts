/** Counts, for every pixel of a picture, the rectangles that cover it: four steps for each, however large it is. */
export class RectangleCounts {
  private readonly width: number
  private readonly height: number
  /** `[(height+1)*(width+1)]` what a rectangle adds right of and below each place. */
  private readonly steps: Int32Array

  constructor(width: number, height: number) {
    this.width = width
    this.height = height
    this.steps = new Int32Array((width + 1) * (height + 1))
  }

  /** From (`x0`, `y0`) to before (`x1`, `y1`), in the picture and with at least one pixel. */
  add(x0: number, y0: number, x1: number, y1: number): void {
    const { steps } = this
    const top = y0 * (this.width + 1)
    const bottom = y1 * (this.width + 1)
    steps[top + x0]++
    steps[top + x1]--
    steps[bottom + x0]--
    steps[bottom + x1]++
  }

  /** `[height*width]` sets `bits` where at least one rectangle lies. */
  mark(pixels: Uint8Array, bits: number): void {
    const { width, height, steps } = this
    const counts = new Int32Array(width)
    for (let y = 0; y < height; y++) {
      const row = y * (width + 1)
      for (let x = 0, step = 0; x < width; x++) {
        step += steps[row + x]
        counts[x] += step
        if (counts[x] > 0) pixels[y * width + x] |= bits
      }
    }
  }
}
