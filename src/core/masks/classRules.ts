import { foreground, type MaskClass } from '../model/maskClasses.ts'
import type { LayerEdits } from './layerEdits.ts'
import type { Tile } from './tiles/maskTiles.ts'
import type { TileChange, TileEdit } from './tiles/tileEdit.ts'

/**
 * Keeps the classes in order after one of them was edited: what is added to a class is added to the foreground and, if
 * it is exclusive, taken from the other exclusive ones; what the foreground loses, every class loses.
 */
export const keepClassRules = (
  edits: LayerEdits,
  edited: { readonly name: string; readonly changes: readonly TileChange[] },
  classes: readonly MaskClass[],
): void => {
  const { name, changes } = edited
  const isExclusive = classes.some((each) => each.name === name && each.isExclusive)
  for (const { name: other, isExclusive: otherIsExclusive } of classes) {
    if (other === name) continue
    if (name === foreground) {
      limit(edits, other, changes, (value, own) => Math.min(value, own))
    } else if (other === foreground) {
      raise(edits, changes)
    } else if (isExclusive && otherIsExclusive) {
      limit(edits, other, changes, (value, own) => Math.min(value, 255 - own))
    }
  }
}

const valueIn = (tile: Tile, at: number): number => (typeof tile === 'number' ? tile : tile[at])

/** Lowers another class where the edited one changed. */
const limit = (
  edits: LayerEdits,
  other: string,
  changes: readonly TileChange[],
  limited: (value: number, own: number) => number,
): void => {
  const layer = edits.layer(other)
  if (!layer) return
  for (const { index, before, after } of changes) {
    if (layer.tile(index) === 0) continue
    changeTile(edits.of(other), index, (value, at) => {
      const own = valueIn(after, at)
      return own === valueIn(before, at) ? value : limited(value, own)
    })
  }
}

/** The foreground holds at least what was added to a class. */
const raise = (edits: LayerEdits, changes: readonly TileChange[]): void => {
  const edit = edits.of(foreground)
  for (const { index, before, after } of changes) {
    if (edit.tiles.tile(index) === 255) continue
    changeTile(edit, index, (value, at) => {
      const own = valueIn(after, at)
      return own > valueIn(before, at) ? Math.max(value, own) : value
    })
  }
}

const changeTile = (edit: TileEdit, index: number, change: (value: number, at: number) => number): void => {
  const pixels = edit.touch(index)
  for (let at = 0; at < pixels.length; at++) pixels[at] = change(pixels[at], at)
}
