import { seededRandom } from '../../model/random.ts'

export interface StudiedScan {
  readonly scanId: string
  /** How often the annotator has placed its points. */
  readonly sessions: number
}

/** A scan to place points on, and which session of the annotator it is. */
export interface BlindItem {
  readonly scanId: string
  readonly session: number
}

/**
 * The scans that are served to an annotator for a study, in a random order: a share of those they have done (at least
 * one) once more, among those they have not. The seed decides which and in what order, so that a study can be repeated
 * and nobody chooses. Empty where nothing has been done yet.
 */
export const blindQueue = (
  scans: readonly StudiedScan[],
  { share, seed }: { readonly share: number; readonly seed: number },
): readonly BlindItem[] => {
  const random = seededRandom(seed)
  const done = scans.filter(({ sessions }) => sessions > 0)
  if (done.length === 0) return []
  const again = shuffled(done, random.below).slice(0, Math.max(1, Math.round(share * done.length)))
  const waiting = scans.filter(({ sessions }) => sessions === 0)
  const served = [...again, ...waiting].map(({ scanId, sessions }) => ({ scanId, session: sessions + 1 }))
  return shuffled(served, random.below)
}

/** Fisher–Yates. */
const shuffled = <T>(values: readonly T[], below: (limit: number) => number): T[] => {
  const order = [...values]
  for (let i = order.length - 1; i > 0; i--) {
    const j = below(i + 1)
    const kept = order[i]
    order[i] = order[j]
    order[j] = kept
  }
  return order
}
