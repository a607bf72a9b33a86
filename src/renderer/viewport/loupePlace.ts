/** Between the pointer and the magnifier: more than a hand's cursor is large. */
const gapPx = 26
/** Kept free at the edges of the view. */
const marginPx = 8

/**
 * Upper left corner of a square of `sizePx` beside a pixel: above and to the right of it where there is room, otherwise
 * on the other side. It never covers the pixel; in a view too small for that it leaves the view.
 */
export const cornerBeside = (
  at: { readonly xPx: number; readonly yPx: number },
  view: { readonly widthPx: number; readonly heightPx: number },
  sizePx: number,
): { readonly xPx: number; readonly yPx: number } => {
  const rightPx = at.xPx + gapPx
  const xPx = rightPx + sizePx + marginPx <= view.widthPx ? rightPx : at.xPx - gapPx - sizePx
  const abovePx = at.yPx - gapPx - sizePx
  const yPx = abovePx >= marginPx ? abovePx : at.yPx + gapPx
  return { xPx: Math.round(xPx), yPx: Math.round(yPx) }
}
