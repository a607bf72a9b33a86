import type { MaskSize } from '#core/masks/types.ts'

/** Pixels handed to a worker at a time: bounds the memory that masks in flight take. */
const pixelsAtOnce = 64_000_000

/** Consecutive views in groups of bounded size; a new one begins where `isTogether` says so. */
export const pixelGroups = <View>(
  views: readonly View[],
  sizeOf: (view: View) => MaskSize,
  isTogether: (a: View, b: View) => boolean = () => true,
): View[][] => {
  const groups: View[][] = []
  let pixels = 0
  for (const view of views) {
    const group = groups[groups.length - 1]
    const { widthPx, heightPx } = sizeOf(view)
    const size = widthPx * heightPx
    if (group && isTogether(group[0], view) && pixels + size <= pixelsAtOnce) {
      group.push(view)
      pixels += size
    } else {
      groups.push([view])
      pixels = size
    }
  }
  return groups
}
