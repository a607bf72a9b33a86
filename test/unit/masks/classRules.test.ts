import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { paintStroke } from '#core/masks/brush/paintStroke.ts'
import { keepClassRules } from '#core/masks/classRules.ts'
import { packLayerDeltas, unpackLayerDeltas } from '#core/masks/layerDeltas.ts'
import { LayerEdits } from '#core/masks/layerEdits.ts'
import { MaskTiles } from '#core/masks/tiles/maskTiles.ts'
import type { BrushStroke } from '#core/masks/types.ts'
import { builtInClasses, foreground } from '#core/model/maskClasses.ts'

const size = { widthPx: 300, heightPx: 40 }
const classes = [...builtInClasses, { name: 'glasses', title: 'Glasses', color: '#123456', isExclusive: false }]
const names = classes.map(({ name }) => name)
const exclusive = classes.filter(({ isExclusive }) => isExclusive).map(({ name }) => name)

const step = fc.record({
  name: fc.constantFrom(...names),
  mode: fc.constantFrom('paint' as const, 'erase' as const),
  x: fc.integer({ min: 0, max: 299 }),
  radiusPx: fc.integer({ min: 1, max: 40 }),
})

describe('class rules', () => {
  test('after any edits every class lies in the foreground, and no pixel is of two exclusive classes', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const layers = new Map([[foreground, new MaskTiles(size)]])
        for (const { name, mode, x, radiusPx } of steps) {
          const edits = new LayerEdits(layers, () => new MaskTiles(size))
          const stroke: BrushStroke = { mode, radiusPx, points: [x, 20] }
          paintStroke(edits.of(name), stroke)
          keepClassRules(edits, { name, changes: edits.of(name).changes() }, classes)
          edits.finish()
          expect(layers.get(name)?.valueAt(x, 20)).toBe(mode === 'paint' ? 255 : 0)
        }
        const masks = new Map([...layers].map(([name, layer]) => [name, layer.toMask()]))
        const within = masks.get(foreground)!
        const wrong: number[] = []
        for (let i = 0; i < within.length; i++) {
          const here = names.filter((name) => name !== foreground && (masks.get(name)?.[i] ?? 0) > 0)
          if (here.length > 0 && within[i] !== 255) wrong.push(i)
          if (here.filter((name) => exclusive.includes(name)).length > 1) wrong.push(i)
        }
        expect(wrong).toEqual([])
      }),
      { numRuns: 25 },
    )
  })

  test('a class has a layer of its own only once it is painted, and its name is that of a file', () => {
    const layers = new Map([[foreground, new MaskTiles(size)]])
    const edits = new LayerEdits(layers, () => new MaskTiles(size))
    paintStroke(edits.of(foreground), { mode: 'erase', radiusPx: 5, points: [5, 5] })
    keepClassRules(edits, { name: foreground, changes: edits.of(foreground).changes() }, classes)
    expect(edits.finish().size).toBe(0)
    expect([...layers.keys()]).toEqual([foreground])
    expect(() => edits.of('../hair')).toThrow(/not the name/)
  })
})

describe('the record of an edit of several classes', () => {
  test('gives back each; of the foreground alone it is the plain record of before', () => {
    const [one, two] = [Uint8Array.of(1, 2, 3), Uint8Array.of(9)]
    expect(packLayerDeltas(new Map([[foreground, one]]))).toBe(one)
    const both = packLayerDeltas(
      new Map([
        [foreground, one],
        ['hair', two],
      ]),
    )
    expect([...unpackLayerDeltas(both)].map(([name, delta]) => [name, [...delta]])).toEqual([
      [foreground, [1, 2, 3]],
      ['hair', [9]],
    ])
    expect(() => unpackLayerDeltas(both.slice(0, both.length - 1))).toThrow(/damaged/)
  })
})
