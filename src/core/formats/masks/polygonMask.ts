/**
 * Fills polygons whose corners count from the upper left corner of the picture, as labelme and COCO have them: pixel (x, y)
 * covers x..x+1 and is inside where its centre, half a pixel further, is (even-odd rule, edges to the right and below out).
 *
 * @param polygons x y pairs each.
 * @returns 0/255, `[heightPx*widthPx]`: the union.
 */
export const fillPolygons = (
  polygons: readonly (readonly number[])[],
  widthPx: number,
  heightPx: number,
): Uint8Array => {
  const mask = new Uint8Array(widthPx * heightPx)
  for (const points of polygons) {
    for (let y = 0; y < heightPx; y++) {
      const crossings = crossingsAt(points, y + 0.5)
      for (let k = 0; k + 1 < crossings.length; k += 2) {
        const from = Math.max(0, Math.ceil(crossings[k] - 0.5))
        const to = Math.min(widthPx, Math.ceil(crossings[k + 1] - 0.5))
        if (from < to) mask.fill(255, y * widthPx + from, y * widthPx + to)
      }
    }
  }
  return mask
}

const crossingsAt = (points: readonly number[], y: number): number[] => {
  const crossings: number[] = []
  for (let i = 0; i < points.length; i += 2) {
    const [x0, y0] = [points[i], points[i + 1]]
    const next = (i + 2) % points.length
    const [x1, y1] = [points[next], points[next + 1]]
    if (y0 <= y !== y1 <= y) crossings.push(x0 + ((y - y0) * (x1 - x0)) / (y1 - y0))
  }
  return crossings.sort((a, b) => a - b)
}
