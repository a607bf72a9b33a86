import { MaskTiles } from '#core/masks/tiles/maskTiles.ts'
import { applyDifference, invertLayer, type MergeMode, mergeLayer } from '#core/masks/tiles/mergeMask.ts'
import type { TileEdit } from '#core/masks/tiles/tileEdit.ts'
import { badInput } from '#core/model/errors.ts'
import { maskComputeClient } from '../compute/computeClient.ts'
import type { MaskToolWork } from '../compute/maskTool.ts'
import type { MaskLayers } from './MaskLayers.ts'
import type { MaskOperation } from './types.ts'

const absolute = (url: string): string => new URL(url, document.baseURI).href

export interface MaskWorkTarget {
  readonly layers: MaskLayers
  readonly className: string
  readonly imageUrl: string
  readonly signal: AbortSignal
  finish(tool: string): void
}

/** A stroke that is being drawn is its own edit: what comes from a worker waits until it has ended. */
const untilIdle = (layers: MaskLayers): Promise<void> =>
  new Promise((resolve) => {
    if (!layers.isEditing) {
      resolve()
      return
    }
    const stop = layers.subscribe(() => {
      if (layers.isEditing) return
      stop()
      resolve()
    })
  })

const edit = async (target: MaskWorkTarget, tool: string, draw: (edit: TileEdit) => void): Promise<void> => {
  await untilIdle(target.layers)
  if (target.signal.aborted) return
  draw(target.layers.begin().of(target.className))
  target.finish(tool)
}

const compute = async (target: MaskWorkTarget, layer: MaskTiles, work: MaskToolWork): Promise<MaskTiles> => {
  let answer = layer
  const input = { size: layer.size, tiles: layer.list(), imageUrl: absolute(target.imageUrl), work }
  await maskComputeClient().run('mask.tool', input, {
    signal: target.signal,
    onPart: ({ tiles }) => {
      answer = new MaskTiles(layer.size, tiles)
    },
  })
  return answer
}

/** Work that answers with the changed mask: what it changed is brought in, whatever was painted meanwhile. */
export const runMaskWork = async (target: MaskWorkTarget, work: MaskToolWork): Promise<void> => {
  const before = target.layers.layer(target.className).clone()
  const after = await compute(target, before, work)
  await edit(target, work.kind, (tileEdit) => applyDifference(tileEdit, before, after))
}

/** Work that answers with a selection. */
export const runSelection = async (target: MaskWorkTarget, work: MaskToolWork, mode: MergeMode): Promise<void> => {
  const selected = await compute(target, target.layers.layer(target.className).clone(), work)
  await edit(target, work.kind, (tileEdit) => mergeLayer(tileEdit, selected, mode))
}

const copyFrom = async (target: MaskWorkTarget, layersUrl: string): Promise<void> => {
  const { layers, className, signal } = target
  let copied = new MaskTiles(layers.size)
  await maskComputeClient().run(
    'mask.layers',
    { url: absolute(layersUrl) },
    {
      signal,
      onPart: (part) => {
        const tiles = part.layers.find((each) => each.className === className)?.tiles
        if (!tiles) throw badInput('mask-copy', 'The other photo has nothing of this class to copy.')
        copied = new MaskTiles(layers.size, tiles)
      },
    },
  )
  await edit(target, 'copy', (tileEdit) => mergeLayer(tileEdit, copied, 'replace'))
}

/** Runs an operation on the whole mask, as one edit. */
export const runMaskOperation = (target: MaskWorkTarget, operation: MaskOperation): Promise<void> => {
  if (operation.kind === 'invert') return edit(target, 'invert', invertLayer)
  if (operation.kind === 'copy') return copyFrom(target, operation.layersUrl)
  if (operation.kind === 'work') return runMaskWork(target, operation.work)
  return runSelection(target, { kind: 'brightness', range: operation.range }, operation.mode)
}
