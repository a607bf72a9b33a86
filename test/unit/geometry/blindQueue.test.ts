import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blindQueue } from '#core/geometry/study/blindQueue.ts'

const scansOf = (sessions: readonly number[]) => sessions.map((count, i) => ({ scanId: `scan-${i}`, sessions: count }))

describe('scans served for a study', () => {
  it('are a share of what was done, once more, and all that was not, each once, for any seed', () => {
    const cases = fc.record({
      sessions: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 40 }),
      share: fc.double({ min: 0.01, max: 1, noNaN: true }),
      seed: fc.integer(),
    })
    fc.assert(
      fc.property(cases, ({ sessions, share, seed }) => {
        const scans = scansOf(sessions)
        const queue = blindQueue(scans, { share, seed })
        const done = scans.filter((scan) => scan.sessions > 0)
        if (done.length === 0) {
          expect(queue).toEqual([])
          return
        }
        const repeats = queue.filter(({ session }) => session > 1)
        expect(repeats).toHaveLength(Math.max(1, Math.round(share * done.length)))
        expect(queue.length - repeats.length).toBe(scans.length - done.length)
        expect(new Set(queue.map(({ scanId }) => scanId)).size).toBe(queue.length)
        for (const { scanId, session } of queue) {
          expect(session).toBe(scans.find((scan) => scan.scanId === scanId)!.sessions + 1)
        }
        expect(blindQueue(scans, { share, seed })).toEqual(queue)
      }),
    )
  })

  it('come in an order that the seed decides, repeats among the others', () => {
    const scans = scansOf(Array.from({ length: 40 }, (_, i) => (i < 20 ? 1 : 0)))
    const orders = [1, 2, 3].map((seed) => blindQueue(scans, { share: 0.5, seed }).map(({ scanId }) => scanId))
    expect(orders[0]).not.toEqual(orders[1])
    const repeatsInFirstHalf = blindQueue(scans, { share: 0.5, seed: 4 })
      .slice(0, 15)
      .filter(({ session }) => session === 2).length
    expect(repeatsInFirstHalf).toBeGreaterThan(0)
    expect(repeatsInFirstHalf).toBeLessThan(10)
  })
})
