import { describe, expect, it } from 'vitest'
import { goals } from '../../../bench/goals.ts'
import { median, timingOf } from '../../../bench/measure.ts'
import { referenceProbes, type StoredTask, storedTasks } from '../../../bench/stored.ts'
import { achieved, probeScale, referenceOf, verdictOf, worstVerdict } from '../../../bench/verdict.ts'

const stored: StoredTask = {
  boundBy: 'latencyNs',
  peers: { quick: { ms: 100, allThreadsMs: 60 }, middle: { ms: 150 }, slow: { ms: 400, allThreadsMs: 200 } },
}

describe('median', () => {
  it('takes the middle, or the mean of the two in the middle, and leaves its input as it was', () => {
    const values = [9, 1, 5]
    expect(median(values)).toBe(5)
    expect(values).toEqual([9, 1, 5])
    expect(median([4, 1, 3, 2])).toBe(2.5)
    expect(median([10, 9, 100])).toBe(10)
  })
})

describe('several runs', () => {
  it('count without the first, which warms up, but for the memory', () => {
    const run = (cpuMs: number, clockMs: number, peakMb: number) => ({ cpuMs, clockMs, peakMb })
    const timing = timingOf([run(90, 95, 64), run(12, 20, 0), run(10, 30, 0), run(11, 25, 0)])
    expect(timing).toEqual({ medianMs: 11, minMs: 10, medianClockMs: 25, peakMb: 64 })
  })
})

describe('the fastest peer on this machine', () => {
  it('is the one that ran beside, by its own time', () => {
    const line = { task: 'a', ms: 50, stored, beside: [{ peer: 'quick', ms: 130, allThreadsMs: 70 }] }
    expect(referenceOf(line, null)).toEqual({ peer: 'quick', ms: 130, basis: 'beside', allThreadsMs: 70 })
  })

  it('is a stored one, scaled by the peer that ran beside', () => {
    const line = { task: 'a', ms: 50, stored, beside: [{ peer: 'slow', ms: 600 }] }
    expect(referenceOf(line, null)).toEqual({
      ...{ peer: 'quick', ms: 150, basis: 'stored × 1.50 by slow', allThreadsMs: 90 },
    })
  })

  it('is scaled by the median of several that ran beside', () => {
    const beside = [
      { peer: 'slow', ms: 400 },
      { peer: 'middle', ms: 180 },
    ]
    const found = referenceOf({ task: 'a', ms: 50, stored, beside }, null)
    expect(found?.ms).toBeCloseTo(110, 9)
    expect(found?.basis).toBe('stored × 1.10 by slow, middle')
  })

  it('may be a peer beside that was slower on the reference machine', () => {
    const line = {
      task: 'a',
      ms: 50,
      stored,
      beside: [
        { peer: 'slow', ms: 80 },
        { peer: 'quick', ms: 90 },
      ],
    }
    expect(referenceOf(line, null)).toMatchObject({ peer: 'slow', basis: 'beside' })
  })

  it('is scaled by a probe of the machine where no peer ran beside', () => {
    const here = { ...referenceProbes, latencyNs: referenceProbes.latencyNs * 2 }
    expect(referenceOf({ task: 'a', ms: 50, stored }, here)).toMatchObject({
      ...{ peer: 'quick', ms: 200, basis: 'stored × 2.00 by memory latency' },
    })
    expect(referenceOf({ task: 'a', ms: 50, stored }, null)).toMatchObject({ ms: 100, basis: 'stored, not scaled' })
  })

  it('is absent for a line that compares with nobody', () => {
    expect(referenceOf({ task: 'a', ms: 50 }, null)).toBeNull()
  })
})

describe('the scale of a probe', () => {
  it('grows with latency and falls with speed', () => {
    const here = { readGbPerSecond: 20.5, triadGbPerSecond: 34, latencyNs: 314, multiplyAddGflops: 132 }
    expect(probeScale('readGbPerSecond', here)).toBe(2)
    expect(probeScale('triadGbPerSecond', here)).toBe(1)
    expect(probeScale('latencyNs', here)).toBe(2)
    expect(probeScale('multiplyAddGflops', here)).toBe(0.5)
  })
})

describe('the verdict', () => {
  const rays = (ms: number, isReached?: boolean) =>
    verdictOf(
      {
        task: 'rays',
        goal: 'rays',
        ms,
        beside: [{ peer: 'Embree 3', ms: 100 }],
        ...(isReached === false && { isReached }),
      },
      null,
    )

  it('compares the ratio with both steps of the goal', () => {
    expect(rays(100)).toBe('moonshot')
    expect(rays(101)).toBe('must')
    expect(rays(180)).toBe('must')
    expect(rays(181)).toBe('missed')
  })

  it('does not count a time without the accuracy that the goal asks for', () => {
    expect(rays(10, false)).toBe('missed')
  })

  it('compares a value from the side that its goal is on', () => {
    const workers = (value: number) => verdictOf({ task: 'batch', goal: 'workers', ms: 1, value }, null)
    expect(workers(1.95)).toBe('must')
    expect(workers(1.85)).toBe('missed')
    const minutes = (value: number) => verdictOf({ task: 'dataset', goal: 'dataset', ms: 1, value }, null)
    expect(minutes(19)).toBe('moonshot')
    expect(minutes(44)).toBe('must')
    expect(minutes(46)).toBe('missed')
    expect(achieved({ task: 'batch', goal: 'workers', ms: 1, value: 1.95 }, null)).toBe(1.95)
  })

  it('says when a goal has no number, and nothing for a line without a goal', () => {
    expect(verdictOf({ task: 'dataset', goal: 'dataset', ms: 1 }, null)).toBe('not measured')
    expect(verdictOf({ task: 'part', ms: 1, stored }, null)).toBeNull()
  })

  it('is the worst of the lines that answer one goal', () => {
    expect(worstVerdict(['moonshot', 'missed', 'must'])).toBe('missed')
    expect(worstVerdict(['moonshot', 'must'])).toBe('must')
    expect(worstVerdict([])).toBe('not measured')
  })
})

describe('the goals', () => {
  it('have a moonshot beyond the must and a stored peer to compare with', () => {
    for (const goal of Object.values(goals)) {
      if ('moonshot' in goal) expect(goal.moonshot, goal.task).toBeLessThan(goal.must)
      if (goal.kind === 'ratio') expect(Object.keys(goal.stored.peers).length, goal.task).toBeGreaterThan(0)
    }
    expect(storedTasks.rays.peers['Embree 3'].ms).toBe(126)
  })
})
