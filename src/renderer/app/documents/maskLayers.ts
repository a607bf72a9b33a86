import type { Image, Output } from '#core/contract/contract.ts'
import { MaskTiles } from '#core/masks/tiles/maskTiles.ts'
import { computeClient } from '../../compute/computeClient.ts'
import { MaskLayers, type MaskPending } from '../../image/MaskLayers.ts'
import { bytesAddress } from '../transport/addresses.ts'

type MaskRecord = Output<'masks.get'>

/** Pixels that are kept of the photos shown before, so that going back to one is immediate. */
const keptBytes = 64 * 1024 * 1024

/** The layers of the photos that have been shown, the one shown last at the end. */
const open = new Map<string, MaskLayers>()

export const maskLayersOf = ({ id, widthPx, heightPx }: Pick<Image, 'id' | 'widthPx' | 'heightPx'>): MaskLayers => {
  const layers = open.get(id) ?? new MaskLayers({ widthPx, heightPx })
  open.delete(id)
  open.set(id, layers)
  return layers
}

/** Another project: nothing of the old one stays. */
export const closeMaskLayers = (): void => open.clear()

const forgetOld = (): void => {
  let bytes = [...open.values()].reduce((sum, layers) => sum + layers.heldBytes(), 0)
  const shown = [...open.keys()].at(-1)
  for (const [id, layers] of open) {
    if (bytes <= keptBytes) return
    if (id === shown || layers.hasPending || layers.isEditing) continue
    bytes -= layers.heldBytes()
    open.delete(id)
  }
}

/** Reads the layers again where they are not those of the record. */
export const syncMaskLayers = async ({ image, layersUrl }: MaskRecord): Promise<void> => {
  const layers = open.get(image.id)
  if (!layers || layers.revision === image.maskRevision) return
  const found = new Map<string, MaskTiles>([['foreground', new MaskTiles(layers.size)]])
  if (layersUrl !== null) {
    const url = new URL(bytesAddress(layersUrl), document.baseURI).href
    await computeClient().run(
      'mask.layers',
      { url },
      {
        onPart: (part) => {
          for (const { className, tiles } of part.layers) found.set(className, new MaskTiles(layers.size, tiles))
        },
      },
    )
  }
  layers.load(found, image.maskRevision)
  forgetOld()
}

/** The host has stored an edit of this window. */
export const settleMaskEdit = ({ image }: MaskRecord, pending: MaskPending): void =>
  open.get(image.id)?.settle(pending, image.maskRevision)

/** The host has changed a mask itself: the change is brought in, or everything read anew where it does not fit. */
export const bringMaskChange = async (record: MaskRecord): Promise<void> => {
  const layers = open.get(record.image.id)
  if (!layers) return
  const { change, image } = record
  if (change) {
    const decoded = change.layers.map(({ className, delta }) => ({
      className,
      delta: Uint8Array.from(atob(delta), (char) => char.charCodeAt(0)),
    }))
    try {
      layers.applyChange({ direction: change.direction, layers: decoded }, image.maskRevision)
    } catch {
      // Not the state the change belongs to: what is stored decides.
    }
  }
  await syncMaskLayers(record)
}

/** What an edit changed, as the host takes it. */
export const encodeMaskEdit = async (
  layers: MaskLayers,
  pending: MaskPending,
): Promise<{ className: string; delta: string }[]> => {
  const changed = [...pending.changed].map(([className, changes]) => ({ className, changes }))
  let encoded: readonly { readonly className: string; readonly delta: string }[] = []
  await computeClient().run(
    'mask.encode',
    { size: layers.size, changed },
    {
      onPart: (part) => {
        encoded = part.layers
      },
    },
  )
  return encoded.map((each) => ({ ...each }))
}
