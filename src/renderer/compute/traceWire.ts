import { type LiveWire, liveWire } from '#core/masks/tools/liveWire.ts'
import type { PixelBox } from '#core/masks/types.ts'
import type { Work } from './messages.ts'

export interface WireInput {
  /** `[height*width]` of the box. */
  readonly brightness: Uint8Array
  readonly box: PixelBox
  /** Image pixels. */
  readonly anchor: { readonly x: number; readonly y: number }
}

export interface WirePart {
  readonly wire: LiveWire
}

/** The cheapest ways from an anchor of the scissors to everything around it. */
export const traceWire: Work<'mask.wire'> = async ({ brightness, box, anchor }, context) => {
  const wire = liveWire(brightness, box, anchor)
  context.emit({ wire }, [wire.steps.buffer])
}
