import type { Tile } from '#core/masks/tiles/maskTiles.ts'
import { unpackLayers } from '#core/masks/tiles/tileCodec.ts'
import { fetchBytes } from './fetchBytes.ts'
import type { Work } from './messages.ts'

export interface FetchLayersInput {
  /** Absolute: a worker has no page to be relative to. */
  readonly url: string
}

export interface FetchedLayers {
  readonly layers: readonly { readonly className: string; readonly tiles: readonly Tile[] }[]
}

/** The stored layers of a photo. Throws `input/mask-tiles` where they are damaged. */
export const fetchMaskLayers: Work<'mask.layers'> = async ({ url }, context) => {
  const layers = unpackLayers(await fetchBytes(url, 'The mask', context.signal))
  const found = [...layers].map(([className, layer]) => ({ className, tiles: layer.list() }))
  const pixels = found.flatMap(({ tiles }) => tiles.flatMap((tile) => (typeof tile === 'number' ? [] : [tile.buffer])))
  context.emit({ layers: found }, pixels)
}
