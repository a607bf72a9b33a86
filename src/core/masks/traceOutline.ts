import type { MaskSize } from './types.ts'

/** A point may leave the simplified line by this much, pixels. */
const tolerancePx = 0.6

/**
 * The borders of the non-zero pixels of a mask as closed lines, inside on the right of the way: `x y x y …` in image
 * pixels (pixel centres are whole numbers, so that lines run half a pixel beside them), simplified (Ramer, 1972;
 * Douglas and Peucker, 1973) to 0.6 pixels. Longest first.
 */
export const traceOutline = (mask: Uint8Array, size: MaskSize): readonly (readonly number[])[] => {
  const next = borderSteps(mask, size)
  const lines: number[][] = []
  const width = size.widthPx + 1
  for (const start of next.keys()) {
    const corners: number[] = []
    let at: number | undefined = start
    while (at !== undefined) {
      const ways: number[] | undefined = next.get(at)
      const to: number | undefined = ways?.pop()
      if (to === undefined) break
      corners.push((at % width) - 0.5, Math.floor(at / width) - 0.5)
      at = to
    }
    if (corners.length >= 8) lines.push(simplified([...corners, corners[0], corners[1]]))
  }
  return lines.sort((a, b) => b.length - a.length)
}

/** From each corner of the pixel grid on a border, the corners that follow it. */
const borderSteps = (mask: Uint8Array, { widthPx, heightPx }: MaskSize): Map<number, number[]> => {
  const next = new Map<number, number[]>()
  const width = widthPx + 1
  const isInside = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < widthPx && y < heightPx && mask[y * widthPx + x] !== 0
  const add = (from: number, to: number): void => {
    const known = next.get(from)
    if (known) known.push(to)
    else next.set(from, [to])
  }
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      if (!isInside(x, y)) continue
      const corner = y * width + x
      if (!isInside(x, y - 1)) add(corner, corner + 1)
      if (!isInside(x + 1, y)) add(corner + 1, corner + 1 + width)
      if (!isInside(x, y + 1)) add(corner + 1 + width, corner + width)
      if (!isInside(x - 1, y)) add(corner + width, corner)
    }
  }
  return next
}

const simplified = (line: readonly number[]): number[] => {
  const count = line.length / 2
  const isKept = new Uint8Array(count)
  isKept[0] = 1
  isKept[count - 1] = 1
  // A closed line begins and ends at one point: it is halved first.
  const half = Math.floor(count / 2)
  isKept[half] = 1
  const parts: [number, number][] = [
    [0, half],
    [half, count - 1],
  ]
  for (let part = parts.pop(); part; part = parts.pop()) {
    const [from, to] = part
    const far = farthest(line, from, to)
    if (far.distance <= tolerancePx) continue
    isKept[far.index] = 1
    parts.push([from, far.index], [far.index, to])
  }
  return line.filter((_, i) => isKept[i >> 1] === 1)
}

/** The point between two others that is farthest from the line through them. */
const farthest = (line: readonly number[], from: number, to: number): { index: number; distance: number } => {
  const [x, y] = [line[from * 2], line[from * 2 + 1]]
  const [dx, dy] = [line[to * 2] - x, line[to * 2 + 1] - y]
  const length = Math.hypot(dx, dy)
  let best = { index: from, distance: 0 }
  for (let i = from + 1; i < to; i++) {
    const [px, py] = [line[i * 2] - x, line[i * 2 + 1] - y]
    const distance = length > 0 ? Math.abs(px * dy - py * dx) / length : Math.hypot(px, py)
    if (distance > best.distance) best = { index: i, distance }
  }
  return best
}
