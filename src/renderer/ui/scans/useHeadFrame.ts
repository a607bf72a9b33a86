import { useMemo, useState } from 'react'
import { headAxes } from '#core/editor/headAxes.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { mmPer } from '#core/model/units.ts'
import { useLandmarks } from '../../app/documents/landmarkDocuments.ts'
import type { Viewport3dProps } from '../../viewport/types.ts'
import type { ViewPane } from './viewLayers.ts'

/** What a person can do about a head that does not stand upright in the view. */
export type Upright =
  | { readonly kind: 'fine' }
  /** The landmarks tell how the head lies; the view waits to be told to turn. */
  | { readonly kind: 'can-turn'; readonly turn: () => void }
  /** Nothing tells yet where up is. */
  | { readonly kind: 'unknown' }

export interface HeadFrame {
  readonly frame: Pick<Viewport3dProps, 'upInView' | 'frontInView' | 'mmPerViewUnit'>
  readonly upright: Upright
}

/** Directions further apart than this look wrong: cos 30°. */
const uprightCosine = 0.87

const cosine = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]

/**
 * How the head lies in the view. What the landmarks said of the up direction when the view was opened is kept for as
 * long as it is open: a view must not turn under the hand that clicks. The front may follow the clicks, it moves
 * nothing by itself.
 */
export const useHeadFrame = (pane: ViewPane): HeadFrame => {
  const landmarks = useLandmarks(pane.scan.id)
  const placed = landmarks?.set.landmarks
  const axes = useMemo(() => (placed ? headAxes({ landmarks: placed }) : null), [placed])
  const [kept, setKept] = useState<{ readonly up: Vec3; readonly ofScan: Vec3 } | null>(null)
  // A person has set the up axis of the scan anew: that is an order to turn.
  const isOutdated = kept?.ofScan.some((value, axis) => value !== pane.upInView[axis]) ?? false
  if (landmarks && (kept === null || isOutdated)) {
    setKept({ up: isOutdated ? pane.upInView : (axes?.up ?? pane.upInView), ofScan: pane.upInView })
  }
  const up = kept?.up ?? pane.upInView
  const upright = (): Upright => {
    if (axes && cosine(axes.up, up) < uprightCosine) {
      return { kind: 'can-turn', turn: () => setKept({ up: axes.up, ofScan: pane.upInView }) }
    }
    return axes || pane.scan.up ? { kind: 'fine' } : { kind: 'unknown' }
  }
  return {
    frame: {
      upInView: up,
      frontInView: axes?.front ?? null,
      mmPerViewUnit: pane.scan.unit && mmPer(pane.scan.unit),
    },
    upright: upright(),
  }
}
