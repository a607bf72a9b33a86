import { getHeapStatistics } from 'node:v8'
import { expect, test } from 'vitest'
import { collectYoungArrays } from '#main/compute/collectGarbage.ts'

const mega = 2 ** 20
const arrayBytes = (): number => getHeapStatistics().external_memory

/** Arrays that nothing refers to when it has returned. */
const makeArrays = (count: number): number => Array.from({ length: count }, () => new Float64Array(mega / 8)).length

test.each([
  { when: 'inWork', few: 4, many: 50 },
  { when: 'afterWork', few: 2, many: 40 },
] as const)(
  'arrays that are young and no longer used are freed $when where there are many, and few are left alone',
  (o) => {
    collectYoungArrays('afterWork')
    const before = arrayBytes()
    makeArrays(o.few)
    const few = arrayBytes()
    collectYoungArrays(o.when)
    expect(arrayBytes()).toBeGreaterThanOrEqual(few)
    makeArrays(o.many)
    expect(arrayBytes()).toBeGreaterThan(before + o.many * mega)
    collectYoungArrays(o.when)
    expect(arrayBytes()).toBeLessThan(before + 10 * mega)
  },
)

test('arrays in use stay whole', () => {
  const kept = Array.from({ length: 60 }, (_, i) => new Float64Array(mega / 8).fill(i))
  collectYoungArrays('inWork')
  expect(kept.map((array) => array[1])).toEqual(kept.map((_, i) => i))
})
