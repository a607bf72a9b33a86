import type { MaskSize } from '../types.ts'

const subjectFrom = 128

/** Runs of pixels of one kind, joined to components. */
interface Components {
  /** Per run: first pixel, and how many. */
  readonly starts: number[]
  readonly lengths: number[]
  /** Per run: the run that stands for its component. */
  readonly roots: Int32Array
  /** Per standing run: pixels of the component, and whether it touches the border of the image. */
  readonly areas: Float64Array
  readonly touchesBorder: Uint8Array
}

/**
 * Connected components of the subject (neighbours share an edge or a corner) or of the background (an edge only, so
 * that a diagonal line separates). Row by row runs with union-find (Rosenfeld and Pfaltz, 1966, on runs).
 */
const findComponents = (mask: Uint8Array, { widthPx, heightPx }: MaskSize, ofSubject: boolean): Components => {
  const starts: number[] = []
  const lengths: number[] = []
  const parents: number[] = []
  const reach = ofSubject ? 1 : 0
  const find = (run: number): number => {
    let root = run
    while (parents[root] !== root) root = parents[root]
    while (parents[run] !== root) [parents[run], run] = [root, parents[run]]
    return root
  }
  let previous = { from: 0, to: 0 }
  for (let y = 0; y < heightPx; y++) {
    const row = y * widthPx
    const from = starts.length
    for (let x = 0; x < widthPx; x++) {
      if (mask[row + x] >= subjectFrom !== ofSubject) continue
      const start = x
      while (x + 1 < widthPx && mask[row + x + 1] >= subjectFrom === ofSubject) x++
      parents.push(starts.length)
      starts.push(row + start)
      lengths.push(x + 1 - start)
    }
    let above = previous.from
    for (let run = from; run < starts.length; run++) {
      const start = starts[run] - row - reach
      const end = starts[run] - row + lengths[run] + reach
      while (above < previous.to && starts[above] - (row - widthPx) + lengths[above] <= start) above++
      for (let other = above; other < previous.to && starts[other] - (row - widthPx) < end; other++) {
        const [a, b] = [find(run), find(other)]
        if (a !== b) parents[Math.max(a, b)] = Math.min(a, b)
      }
    }
    previous = { from, to: starts.length }
  }
  const roots = Int32Array.from(parents, (_, run) => find(run))
  const areas = new Float64Array(starts.length)
  const touchesBorder = new Uint8Array(starts.length)
  for (const [run, start] of starts.entries()) {
    areas[roots[run]] += lengths[run]
    const y = Math.floor(start / widthPx)
    const x = start - y * widthPx
    if (y === 0 || y === heightPx - 1 || x === 0 || x + lengths[run] === widthPx) touchesBorder[roots[run]] = 1
  }
  return { starts, lengths, roots, areas, touchesBorder }
}

const fillRuns = (
  mask: Uint8Array,
  { starts, lengths, roots }: Components,
  isWanted: (root: number) => boolean,
  value: number,
): void => {
  for (const [run, start] of starts.entries()) {
    if (isWanted(roots[run])) mask.fill(value, start, start + lengths[run])
  }
}

/**
 * Fills holes, in place: background that the subject encloses (it reaches the border of the image nowhere) and that has
 * at most `largestPx` pixels.
 */
export const fillHoles = (mask: Uint8Array, size: MaskSize, largestPx: number): void => {
  const holes = findComponents(mask, size, false)
  fillRuns(mask, holes, (root) => holes.touchesBorder[root] === 0 && holes.areas[root] <= largestPx, 255)
}

/** Removes islands, in place: parts of the subject of at most `largestPx` pixels; the largest part always stays. */
export const removeIslands = (mask: Uint8Array, size: MaskSize, largestPx: number): void => {
  const parts = findComponents(mask, size, true)
  let main = -1
  for (const [run, area] of parts.areas.entries()) if (area > 0 && (main < 0 || area > parts.areas[main])) main = run
  fillRuns(mask, parts, (root) => root !== main && parts.areas[root] <= largestPx, 0)
}
