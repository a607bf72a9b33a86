import { describe, expect, test } from 'vitest'
import { truthArguments } from '../../../bench/truth/truthArguments.ts'

describe('the arguments of the truth table', () => {
  test('numbers, a start, or what is usual', () => {
    expect(truthArguments([])).toEqual({ count: 200, seed: 1, start: null })
    expect(truthArguments(['--pairs', '7', '--seed', '1000', '--start', 'none'])).toEqual({
      count: 7,
      seed: 1000,
      start: 'none',
    })
  })

  test.each([['--help'], ['-h']])('%s is no pair', (...args) => {
    expect(truthArguments(args)).toBeNull()
  })

  test.each([
    [['--start', 'nowhere'], /landmarks, pose, none/],
    [['--pairs', 'many'], /whole number/],
    [['--nothing'], /--nothing/],
  ])('%j is refused with a sentence', (args, message) => {
    expect(() => truthArguments(args)).toThrow(message)
  })
})
