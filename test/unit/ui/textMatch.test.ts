import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { filterByText, textMatch } from '#core/editor/textMatch.ts'

const filter = (items: readonly string[], query: string) => filterByText(items, query, (item) => item)

describe('filter by text', () => {
  it('keeps what holds every word, in any order and without accents', () => {
    expect(filter(['José Pérez', 'Joséphine', 'Anna'], 'per jose')).toEqual(['José Pérez'])
  })

  it('puts a hit at the start of a word before one inside it', () => {
    expect(filter(['Review', 'View from the front'], 'view')).toEqual(['View from the front', 'Review'])
  })

  it('keeps all items in their order for an empty query', () => {
    expect(filter(['b', 'a'], '  ')).toEqual(['b', 'a'])
  })

  it('finds every text by itself and never fails on what a person may type', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), fc.string({ maxLength: 20 }), (query, text) => {
        textMatch(query, text)
        return textMatch(text, `x ${text}`) !== null
      }),
      { seed: 4711 },
    )
  })
})
