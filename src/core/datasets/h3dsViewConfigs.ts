import type { Vec3 } from '../model/transform.ts'

/** The sizes of H3DS v2's default view selections. */
const selectionSizes = [1, 3, 4, 6, 8, 16, 32]

/**
 * Default selections of views, for reconstructions from few photos: the most frontal one first, then always the view
 * whose direction is farthest from those already taken (farthest-point sampling; Gonzalez 1985).
 *
 * @param towardsCameras Per view the direction from the head to the camera, unit length.
 * @param out Direction out of the face, unit length.
 * @returns Size of a selection → ascending view indices, for every size that there are views for.
 */
export const h3dsViewConfigs = (towardsCameras: readonly Vec3[], out: Vec3): ReadonlyMap<number, readonly number[]> => {
  const cosine = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
  const order: number[] = []
  /** Per view the cosine to the nearest one taken. */
  const nearness = towardsCameras.map(() => -2)
  const sizes = selectionSizes.filter((size) => size <= towardsCameras.length)
  while (order.length < (sizes.at(-1) ?? 0)) {
    const scores = towardsCameras.map((direction, view) =>
      order.includes(view) ? Number.NEGATIVE_INFINITY : order.length === 0 ? cosine(direction, out) : -nearness[view],
    )
    const next = scores.indexOf(Math.max(...scores))
    order.push(next)
    towardsCameras.forEach((direction, view) => {
      nearness[view] = Math.max(nearness[view], cosine(direction, towardsCameras[next]))
    })
  }
  return new Map(sizes.map((size) => [size, order.slice(0, size).sort((a, b) => a - b)]))
}
