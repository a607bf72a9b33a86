import type { MaskSize } from '../types.ts'

export interface Seed {
  readonly x: number
  readonly y: number
}

/**
 * The connected pixels around a seed, found run by run (Smith, Tint Fill, 1979). Neighbours share an edge.
 *
 * @param belongs asked about pixel `y*widthPx + x`; must answer the same every time.
 * @returns `[heightPx*widthPx]`, 255 in the region; nothing where the seed itself does not belong.
 */
export const connectedRegion = (
  { widthPx, heightPx }: MaskSize,
  seed: Seed,
  belongs: (pixel: number) => boolean,
): Uint8Array<ArrayBuffer> => {
  const region = new Uint8Array(widthPx * heightPx)
  if (seed.x < 0 || seed.y < 0 || seed.x >= widthPx || seed.y >= heightPx) return region
  const waiting = [seed.y * widthPx + seed.x]
  while (waiting.length > 0) {
    const pixel = waiting.pop() as number
    if (region[pixel] === 255 || !belongs(pixel)) continue
    const row = pixel - (pixel % widthPx)
    let from = pixel
    let to = pixel
    while (from > row && region[from - 1] === 0 && belongs(from - 1)) from--
    while (to < row + widthPx - 1 && region[to + 1] === 0 && belongs(to + 1)) to++
    region.fill(255, from, to + 1)
    for (const other of [-widthPx, widthPx]) {
      if (row + other < 0 || row + other >= region.length) continue
      let isInRun = false
      for (let at = from + other; at <= to + other; at++) {
        const isWanted = region[at] === 0 && belongs(at)
        if (isWanted && !isInRun) waiting.push(at)
        isInRun = isWanted
      }
    }
  }
  return region
}
