import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { paintStroke } from '#core/masks/brush/paintStroke.ts'
import { maskDelta } from '#core/masks/delta.ts'
import { MaskTiles } from '#core/masks/tiles/maskTiles.ts'
import type { BrushStroke } from '#core/masks/types.ts'
import { builtInClasses, foreground } from '#core/model/maskClasses.ts'
import { MaskLayers } from '../../../src/renderer/image/MaskLayers.ts'
import { isSameMask, paintedMask } from '../masks/painted.ts'

const size = { widthPx: 300, heightPx: 40 }
const coordinate = fc.integer({ min: -10, max: 310 })
const strokes = fc.array(
  fc.record({
    mode: fc.constantFrom('paint' as const, 'erase' as const),
    radiusPx: fc.double({ min: 0.5, max: 30, noNaN: true }),
    points: fc.array(coordinate, { minLength: 2, maxLength: 2 }),
  }),
  { maxLength: 6 },
)

const loaded = (mask?: Uint8Array): MaskLayers => {
  const layers = new MaskLayers(size)
  layers.load(stored(mask), 0)
  return layers
}
const stored = (mask?: Uint8Array) =>
  new Map([[foreground, mask ? MaskTiles.fromMask(mask, size) : new MaskTiles(size)]])
const finish = { tool: 'brush', className: foreground, classes: builtInClasses }
const draw = (layers: MaskLayers, stroke: BrushStroke) => {
  paintStroke(layers.begin().of(foreground), stroke)
  layers.touched()
  return layers.finish(finish)
}
const shown = (layers: MaskLayers): Uint8Array => layers.layer(foreground).toMask()
const dot = (x: number, mode: BrushStroke['mode'] = 'paint'): BrushStroke => ({ mode, radiusPx: 8, points: [x, 20] })

describe('the layers a window shows', () => {
  test('are what the strokes draw, and the tiles told of are all that changed', () => {
    fc.assert(
      fc.property(strokes, (list) => {
        const layers = loaded()
        layers.takeDirty(foreground)
        const copy = new MaskTiles(size)
        for (const stroke of list) {
          const before = shown(layers)
          const pending = draw(layers, stroke)
          expect(pending === null).toBe(isSameMask(before, shown(layers)))
          for (const index of layers.takeDirty(foreground)) copy.set(index, layers.layer(foreground).tile(index))
        }
        expect(isSameMask(shown(layers), paintedMask(size, list))).toBe(true)
        expect(isSameMask(copy.toMask(), shown(layers))).toBe(true)
      }),
      { numRuns: 20 },
    )
  })

  test('an abandoned stroke leaves no trace, on the card neither', () => {
    const layers = loaded(paintedMask(size, [dot(40)]))
    layers.takeDirty(foreground)
    paintStroke(layers.begin().of(foreground), dot(290))
    layers.abandon()
    expect([...layers.takeDirty(foreground)]).toEqual([1])
    expect(isSameMask(shown(layers), paintedMask(size, [dot(40)]))).toBe(true)
  })

  test('what is stored arrives late: strokes the host has not answered for stay on top, until they are given up', () => {
    const layers = loaded()
    const first = draw(layers, dot(40))!
    const second = draw(layers, dot(45, 'erase'))!
    layers.settle(first, 1)
    layers.load(stored(paintedMask(size, [dot(40), dot(200)])), 2)
    expect(isSameMask(shown(layers), paintedMask(size, [dot(40), dot(200), dot(45, 'erase')]))).toBe(true)
    layers.giveUp(second)
    expect(layers.isLoaded).toBe(false)
    layers.load(stored(paintedMask(size, [dot(40), dot(200)])), 2)
    expect(isSameMask(shown(layers), paintedMask(size, [dot(40), dot(200)]))).toBe(true)
  })

  test('a stroke that is being drawn is not disturbed by what arrives; it stays on top of it', () => {
    const layers = loaded()
    paintStroke(layers.begin().of(foreground), dot(20))
    layers.load(stored(paintedMask(size, [dot(200)])), 5)
    expect(layers.layer(foreground).valueAt(200, 20)).toBe(0)
    layers.finish(finish)
    expect(isSameMask(shown(layers), paintedMask(size, [dot(200), dot(20)]))).toBe(true)
    expect(layers.revision).toBe(5)
  })

  test('undo on the host is brought in; where it does not fit, everything has to be read again', () => {
    const layers = loaded()
    const pending = draw(layers, dot(40))!
    const delta = maskDelta(pending.changed.get(foreground)!, size)
    const undo = { direction: 'undo' as const, layers: [{ className: foreground, delta }] }
    layers.applyChange(undo, 2)
    // The stroke has not been answered for: what is stored now decides.
    expect(layers.isLoaded).toBe(false)
    layers.settle(pending, 1)
    layers.applyChange(undo, 2)
    expect(layers.revision).toBe(2)
    expect(layers.layer(foreground).isEmpty()).toBe(true)
    expect(() => layers.applyChange(undo, 3)).toThrow(/changed since/)
    expect(layers.isLoaded).toBe(false)
  })
})
