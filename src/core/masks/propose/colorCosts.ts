import type { MaskSize } from '../types.ts'
import { type Features, fitMixture } from './mixture.ts'

/** −log of the background's density minus that of the subject's: positive speaks for the subject. */
export type ColorEvidence = (pixel: number) => number

/** Colour and place; the longer side of the picture counts as much as the range of a channel. */
export const placedColors = (rgb: Uint8Array, { widthPx, heightPx }: MaskSize): Features => {
  const rows = new Float32Array(widthPx * heightPx * 5)
  const perPx = 255 / Math.max(widthPx, heightPx)
  for (let y = 0, i = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, i++) {
      for (let c = 0; c < 3; c++) rows[i * 5 + c] = rgb[i * 3 + c]
      rows[i * 5 + 3] = x * perPx
      rows[i * 5 + 4] = y * perPx
    }
  }
  return { rows, dimensions: 5 }
}

export const plainColors = (rgb: Uint8Array): Features => ({ rows: Float32Array.from(rgb), dimensions: 3 })

const evidenceOf = (
  features: Features,
  inside: Int32Array,
  outside: Int32Array,
  components: number,
): ColorEvidence | null => {
  const subject = fitMixture(features, inside, components)
  const background = fitMixture(features, outside, components)
  return subject && background && ((pixel) => background.cost(pixel) - subject.cost(pixel))
}

export interface EvidenceInput {
  readonly placed: Features
  /** Absent where a colour counts only near the place it was seen at. */
  readonly plain: Features | null
  readonly isWide: Uint8Array
  readonly inside: Int32Array
  readonly outside: Int32Array
  readonly components: number
}

/**
 * What colours speak for. Near examples a colour counts together with its place. Where a prior leaves wide areas
 * undecided, examples of them are missing, and the colour counts alone. Null where there are too few examples.
 */
export const colorEvidence = (input: EvidenceInput): ColorEvidence | null => {
  const { placed, plain, isWide, inside, outside, components } = input
  const byPlace = evidenceOf(placed, inside, outside, components)
  if (!plain) return byPlace
  const byColor = evidenceOf(plain, inside, outside, components)
  return byPlace && byColor && ((pixel) => (isWide[pixel] === 1 ? byColor(pixel) : byPlace(pixel)))
}
