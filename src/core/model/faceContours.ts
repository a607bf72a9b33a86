import type { Vec3 } from './transform.ts'

/** The contours of a face that a head model knows. Right and left are the subject's own. */
export const contourFeatures = ['right-lids', 'left-lids', 'inner-lips', 'outer-lips'] as const
export type ContourFeature = (typeof contourFeatures)[number]

/** What a name of a curve means; null: nothing of lips or lids. */
export interface ContourMeaning {
  readonly feature: ContourFeature
  /** Null: all around. */
  readonly half: 'upper' | 'lower' | null
}

/** A line along lips or lids of a scan. */
export interface FaceContour extends ContourMeaning {
  readonly name: string
  readonly isClosed: boolean
  /** In the scan's frame and unit. */
  readonly points: readonly Vec3[]
  /** Names of landmarks where they are few, and the line between them is to be smooth; null: the points are the line. */
  readonly anchors: readonly string[] | null
}

const has = (words: readonly string[], ...wanted: readonly string[]): boolean =>
  words.some((word) => wanted.includes(word))

/**
 * What a curve is by its name: `right-lids`, `Left eyelid (upper)`, `lips_inner`, `outer-lips`, `mouth`. Lips that say
 * neither inner nor outer are the outer border of their red; lids must say their side.
 */
export const contourMeaning = (name: string): ContourMeaning | null => {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
  const half = has(words, 'upper', 'top') ? 'upper' : has(words, 'lower', 'bottom') ? 'lower' : null
  if (has(words, 'lip', 'lips', 'mouth')) {
    return { feature: has(words, 'inner', 'inside') ? 'inner-lips' : 'outer-lips', half }
  }
  if (!has(words, 'lid', 'lids', 'eyelid', 'eyelids', 'eye', 'eyes')) return null
  if (has(words, 'right', 'r')) return { feature: 'right-lids', half }
  return has(words, 'left', 'l') ? { feature: 'left-lids', half } : null
}
