import { getHeapStatistics } from 'node:v8'
import { expect, test } from 'vitest'
import { collectYoungArrays } from '#main/compute/collectGarbage.ts'

const mega = 2 ** 20
const arrayBytes = (): number => getHeapStatistics().external_memory

/** Arrays that nothing refers to when it has returned. */
const makeArrays = (count: number): number => Array.from({ length: count }, () => new Float64Array(mega / 8)).length

test('arrays that are young and no longer used are freed where there are many, and few are left alone', () => {
  collectYoungArrays()
  const before = arrayBytes()
  makeArrays(4)
  const few = arrayBytes()
  collectYoungArrays()
  expect(arrayBytes()).toBeGreaterThanOrEqual(few)
  makeArrays(40)
  expect(arrayBytes()).toBeGreaterThan(before + 40 * mega)
  collectYoungArrays()
  expect(arrayBytes()).toBeLessThan(before + 10 * mega)
})

test('arrays in use stay whole', () => {
  const kept = Array.from({ length: 40 }, (_, i) => new Float64Array(mega / 8).fill(i))
  collectYoungArrays()
  expect(kept.map((array) => array[1])).toEqual(kept.map((_, i) => i))
})
