import type { Image, Output } from '#core/contract/contract.ts'
import { MaskTiles } from '#core/masks/tiles/maskTiles.ts'
import { bitsOfTiles, type TileBits, tilesFromBits } from '#core/masks/tiles/tileBits.ts'
import type { MaskSize } from '#core/masks/types.ts'
import { computeClient } from '../../compute/computeClient.ts'
import { KeptBytes } from '../../image/KeptBytes.ts'
import { MaskLayers, type MaskPending } from '../../image/MaskLayers.ts'
import { bytesAddress } from '../transport/addresses.ts'

type MaskRecord = Output<'masks.get'>

/** Pixels of the photos shown before that stay as they are; of others a bit a pixel is kept, where that says all. */
const openBytes = 8 * 1024 * 1024

/** The layers of the photos that have been shown, the one shown last at the end. */
const open = new Map<string, MaskLayers>()

interface KeptLayers {
  readonly revision: number
  readonly layers: readonly (readonly [className: string, tiles: readonly TileBits[]])[]
}

/** Stored layers of photos shown before them, so that going back to one of forty is immediate. */
const kept = new KeptBytes<KeptLayers>({
  budgetBytes: 40 * 1024 * 1024,
  sizeOf: ({ layers }) =>
    layers
      .flatMap(([, tiles]) => tiles)
      .reduce<number>((sum, tile) => sum + (typeof tile === 'number' ? 8 : tile.length), 0),
})

export const maskLayersOf = ({ id, widthPx, heightPx }: Pick<Image, 'id' | 'widthPx' | 'heightPx'>): MaskLayers => {
  const layers = open.get(id) ?? openKept(id, { widthPx, heightPx })
  open.delete(id)
  open.set(id, layers)
  return layers
}

/** The layers of a photo as they were when it was left; empty ones that have to be read where nothing is kept of it. */
const openKept = (id: string, size: MaskSize): MaskLayers => {
  const layers = new MaskLayers(size)
  const found = kept.get(id)
  if (found) {
    const tiles = found.layers.map(([name, bits]) => [name, new MaskTiles(size, tilesFromBits(bits))] as const)
    layers.load(new Map(tiles), found.revision)
  }
  return layers
}

/** Another project: nothing of the old one stays. */
export const closeMaskLayers = (): void => {
  open.clear()
  kept.clear()
}

const toKept = ([name, layer]: readonly [string, MaskTiles]) => [name, bitsOfTiles(layer.list())] as const

const forgetOld = (): void => {
  let bytes = [...open.values()].reduce((sum, layers) => sum + layers.heldBytes(), 0)
  const shown = [...open.keys()].at(-1)
  for (const [id, layers] of open) {
    if (bytes <= openBytes) return
    if (id === shown || layers.hasPending || layers.isEditing) continue
    bytes -= layers.heldBytes()
    open.delete(id)
    if (layers.isLoaded) kept.put(id, { revision: layers.revision, layers: layers.stored().map(toKept) })
  }
}

/** Reads the layers again where they are not those of the record. */
export const syncMaskLayers = async ({ image, layersUrl }: MaskRecord): Promise<void> => {
  const layers = open.get(image.id)
  if (!layers) return
  if (layers.revision === image.maskRevision) {
    forgetOld()
    return
  }
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
