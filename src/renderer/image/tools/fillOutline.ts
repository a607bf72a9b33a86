import { polygonSpans } from '#core/masks/tools/polygon.ts'
import type { ToolHost } from './types.ts'

/** Adds what an outline encloses to the mask, or takes it away, as one edit. */
export const fillOutline = (
  host: ToolHost,
  points: readonly number[],
  o: { tool: string; isSubtracting: boolean },
): void => {
  host.outline()
  if (points.length < 6) return
  const edit = host.layers.begin().of(host.className)
  const value = o.isSubtracting ? 0 : 255
  polygonSpans(points, host.layers.size.heightPx, (y, first, last) => edit.writeSpan(y, first, last, value))
  host.finish(o.tool)
}
