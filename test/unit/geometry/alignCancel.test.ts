import { afterEach, describe, expect, test, vi } from 'vitest'
import { alignScans } from '#core/geometry/alignScans.ts'
import { TriangleTree } from '#core/kernels/triangleTree.ts'
import { scanPair } from './bumpyHead.ts'

/** What happened, in order: looks at the cancel signal, searches of so many points, trees of so many triangles. */
type Seen = { readonly what: 'look' | 'search' | 'tree'; readonly units: number }

/** An alignment that is watched, not changed; cancelled with the look of that number, when there is one. */
const watched = (
  pair: ReturnType<typeof scanPair>,
  o: { start: 'landmarks' | 'global'; cancelAt?: number },
): Seen[] => {
  const seen: Seen[] = []
  const search = TriangleTree.prototype.closestPoints
  vi.spyOn(TriangleTree.prototype, 'closestPoints').mockImplementation(function (this: TriangleTree, ...given) {
    seen.push({ what: 'search', units: given[0].length / 3 })
    search.apply(this, given)
  })
  const build = TriangleTree.buildIndexed
  vi.spyOn(TriangleTree, 'buildIndexed').mockImplementation((...given) => {
    seen.push({ what: 'tree', units: given[0].triangles.length / 3 })
    return build.apply(TriangleTree, given)
  })
  let looks = 0
  const { signal } = new AbortController()
  Object.defineProperty(signal, 'aborted', {
    get: () => {
      seen.push({ what: 'look', units: 1 })
      return looks++ === o.cancelAt
    },
  })
  const run = () =>
    alignScans(
      {
        source: { mesh: pair.source, landmarks: pair.sourceLandmarks, unit: 'm' },
        target: { mesh: pair.target, landmarks: pair.targetLandmarks, unit: 'mm' },
        options: { scale: 'free', metric: 'point-to-plane', overlap: 'auto', restarts: 1, start: o.start },
      },
      { signal },
    )
  if (o.cancelAt === undefined) run()
  else expect(run).toThrowError(expect.objectContaining({ code: 'job/cancelled' }))
  vi.restoreAllMocks()
  return seen
}

/** Points searched between one look and the next, at most. */
const mostBetweenLooks = (seen: readonly Seen[]): number => {
  let [most, sum] = [0, 0]
  for (const { what, units } of seen) {
    if (what === 'look') sum = 0
    if (what === 'search') sum += units
    most = Math.max(most, sum)
  }
  return most
}

const looksIn = (seen: readonly Seen[]): number => seen.filter(({ what }) => what === 'look').length

describe('an alignment that is cancelled', () => {
  const small = scanPair({
    seed: 71,
    overlap: 0.9,
    noiseMm: 0.3,
    startDeg: 4,
    startMm: 4,
    rings: { source: 40, target: 50 },
  })
  afterEach(() => vi.restoreAllMocks())

  test('searches no more than some thousand points between two looks at the signal (170,000 vertices)', () => {
    const large = scanPair({
      seed: 72,
      overlap: 0.9,
      noiseMm: 0.3,
      startDeg: 4,
      startMm: 4,
      rings: { source: 290, target: 60 },
    })
    expect(large.source.positions.length / 3).toBeGreaterThan(110_000)
    const seen = watched(large, { start: 'landmarks' })
    expect(mostBetweenLooks(seen)).toBeLessThanOrEqual(16_384)
    // Before the tree of the target is built, and again before anything is searched in it.
    const tree = seen.findIndex(({ what }) => what === 'tree')
    expect(tree).toBeGreaterThan(4)
    expect([seen[tree - 1].what, seen[tree + 1].what]).toEqual(['look', 'look'])
  })

  test.each(['landmarks', 'global'] as const)('does nothing after the look that saw it, start %s', (start) => {
    const looks = looksIn(watched(small, { start }))
    expect(looks).toBeGreaterThan(60)
    // From the first to the last: before the tree, in every level, in restarts, refits and the final distances.
    for (let part = 0; part < 5; part++) {
      const cancelAt = Math.round((part / 4) * (looks - 1))
      const seen = watched(small, { start, cancelAt })
      expect(looksIn(seen)).toBe(cancelAt + 1)
      expect(seen.at(-1)?.what).toBe('look')
    }
  })
})
