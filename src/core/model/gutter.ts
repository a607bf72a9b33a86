/** What a texture has around its charts, as a part of its side, for whoever samples between pixels or from smaller pictures. */
const gutterShare = 1 / 128
const leastGutterPx = 4

/**
 * Goes outwards from the charts of a texture, ring by ring; each pixel is claimed by the neighbour that reaches it first.
 * @param isInside `[w*h]` 0 outside the charts; changed. @param claim gives `to` what `from` has.
 */
export const growGutter = (isInside: Uint8Array, width: number, claim: (from: number, to: number) => void): void => {
  const rings = Math.max(leastGutterPx, width * gutterShare)
  let ring: ArrayLike<number> = Uint32Array.from(isInside.keys()).filter((pixel) => isInside[pixel] !== 0)
  for (let step = 0; step < rings; step++) {
    const next: number[] = []
    const reach = (from: number, to: number): void => {
      if (to < 0 || to >= isInside.length || isInside[to]) return
      isInside[to] = 1
      claim(from, to)
      next.push(to)
    }
    for (let i = 0; i < ring.length; i++) {
      const pixel = ring[i]
      const x = pixel % width
      if (x > 0) reach(pixel, pixel - 1)
      if (x + 1 < width) reach(pixel, pixel + 1)
      reach(pixel, pixel - width)
      reach(pixel, pixel + width)
    }
    ring = next
  }
}
