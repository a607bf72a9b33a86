import type { PixelBox } from '../types.ts'
import { type MaskTiles, solidValue, type Tile } from './maskTiles.ts'
import type { TileEdit } from './tileEdit.ts'

/** How a selection changes a layer. */
export const mergeModes = ['replace', 'add', 'subtract', 'intersect'] as const
export type MergeMode = (typeof mergeModes)[number]

const merged: Readonly<Record<MergeMode, (old: number, selected: number) => number>> = {
  replace: (_, selected) => selected,
  add: (old, selected) => Math.max(old, selected),
  subtract: (old, selected) => Math.min(old, 255 - selected),
  intersect: (old, selected) => Math.min(old, selected),
}

/** Brings another layer of the same size into an edit, tile by tile; tiles it leaves as they are are not touched. */
export const mergeLayer = (edit: TileEdit, selected: MaskTiles, mode: MergeMode): void => {
  const { tiles } = edit
  for (let index = 0; index < tiles.count; index++) {
    const old = tiles.tile(index)
    const next = mergeTile(old, selected.tile(index), mode, tiles.box(index))
    if (next !== old) edit.replace(index, next)
  }
}

const mergeTile = (old: Tile, selected: Tile, mode: MergeMode, box: PixelBox): Tile => {
  const merge = merged[mode]
  if (typeof old === 'number' && typeof selected === 'number') return merge(old, selected)
  if (mode === 'replace') return selected
  if (selected === (mode === 'intersect' ? 255 : 0)) return old
  const pixels = typeof old === 'number' ? new Uint8Array((selected as Uint8Array).length).fill(old) : old.slice()
  let isChanged = typeof old === 'number'
  for (let at = 0; at < pixels.length; at++) {
    const value = merge(pixels[at], typeof selected === 'number' ? selected : selected[at])
    if (value === pixels[at]) continue
    pixels[at] = value
    isChanged = true
  }
  return isChanged ? (solidValue(pixels, box) ?? pixels) : old
}

/** Subject becomes background and the other way round. */
export const invertLayer = (edit: TileEdit): void => {
  const { tiles } = edit
  for (let index = 0; index < tiles.count; index++) {
    const old = tiles.tile(index)
    edit.replace(index, typeof old === 'number' ? 255 - old : old.map((value) => 255 - value))
  }
}

/**
 * Brings the pixels in which `after` differs from `before` into an edit, whatever has changed elsewhere meanwhile: for
 * work that took a while.
 */
export const applyDifference = (edit: TileEdit, before: MaskTiles, after: MaskTiles): void => {
  const { tiles } = edit
  for (let index = 0; index < tiles.count; index++) {
    const [old, next] = [before.tile(index), after.tile(index)]
    if (old === next) continue
    if (tiles.tile(index) === old) {
      edit.replace(index, next)
      continue
    }
    const pixels = edit.touch(index)
    for (let at = 0; at < pixels.length; at++) {
      const value = typeof next === 'number' ? next : next[at]
      if (value !== (typeof old === 'number' ? old : old[at])) pixels[at] = value
    }
  }
}
