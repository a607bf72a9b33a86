/** A disc with a name to be written beside it. Pixels, in the order of importance. */
export interface LabelledDisc {
  readonly xPx: number
  readonly yPx: number
  readonly radiusPx: number
  readonly labelWidthPx: number
  readonly labelHeightPx: number
  /** Where the label was last: kept while there is room, so that labels do not jump while the view turns. */
  readonly lastSide: LabelSide | null
}

export const labelSides = ['right', 'left', 'above', 'below'] as const
export type LabelSide = (typeof labelSides)[number]

/** Between a disc and its label. */
const gapPx = 5

interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom

/** Upper left corner of a label from the middle of its disc. */
export const labelOffset = (disc: LabelledDisc, side: LabelSide): { readonly xPx: number; readonly yPx: number } => {
  const { radiusPx, labelWidthPx, labelHeightPx } = disc
  const away = radiusPx + gapPx
  if (side === 'right') return { xPx: away, yPx: -labelHeightPx / 2 }
  if (side === 'left') return { xPx: -away - labelWidthPx, yPx: -labelHeightPx / 2 }
  return { xPx: -labelWidthPx / 2, yPx: side === 'above' ? -away - labelHeightPx : away }
}

/** Where labels may stand, from the upper left corner of the view. */
export interface LabelRoom {
  readonly widthPx: number
  readonly heightPx: number
}

const reachesOut = ({ left, top, right, bottom }: Box, { widthPx, heightPx }: LabelRoom): boolean =>
  left < 0 || top < 0 || right > widthPx || bottom > heightPx

/**
 * A side for every label such that none covers a disc or another label, or leaves the room; null where there is no such
 * side. Without a room they may stand anywhere.
 */
export const layoutLabels = (discs: readonly LabelledDisc[], room: LabelRoom | null = null): (LabelSide | null)[] => {
  const discBoxes = discs.map(({ xPx, yPx, radiusPx }) => ({
    left: xPx - radiusPx,
    top: yPx - radiusPx,
    right: xPx + radiusPx,
    bottom: yPx + radiusPx,
  }))
  const taken: Box[] = []
  return discs.map((disc, index) => {
    const sides = disc.lastSide ? [disc.lastSide, ...labelSides] : labelSides
    for (const side of sides) {
      const offset = labelOffset(disc, side)
      const left = disc.xPx + offset.xPx
      const top = disc.yPx + offset.yPx
      const box = { left, top, right: left + disc.labelWidthPx, bottom: top + disc.labelHeightPx }
      if (room && reachesOut(box, room)) continue
      const free = taken.every((other) => !overlap(box, other))
      if (!free || discBoxes.some((other, i) => i !== index && overlap(box, other))) continue
      taken.push(box)
      return side
    }
    return null
  })
}
