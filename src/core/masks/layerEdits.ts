import { badInput } from '../model/errors.ts'
import { classNamePattern } from '../model/maskClasses.ts'
import type { MaskTiles } from './tiles/maskTiles.ts'
import { type TileChange, TileEdit } from './tiles/tileEdit.ts'

/** The layers of a photo while they are edited: an edit for each layer that is touched. */
export class LayerEdits {
  readonly #layers: Map<string, MaskTiles>
  readonly #makeLayer: () => MaskTiles
  readonly #edits = new Map<string, TileEdit>()

  /** @param layers by class; layers that come into being are added to it. */
  constructor(layers: Map<string, MaskTiles>, makeLayer: () => MaskTiles) {
    this.#layers = layers
    this.#makeLayer = makeLayer
  }

  of(name: string): TileEdit {
    const known = this.#edits.get(name)
    if (known) return known
    if (!classNamePattern.test(name)) throw badInput('mask-class', `"${name}" is not the name of a class.`)
    const layer = this.#layers.get(name) ?? this.#makeLayer()
    this.#layers.set(name, layer)
    const edit = new TileEdit(layer)
    this.#edits.set(name, edit)
    return edit
  }

  layer(name: string): MaskTiles | undefined {
    return this.#layers.get(name)
  }

  /** The edits that have been begun, by class. */
  begun(): ReadonlyMap<string, TileEdit> {
    return this.#edits
  }

  /** Ends all edits; layers that have not changed are left out. */
  finish(): Map<string, readonly TileChange[]> {
    const changed = new Map<string, readonly TileChange[]>()
    for (const [name, edit] of this.#edits) {
      const changes = edit.finish()
      if (changes.length > 0) changed.set(name, changes)
    }
    return changed
  }

  abandon(): void {
    for (const edit of this.#edits.values()) edit.abandon()
  }
}
