/** The photo and the masks on which the tools are tried, and what each tool has to leave of them, as sets of pixels. */
export const size = { widthPx: 320, heightPx: 240 }

export type Inside = (x: number, y: number) => boolean
export const disc =
  (cx: number, cy: number, radius: number): Inside =>
  (x, y) =>
    (x - cx) ** 2 + (y - cy) ** 2 < radius ** 2
export const box =
  (x0: number, y0: number, x1: number, y1: number): Inside =>
  (x, y) =>
    x >= x0 && y >= y0 && x < x1 && y < y1

/** Two bright discs and a dark rectangle on grey. */
export const bright = [disc(100, 100, 40), disc(230, 120, 30)] as const
export const dark = box(40, 180, 80, 220)
export const photoValue = (x: number, y: number): number =>
  bright.some((isIn) => isIn(x, y)) ? 220 : dark(x, y) ? 40 : 120

export const pixelsOf = (value: (x: number, y: number) => number): Uint8Array =>
  Uint8Array.from({ length: size.widthPx * size.heightPx }, (_, i) =>
    value(i % size.widthPx, Math.floor(i / size.widthPx)),
  )
export const maskOf = (isIn: Inside): Uint8Array => pixelsOf((x, y) => (isIn(x, y) ? 255 : 0))

/** A head with a hole of 29 pixels and an island of 49 beside it. */
export const hole = disc(120, 120, 3.1)
export const island = box(240, 40, 247, 47)
export const head: Inside = (x, y) => (disc(120, 120, 60)(x, y) && !hole(x, y)) || island(x, y)

/** Exact distances: a pixel is in when one of the subject lies at most so far from it. */
export const grown = (isIn: Inside, radius: number): Inside => {
  const reach = Math.ceil(radius)
  return (x, y) => {
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) {
        const isInside = x + dx >= 0 && y + dy >= 0 && x + dx < size.widthPx && y + dy < size.heightPx
        if (isInside && dx * dx + dy * dy <= radius * radius && isIn(x + dx, y + dy)) return true
      }
    }
    return false
  }
}
export const not =
  (isIn: Inside): Inside =>
  (x, y) =>
    !isIn(x, y)
export const shrunk = (isIn: Inside, radius: number): Inside => not(grown(not(isIn), radius))
/** The same, looked up. */
export const fixed = (isIn: Inside): Inside => {
  const pixels = maskOf(isIn)
  return (x, y) => pixels[y * size.widthPx + x] === 255
}
