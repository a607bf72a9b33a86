import { traceOutline } from '../traceOutline.ts'
import { RectangleCounts } from './rectangleCounts.ts'
import {
  forEachVoxel,
  type Grid,
  gridOf,
  type HullView,
  noView,
  type Votes,
  vote,
  voxelsPerSide,
} from './voxelVotes.ts'

export interface HullInput {
  /** Of the scan, `[n*3]`: the hull is looked for in its box and somewhat about it. */
  readonly positions: Float32Array
  /** How far the subject may go on beyond the scan, in its unit. */
  readonly reach: number
  readonly views: readonly HullView[]
  /** A place stays where at most so many views see background there. */
  readonly tolerance: number
  /** Whether the carved areas are traced. */
  readonly areas?: boolean
}

export interface HullReport {
  readonly voxelsPerSide: number
  readonly views: readonly {
    readonly index: number
    /** Of the mask's pixels that the grid covers: the share no place of the strict hull (no view against it) explains. */
    readonly outsideShare: number
    /** The same for the hull that bears `tolerance` views against it. */
    readonly outsideTolerantShare: number
    /** Views that alone carved this mask's pixels away, most first, with the share of the pixels. */
    readonly carvedBy: readonly { readonly view: number; readonly share: number }[]
    /** Where those pixels lie: closed lines `x y x y …` in image pixels; empty unless asked for. */
    readonly carvedAreas: readonly CarvedArea[]
  }[]
  /** The views that alone carve the most of others, where it is much: their mask is too small, or their camera is off. */
  readonly carvers: readonly { readonly view: number; readonly share: number }[]
}

/** The part of a mask that one view alone carved away. */
export interface CarvedArea {
  readonly view: number
  readonly lines: readonly (readonly number[])[]
}

/** A view is named where it alone carves this share of what the others have. */
const carverFrom = 0.0005
/** Pixels of a picture half as wide, in which a voxel's footprint is a square. */
const pixelStep = 2

/**
 * What a view's mask has outside of the visual hull of all masks (Laurentini, 1994), and who carved it away. A place
 * belongs to the hull that bears `tolerance` views where at most so many see background there; views that do not see a
 * place have no vote. A mask's pixel that only places with a single view against them explain was carved by that view.
 */
export const hullReport = ({ positions, reach, views, tolerance, areas = false }: HullInput): HullReport => {
  const grid = gridOf(positions, reach)
  const { against, firstAgainst } = vote(grid, views)
  const carvedOf = new Float64Array(views.length)
  let seen = 0
  const rows = views.map((view) => {
    const cover = coverOf(grid, view, { against, firstAgainst }, tolerance)
    const counts = countCovered(view, cover, views.length)
    seen += counts.seen
    for (const [v, count] of counts.carvedBy.entries()) carvedOf[v] += count
    const share = (count: number): number => (counts.seen === 0 ? 0 : count / counts.seen)
    const carvedBy = [...counts.carvedBy]
      .map((count, v) => ({ view: views[v].index, share: share(count) }))
      .filter((entry) => entry.share > 0)
      .sort((a, b) => b.share - a.share)
    return {
      index: view.index,
      outsideShare: share(counts.outside),
      outsideTolerantShare: share(counts.outsideTolerant),
      carvedBy,
      carvedAreas: areas ? carvedAreasOf(view, cover, { carvedBy, views }) : [],
    }
  })
  const carvers = [...carvedOf]
    .map((count, v) => ({ view: views[v].index, share: seen === 0 ? 0 : count / seen }))
    .filter(({ share }) => share >= carverFrom)
    .sort((a, b) => b.share - a.share)
  return { voxelsPerSide, views: rows, carvers }
}

/** Bits of what lies along a pixel's ray, and one view that stands alone against a place on it. */
interface Cover {
  readonly width: number
  readonly bits: Uint8Array
  readonly single: Int16Array
}

const bit = { grid: 1, strict: 2, tolerant: 4 } as const

const coverOf = (grid: Grid, view: HullView, votes: Votes, tolerance: number): Cover => {
  const width = Math.ceil(view.widthPx / pixelStep)
  const height = Math.ceil(view.heightPx / pixelStep)
  const strict = new RectangleCounts(width, height)
  const tolerant = new RectangleCounts(width, height)
  const others = new RectangleCounts(width, height)
  const single = new Int16Array(width * height).fill(noView)
  forEachVoxel(grid, view, (voxel, x, y, pxPerStep) => {
    const count = votes.against[voxel]
    // A voxel seen over its corner is √3 as wide.
    const half = 0.87 * pxPerStep
    const x0 = Math.max(0, Math.floor((x - half) / pixelStep))
    const x1 = Math.min(width - 1, Math.floor((x + half) / pixelStep))
    const y0 = Math.max(0, Math.floor((y - half) / pixelStep))
    const y1 = Math.min(height - 1, Math.floor((y + half) / pixelStep))
    const isInView = x0 <= x1 && y0 <= y1
    if (!isInView) return
    const counts = count === 0 ? strict : count <= tolerance ? tolerant : others
    counts.add(x0, y0, x1 + 1, y1 + 1)
    if (count !== 1) return
    for (let row = y0; row <= y1; row++) {
      single.fill(votes.firstAgainst[voxel], row * width + x0, row * width + x1 + 1)
    }
  })
  const bits = new Uint8Array(width * height)
  strict.mark(bits, bit.grid | bit.strict | bit.tolerant)
  tolerant.mark(bits, bit.grid | bit.tolerant)
  others.mark(bits, bit.grid)
  return { width, bits, single }
}

/** Calls back for every covered pixel of a mask, with its place among the coarse pixels. */
const forEachCovered = (
  { mask, widthPx, heightPx }: HullView,
  { width, bits }: Cover,
  visit: (pixel: number) => void,
): void => {
  for (let y = 0; y < heightPx; y += pixelStep) {
    for (let x = 0; x < widthPx; x += pixelStep) {
      const pixel = (y / pixelStep) * width + x / pixelStep
      if (mask[y * widthPx + x] >= 128 && bits[pixel] & bit.grid) visit(pixel)
    }
  }
}

/** The outlines of what the views named carved of a mask; one picture serves all of them. */
const carvedAreasOf = (
  view: HullView,
  cover: Cover,
  o: { readonly carvedBy: HullReport['views'][number]['carvedBy']; readonly views: readonly HullView[] },
): readonly CarvedArea[] => {
  const { width, bits, single } = cover
  const size = { widthPx: width, heightPx: single.length / width }
  const carved = o.views.map((): number[] => [])
  forEachCovered(view, cover, (pixel) => {
    if (!(bits[pixel] & bit.strict) && single[pixel] !== noView) carved[single[pixel]].push(pixel)
  })
  // A coarse pixel covers those from twice its number on.
  const inPhoto = (value: number): number => value * pixelStep + (pixelStep - 1) / 2
  const area = new Uint8Array(single.length)
  return o.carvedBy
    .filter(({ share }) => share >= carverFrom)
    .map(({ view: index }) => {
      area.fill(0)
      for (const pixel of carved[o.views.findIndex((each) => each.index === index)]) area[pixel] = 1
      return { view: index, lines: traceOutline(area, size).map((line) => line.map(inPhoto)) }
    })
}

const countCovered = (view: HullView, cover: Cover, views: number) => {
  const { bits, single } = cover
  const counts = { seen: 0, outside: 0, outsideTolerant: 0, carvedBy: new Float64Array(views) }
  forEachCovered(view, cover, (pixel) => {
    counts.seen++
    if (bits[pixel] & bit.strict) return
    counts.outside++
    if (!(bits[pixel] & bit.tolerant)) counts.outsideTolerant++
    if (single[pixel] !== noView) counts.carvedBy[single[pixel]]++
  })
  return counts
}
