import { InvalidArgumentError } from 'commander'
import { describe, expect, it } from 'vitest'
import { byteSize, shortNumber } from '../../../src/main/cli/numbers.ts'
import { parseListOf, parseOverlap, parseWeights, parseWhole } from '../../../src/main/cli/optionParsers.ts'

describe('option parsers', () => {
  it('read an overlap', () => {
    expect([parseOverlap('auto'), parseOverlap('0.8'), parseOverlap('1')]).toEqual(['auto', 0.8, 1])
    for (const text of ['', ' ', '0', '-1', '1.01', 'NaN', 'much', '0,8']) {
      expect(() => parseOverlap(text)).toThrow(InvalidArgumentError)
    }
  })

  it('read whole numbers of a range', () => {
    const parse = parseWhole(1, 64)
    expect([parse('1'), parse('64')]).toEqual([1, 64])
    for (const text of ['0', '65', '1.5', '-1', '1e1', '', '0x10']) {
      expect(() => parse(text)).toThrow(InvalidArgumentError)
    }
  })

  it('read weights by name', () => {
    expect(parseWeights('nose_tip=2, left eye = 0.5,a=b=0')).toEqual({ nose_tip: 2, 'left eye': 0.5, 'a=b': 0 })
    for (const text of ['', 'nose_tip', 'nose_tip=', '=1', 'nose_tip=-1', 'nose_tip=x', 'a=1,,b=2', 'a=Infinity']) {
      expect(() => parseWeights(text)).toThrow(InvalidArgumentError)
    }
  })

  it('read a list in its own order, each once', () => {
    const parse = parseListOf(['align', 'masks', 'register'])
    expect(parse('register,align')).toEqual(['align', 'register'])
    expect(parse('masks, masks')).toEqual(['masks'])
    for (const text of ['', 'align,', 'align;masks', 'all']) expect(() => parse(text)).toThrow(InvalidArgumentError)
  })
})

describe('numbers for people', () => {
  it('have six digits and no grouping', () => {
    expect([shortNumber(1234.56789), shortNumber(0.1), shortNumber(1e-7)]).toEqual(['1234.57', '0.1', '1e-7'])
  })

  it('name sizes in powers of a thousand', () => {
    expect([0, 999, 1000, 1_500_000, 2e15].map(byteSize)).toEqual([
      '0 bytes',
      '999 bytes',
      '1.0 kB',
      '1.5 MB',
      '2000.0 TB',
    ])
  })
})
