import { describe, expect, it } from 'vitest'
import { KeptBytes } from '../../../src/renderer/image/KeptBytes.ts'
import { levelFor } from '../../../src/renderer/image/openPhoto.ts'

const kept = (budgetBytes: number) => {
  const dropped: string[] = []
  const values = new KeptBytes<string>({
    budgetBytes,
    sizeOf: ({ length }) => length,
    drop: (value) => dropped.push(value),
  })
  return { values, dropped }
}

describe('what is kept within a budget of bytes', () => {
  it('drops what was asked for longest ago, and tells of it once', () => {
    const { values, dropped } = kept(6)
    values.put('a', 'aa')
    values.put('b', 'bb')
    values.put('c', 'cc')
    expect(values.get('a')).toBe('aa')
    values.put('d', 'dd')
    expect(dropped).toEqual(['bb'])
    expect(['a', 'b', 'c', 'd'].map((key) => values.get(key))).toEqual(['aa', undefined, 'cc', 'dd'])
  })

  it('keeps the last one whatever its size, and counts a replaced one once', () => {
    const { values, dropped } = kept(3)
    values.put('a', 'aaaaaaaa')
    expect(values.get('a')).toBe('aaaaaaaa')
    values.put('a', 'a')
    values.put('b', 'bb')
    expect([values.get('a'), values.get('b'), dropped]).toEqual(['a', 'bb', ['aaaaaaaa']])
  })
})

describe('the version of a photo for a zoom', () => {
  it('is the smallest that is as fine as the screen', () => {
    const photo = { widthPx: 7072, heightPx: 4000 }
    expect([7072 / 640, 7072 / 800, 7072 / 801, 1].map((imagePerScreen) => levelFor(photo, imagePerScreen))).toEqual([
      'small',
      'small',
      'preview',
      'preview',
    ])
  })
})
