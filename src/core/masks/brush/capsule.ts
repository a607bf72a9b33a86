/** A brush that went from one place to the next: all that is nearer than its radius, which may change on the way. */
export interface Capsule {
  readonly x0: number
  readonly y0: number
  readonly radius0Px: number
  readonly x1: number
  readonly y1: number
  readonly radius1Px: number
}

/** Columns first..last of row y; may reach beyond the image to the left and right. */
export type WriteSpan = (y: number, first: number, last: number) => void

/**
 * The pixels of a capsule, row by row: those whose centre is nearer than the radius (the convex hull of the two discs),
 * and the pixels nearest to its line, so that no stroke has gaps and a radius of 0.5 draws one pixel. A row may be
 * written in several pieces.
 */
export const capsuleSpans = (
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
  capsule: Capsule,
  write: WriteSpan,
): void => {
  writeThinLine(capsule, { widthPx, heightPx }, write)
  if (Math.max(capsule.radius0Px, capsule.radius1Px) > 0.5) writeHull(capsule, heightPx, write)
}

const writeThinLine = (
  { x0, y0, x1, y1 }: Capsule,
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
  write: WriteSpan,
): void => {
  const dx = x1 - x0
  const dy = y1 - y0
  const steps = Math.max(1, Math.ceil(Math.max(Math.abs(dx), Math.abs(dy))))
  // Only the steps inside the image: a path may start far outside of it.
  const columns = stepsInside({ from: x0, change: dx, steps, limit: widthPx })
  const rows = stepsInside({ from: y0, change: dy, steps, limit: heightPx })
  const last = Math.min(columns.last, rows.last)
  for (let step = Math.max(columns.first, rows.first); step <= last; step++) {
    // Adding 0 turns −0 into 0.
    const x = Math.round(x0 + (dx * step) / steps) + 0
    const y = Math.round(y0 + (dy * step) / steps) + 0
    if (y >= 0 && y < heightPx && x >= 0 && x < widthPx) write(y, x, x)
  }
}

/** Steps at which from + change·step/steps may round into 0..limit−1; one to spare on both sides. */
const stepsInside = (o: {
  from: number
  change: number
  steps: number
  limit: number
}): { first: number; last: number } => {
  if (Math.abs(o.change) < 1e-12) return { first: 0, last: o.steps }
  const a = ((-1 - o.from) / o.change) * o.steps
  const b = ((o.limit - o.from) / o.change) * o.steps
  return { first: Math.max(0, Math.floor(Math.min(a, b)) - 1), last: Math.min(o.steps, Math.ceil(Math.max(a, b)) + 1) }
}

/** The convex hull of the discs at both ends: they and the quadrilateral between their common tangents. */
const writeHull = (capsule: Capsule, heightPx: number, write: WriteSpan): void => {
  const { x0, y0, radius0Px: r0, x1, y1, radius1Px: r1 } = capsule
  const top = Math.max(0, Math.ceil(Math.min(y0 - r0, y1 - r1)))
  const bottom = Math.min(heightPx - 1, Math.floor(Math.max(y0 + r0, y1 + r1)))
  const corners = tangentCorners(capsule)
  for (let y = top; y <= bottom; y++) {
    let from = Number.POSITIVE_INFINITY
    let to = Number.NEGATIVE_INFINITY
    const half0 = r0 * r0 - (y - y0) * (y - y0)
    if (half0 > 0) {
      const half = Math.sqrt(half0)
      from = x0 - half
      to = x0 + half
    }
    const half1 = r1 * r1 - (y - y1) * (y - y1)
    if (half1 > 0) {
      const half = Math.sqrt(half1)
      if (x1 - half < from) from = x1 - half
      if (x1 + half > to) to = x1 + half
    }
    for (let k = 0; k < corners.length; k += 2) {
      const next = (k + 2) % corners.length
      const ya = corners[k + 1]
      const yb = corners[next + 1]
      if (ya <= y === yb <= y) continue
      const x = corners[k] + ((y - ya) / (yb - ya)) * (corners[next] - corners[k])
      if (x < from) from = x
      if (x > to) to = x
    }
    if (from < to) write(y, Math.floor(from) + 1, Math.ceil(to) - 1)
  }
}

/** Where the common tangents touch the discs (x y pairs, in order); none where one disc holds the other. */
const tangentCorners = ({ x0, y0, radius0Px: r0, x1, y1, radius1Px: r1 }: Capsule): readonly number[] => {
  const dx = x1 - x0
  const dy = y1 - y0
  const length = Math.sqrt(dx * dx + dy * dy)
  if (length < 1e-9 || length <= Math.abs(r0 - r1)) return []
  const sine = (r0 - r1) / length
  const cosine = Math.sqrt(1 - sine * sine)
  const ux = dx / length
  const uy = dy / length
  const [ax, ay] = [ux * sine - uy * cosine, uy * sine + ux * cosine]
  const [bx, by] = [ux * sine + uy * cosine, uy * sine - ux * cosine]
  return [
    x0 + ax * r0,
    y0 + ay * r0,
    x1 + ax * r1,
    y1 + ay * r1,
    x1 + bx * r1,
    y1 + by * r1,
    x0 + bx * r0,
    y0 + by * r0,
  ]
}
