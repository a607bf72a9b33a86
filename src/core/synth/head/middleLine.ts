import { headSurfaceAt } from './headSurface.ts'
import type { SkinPlace } from './skinLocator.ts'
import { skinSpacingAt } from './skinSpacing.ts'

const finePieces = 2000

/** A stretch of the line that halves the head: over the crown where `back` is set, down the front otherwise. */
export interface MiddleStretch {
  readonly from: SkinPlace
  readonly to: SkinPlace
}

/**
 * Places along a stretch of the middle line, both ends left out, at the wanted spacing times `scale`.
 *
 * @param count how many, where it is given, instead of what the scale asks for.
 */
export const middleLine = (
  stretch: MiddleStretch,
  o: { readonly scale: number } | { readonly count: number },
): SkinPlace[] => {
  const fine = finePlaces(stretch)
  const lengths = [0]
  for (let i = 1; i < fine.length; i++) {
    const a = headSurfaceAt(fine[i - 1].down, fine[i - 1].around)
    const b = headSurfaceAt(fine[i].down, fine[i].around)
    const mm = Math.hypot(b[0] - a[0], b[1] - a[1], b[2] - a[2])
    lengths.push(lengths[i - 1] + mm / skinSpacingAt(a))
  }
  const whole = lengths[fine.length - 1]
  const count = 'count' in o ? o.count : Math.round(whole / o.scale) - 1
  const places: SkinPlace[] = []
  let i = 1
  for (let k = 1; k <= count; k++) {
    const wanted = (whole * k) / (count + 1)
    while (lengths[i] < wanted) i++
    places.push(fine[i])
  }
  return places
}

/** Straight down the front or the back, or up and over the crown. */
const finePlaces = ({ from, to }: MiddleStretch): SkinPlace[] => {
  const isOver = Math.cos(from.around) > 0 !== Math.cos(to.around) > 0
  // Signed way from the crown: positive on the front.
  const start = from.down * (Math.cos(from.around) > 0 ? 1 : -1)
  const end = isOver ? -to.down : to.down * (Math.cos(to.around) > 0 ? 1 : -1)
  return Array.from({ length: finePieces + 1 }, (_, i) => {
    const signed = start + ((end - start) * i) / finePieces
    return { down: Math.abs(signed), around: signed >= 0 ? 0 : Math.PI }
  })
}
