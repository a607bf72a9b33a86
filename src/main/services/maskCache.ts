import { MaskTiles, type Tile } from '#core/masks/tiles/maskTiles.ts'
import { unpackTile } from '#core/masks/tiles/tileCodec.ts'
import { foreground } from '#core/model/maskClasses.ts'
import type { ArtefactName } from '../files/artefactStore.ts'
import { decodeMask } from './maskPng.ts'
import type { OpenProject } from './openProject.ts'

/** Bytes of tiles that are kept: some dozens of photos of 50 megapixels. */
const budgetBytes = 256 * 1024 * 1024

/** The layers of the photos edited last, the least lately used dropped first: a stroke then need not read them. */
export class MaskCache {
  private readonly project: OpenProject
  private readonly held = new Map<string, { readonly revision: number; readonly layers: Map<string, MaskTiles> }>()

  constructor(project: OpenProject) {
    this.project = project
  }

  /**
   * The layers of a photo by class, the foreground always among them. Only an edit (one at a time) may change them.
   * Throws `input/artefact-missing`, `input/artefact-damaged`, `input/mask-tiles`.
   */
  async layers(imageId: string): Promise<Map<string, MaskTiles>> {
    const { revision } = this.project.tables.masks.get(imageId)
    const held = this.held.get(imageId)
    const layers = held?.revision === revision ? held.layers : await this.read(imageId)
    this.keep(imageId, layers)
    return layers
  }

  /** After an edit: the layers are those of the stored revision. */
  keep(imageId: string, layers: Map<string, MaskTiles>): void {
    this.held.delete(imageId)
    this.held.set(imageId, { revision: this.project.tables.masks.get(imageId).revision, layers })
    let bytes = 0
    for (const each of this.held.values()) for (const layer of each.layers.values()) bytes += layer.heldBytes()
    for (const [oldest, { layers: old }] of this.held) {
      if (bytes <= budgetBytes || oldest === imageId) break
      for (const layer of old.values()) bytes -= layer.heldBytes()
      this.held.delete(oldest)
    }
  }

  /** After an edit that failed half-way. */
  forget(imageId: string): void {
    this.held.delete(imageId)
  }

  /** The pixels of a stored picture as a layer. */
  async picture(artefact: ArtefactName): Promise<MaskTiles> {
    const { mask, widthPx, heightPx } = await decodeMask(await this.project.artefacts.read(artefact), artefact)
    return MaskTiles.fromMask(mask, { widthPx, heightPx })
  }

  private async read(imageId: string): Promise<Map<string, MaskTiles>> {
    const { tables } = this.project
    const size = this.project.image(imageId)
    const row = tables.masks.get(imageId)
    const tilesOf = new Map<string, Tile[]>([[foreground, emptyTiles(size)]])
    for (const { className, tile, pixels } of tables.maskTiles.byImage(imageId)) {
      const tiles = tilesOf.get(className) ?? emptyTiles(size)
      tilesOf.set(className, tiles)
      tiles[tile] = unpackTile(pixels)
    }
    const layers = new Map([...tilesOf].map(([name, tiles]) => [name, new MaskTiles(size, tiles)]))
    if (row.artefact && row.tilesRevision !== row.revision) layers.set(foreground, await this.picture(row.artefact))
    return layers
  }
}

const emptyTiles = (size: { readonly widthPx: number; readonly heightPx: number }): Tile[] => [
  ...new MaskTiles(size).list(),
]
