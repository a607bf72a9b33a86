import { RectangleCounts } from '../check/rectangleCounts.ts'
import { hullReport } from '../check/visualHull.ts'
import { forEachVoxel, gridOf, type HullView, vote } from '../check/voxelVotes.ts'

export interface CarveInput {
  /** Of the scan, `[n*3]`. */
  readonly positions: Float32Array
  /** How far the subject may go on beyond the scan, in its unit. */
  readonly reach: number
  readonly views: readonly HullView[]
}

export interface CarvedView {
  /** `[heightPx*widthPx]` 1 where the other views leave room for the subject, or do not tell. */
  readonly allowed: Uint8Array
  /** The part of the mask that lies elsewhere. */
  readonly outsideShare: number
}

/** A view that alone carves this share of a mask, in so many views, misses a part of the subject: it has no vote. */
const carvedFrom = 0.005
const fewestCarved = 3
/** What has been drawn to a pixel. */
const bit = { room: 1, carved: 2 } as const

const reliableViews = (input: CarveInput): readonly HullView[] => {
  const { views } = hullReport({ ...input, tolerance: 1 })
  const carvedOf = (carver: number): number =>
    views.filter(
      ({ index, carvedBy }) =>
        index !== carver && carvedBy.some(({ view, share }) => view === carver && share >= carvedFrom),
    ).length
  return input.views.filter(({ index }) => carvedOf(index) < fewestCarved)
}

/**
 * What the background of the other views leaves of each view: a pixel is allowed where some place on its ray is background
 * in no other view whose mask can be relied on. Background carves whole rays, so this may be concluded; that a place is subject in one view
 * says nothing of what lies before or behind it in another, so nothing is ever added.
 */
export const carveViews = (input: CarveInput): CarvedView[] => {
  const { positions, reach, views } = input
  const grid = gridOf(positions, reach)
  const voters = reliableViews(input)
  const { against } = vote(grid, voters)
  return views.map((view) => {
    const { mask, widthPx, heightPx } = view
    const hasVote = voters.includes(view)
    const room = new RectangleCounts(widthPx, heightPx)
    const carved = new RectangleCounts(widthPx, heightPx)
    forEachVoxel(grid, view, (voxel, x, y, pxPerStep) => {
      const column = Math.round(x)
      const row = Math.round(y)
      const isInside = column >= 0 && row >= 0 && column < widthPx && row < heightPx
      const own = hasVote && isInside && mask[row * widthPx + column] < 128 ? 1 : 0
      const half = 0.87 * pxPerStep
      const x0 = Math.max(0, Math.floor(x - half))
      const x1 = Math.min(widthPx, Math.ceil(x + half) + 1)
      const y0 = Math.max(0, Math.floor(y - half))
      const y1 = Math.min(heightPx, Math.ceil(y + half) + 1)
      if (x0 < x1 && y0 < y1) (against[voxel] === own ? room : carved).add(x0, y0, x1, y1)
    })
    const drawn = new Uint8Array(mask.length)
    room.mark(drawn, bit.room)
    carved.mark(drawn, bit.carved)
    // Beyond the grid nothing is known.
    const allowed = drawn.map((bits) => (bits === bit.carved ? 0 : 1))
    let subject = 0
    let outside = 0
    for (let i = 0; i < mask.length; i++) {
      if (mask[i] < 128) continue
      subject++
      if (allowed[i] === 0) outside++
    }
    return { allowed, outsideShare: subject === 0 ? 0 : outside / subject }
  })
}
