import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { brightnessOf, brightnessThreshold } from '#core/masks/tools/brightness.ts'
import { colorWand } from '#core/masks/tools/colorWand.ts'
import { fillHoles, removeIslands } from '#core/masks/tools/components.ts'
import { floodFill } from '#core/masks/tools/floodFill.ts'
import { liveWire, wirePath, wireSteps } from '#core/masks/tools/liveWire.ts'
import { liveWireCosts, stepCost } from '#core/masks/tools/liveWireCosts.ts'
import { close, grow, open, shrink } from '#core/masks/tools/morphology.ts'
import { polygonSpans } from '#core/masks/tools/polygon.ts'
import { farAway, squaredDistance } from '#core/masks/tools/squaredDistance.ts'
import { seededRandom } from '#core/model/random.ts'
import { blobs, isSameMask } from './painted.ts'

const size = { widthPx: 41, heightPx: 33 }
const pixels = size.widthPx * size.heightPx
const seeds = fc.integer({ min: 0, max: 1e9 })
const placeOf = (i: number) => ({ x: i % size.widthPx, y: Math.floor(i / size.widthPx) })

/** Labels of connected pixels of one kind, by walking from pixel to pixel. */
const labelsOf = (isIn: (i: number) => boolean, reach: 4 | 8): Int32Array => {
  const labels = new Int32Array(pixels).fill(-1)
  for (let start = 0; start < pixels; start++) {
    if (labels[start] >= 0 || !isIn(start)) continue
    const waiting = [start]
    labels[start] = start
    while (waiting.length > 0) {
      const { x, y } = placeOf(waiting.pop()!)
      for (const [dx, dy] of wireSteps) {
        const i = (y + dy) * size.widthPx + x + dx
        const isInside = x + dx >= 0 && y + dy >= 0 && x + dx < size.widthPx && y + dy < size.heightPx
        if (!isInside || (reach === 4 && dx !== 0 && dy !== 0) || labels[i] >= 0 || !isIn(i)) continue
        labels[i] = start
        waiting.push(i)
      }
    }
  }
  return labels
}

describe('polygon', () => {
  const windingOf = (points: readonly number[], x: number, y: number): number => {
    let turned = 0
    for (let i = 0; i < points.length; i += 2) {
      const j = (i + 2) % points.length
      const a = Math.atan2(points[i + 1] - y, points[i] - x)
      const b = Math.atan2(points[j + 1] - y, points[j] - x)
      turned += Math.atan2(Math.sin(b - a), Math.cos(b - a))
    }
    return Math.round(turned / (2 * Math.PI))
  }

  test('holds the centres that its outline winds around', () => {
    // Never on a centre: there the answer is a matter of taste.
    const corner = fc.integer({ min: -10, max: 50 }).map((value) => value + 0.37)
    const outline = fc.array(fc.tuple(corner, corner), { minLength: 3, maxLength: 9 }).map((points) => points.flat())
    fc.assert(
      fc.property(outline, (points) => {
        const mask = new Uint8Array(pixels)
        polygonSpans(points, size.heightPx, (y, first, last) => {
          for (let x = Math.max(0, first); x <= Math.min(size.widthPx - 1, last); x++) mask[y * size.widthPx + x] = 255
        })
        const wrong: number[] = []
        for (let i = 0; i < pixels; i++) {
          const { x, y } = placeOf(i)
          const isOn = points.some((_, k) => {
            if (k % 2 === 1) return false
            const j = (k + 2) % points.length
            const cross =
              (points[j] - points[k]) * (y - points[k + 1]) - (points[j + 1] - points[k + 1]) * (x - points[k])
            return Math.abs(cross) < 1e-6
          })
          if (!isOn && (mask[i] === 255) !== (windingOf(points, x, y) !== 0)) wrong.push(i)
        }
        expect(wrong).toEqual([])
      }),
      { numRuns: 30 },
    )
  })

  test('two polygons with a common edge share no pixel and leave none out', () => {
    const counts = new Uint8Array(pixels)
    const add = (y: number, first: number, last: number): void => {
      for (let x = first; x <= last; x++) counts[y * size.widthPx + x]++
    }
    polygonSpans([4, 4, 20, 4, 24, 20, 4, 20], size.heightPx, add)
    polygonSpans([20, 4, 36, 4, 36, 20, 24, 20], size.heightPx, add)
    for (let i = 0; i < pixels; i++) {
      const { x, y } = placeOf(i)
      expect(counts[i]).toBe(x >= 4 && x < 36 && y >= 4 && y < 20 ? 1 : 0)
    }
    expect(() => polygonSpans([1, 2, 3, 4], 10, add)).toThrow(/three corners/)
  })
})

describe('regions', () => {
  test('a flood fill reaches exactly what hangs together with the seed', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: pixels - 1 }), fc.constantFrom(0, 255), (seed, at, value) => {
        const mask = blobs(size, seed)
        const isSubject = mask[at] >= 128
        const labels = labelsOf((i) => mask[i] >= 128 === isSubject, 4)
        const filled = mask.slice()
        floodFill(filled, size, placeOf(at), value as 0 | 255)
        expect(
          isSameMask(
            filled,
            mask.map((old, i) => (labels[i] === labels[at] && labels[i] >= 0 ? value : old)),
          ),
        ).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  test('the colour wand takes what is near in every channel, connected or everywhere', () => {
    const given = fc.record({
      seed: seeds,
      at: fc.integer({ min: 0, max: pixels - 1 }),
      tolerance: fc.integer({ min: 0, max: 120 }),
    })
    fc.assert(
      fc.property(given, fc.boolean(), ({ seed, at, tolerance }, contiguous) => {
        const random = seededRandom(seed)
        const base = blobs(size, seed)
        const rgba = Uint8Array.from({ length: 4 * pixels }, (_, k) => base[k >> 2] / 2 + random.below(64))
        const isLike = (i: number): boolean =>
          [0, 1, 2].every((channel) => Math.abs(rgba[4 * i + channel] - rgba[4 * at + channel]) <= tolerance)
        const labels = labelsOf(isLike, 4)
        const selected = colorWand(rgba, size, { seed: placeOf(at), tolerance, contiguous })
        for (let i = 0; i < pixels; i++) {
          expect(selected[i] === 255).toBe(contiguous ? labels[i] === labels[at] && labels[i] >= 0 : isLike(i))
        }
      }),
      { numRuns: 20 },
    )
  })

  test('holes up to a size are filled, islands up to a size removed, the largest part stays', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 200 }), (seed, largestPx) => {
        const mask = blobs(size, seed)
        const background = labelsOf((i) => mask[i] < 128, 4)
        const subject = labelsOf((i) => mask[i] >= 128, 8)
        const areaOf = (labels: Int32Array, label: number): number => labels.filter((each) => each === label).length
        const touches = new Set(
          [...background.keys()]
            .filter((i) => {
              const { x, y } = placeOf(i)
              return x === 0 || y === 0 || x === size.widthPx - 1 || y === size.heightPx - 1
            })
            .map((i) => background[i]),
        )
        const filled = mask.slice()
        fillHoles(filled, size, largestPx)
        const small = new Map([...new Set(background)].map((label) => [label, areaOf(background, label) <= largestPx]))
        expect(
          isSameMask(
            filled,
            mask.map((old, i) => (old < 128 && !touches.has(background[i]) && small.get(background[i]) ? 255 : old)),
          ),
        ).toBe(true)
        const parts = [...new Set(subject)]
          .filter((label) => label >= 0)
          .map((label) => ({ label, area: areaOf(subject, label) }))
        const largest = Math.max(0, ...parts.map(({ area }) => area))
        const main = parts.find(({ area }) => area === largest)?.label
        const cleaned = mask.slice()
        removeIslands(cleaned, size, largestPx)
        const goes = new Set(
          parts.filter(({ label, area }) => label !== main && area <= largestPx).map(({ label }) => label),
        )
        expect(
          isSameMask(
            cleaned,
            mask.map((old, i) => (goes.has(subject[i]) ? 0 : old)),
          ),
        ).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  test('brightness is that of the eye, and a threshold takes a range inside of a box', () => {
    expect([...brightnessOf(Uint8Array.of(255, 255, 255, 9, 255, 0, 0, 9, 0, 255, 0, 9, 0, 0, 255, 9))]).toEqual([
      255, 54, 182, 18,
    ])
    const brightness = Uint8Array.from({ length: pixels }, (_, i) => i % 256)
    const box = { x0: 3, y0: 4, x1: 30, y1: 20 }
    const mask = brightnessThreshold(brightness, size, { low: 40, high: 90 }, box)
    for (let i = 0; i < pixels; i++) {
      const { x, y } = placeOf(i)
      const isIn = x >= box.x0 && x < box.x1 && y >= box.y0 && y < box.y1 && i % 256 >= 40 && i % 256 <= 90
      expect(mask[i]).toBe(isIn ? 255 : 0)
    }
  })
})

describe('distances', () => {
  const nearest = (isMarked: (i: number) => boolean): Float64Array =>
    Float64Array.from({ length: pixels }, (_, i) => {
      const { x, y } = placeOf(i)
      let best = Number.POSITIVE_INFINITY
      for (let j = 0; j < pixels; j++) {
        if (isMarked(j)) best = Math.min(best, (placeOf(j).x - x) ** 2 + (placeOf(j).y - y) ** 2)
      }
      return best
    })

  test('are exact', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const mask = blobs(size, seed)
        const found = squaredDistance(mask, size.widthPx, size.heightPx)
        const truth = nearest((i) => mask[i] > 0)
        for (let i = 0; i < pixels; i++) {
          if (Number.isFinite(truth[i])) expect(found[i]).toBe(truth[i])
          else expect(found[i]).toBeGreaterThanOrEqual(farAway)
        }
      }),
      { numRuns: 6 },
    )
  })

  test('grow, shrink, open and close are discs moved over every pixel', () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0.5, max: 6, noNaN: true }), (seed, radiusPx) => {
        const grown = (mask: Uint8Array): Uint8Array => {
          const truth = nearest((i) => mask[i] >= 128)
          return mask.map((_, i) => (truth[i] <= radiusPx * radiusPx ? 255 : 0))
        }
        const shrunk = (mask: Uint8Array): Uint8Array => {
          const truth = nearest((i) => mask[i] < 128)
          return mask.map((_, i) => (truth[i] <= radiusPx * radiusPx ? 0 : 255))
        }
        const mask = blobs(size, seed)
        expect(isSameMask(grow(mask, size, radiusPx), grown(mask))).toBe(true)
        expect(isSameMask(shrink(mask, size, radiusPx), shrunk(mask))).toBe(true)
        expect(isSameMask(open(mask, size, radiusPx), grown(shrunk(mask)))).toBe(true)
        expect(isSameMask(close(mask, size, radiusPx), shrunk(grown(mask)))).toBe(true)
      }),
      { numRuns: 3 },
    )
  })

  test('grow and shrink work across blocks: a disc in a large picture', () => {
    const large = { widthPx: 600, heightPx: 530 }
    const disc = (radius: number) =>
      Uint8Array.from({ length: large.widthPx * large.heightPx }, (_, i) => {
        const [x, y] = [i % large.widthPx, Math.floor(i / large.widthPx)]
        return (x - 256) ** 2 + (y - 256) ** 2 <= radius * radius ? 255 : 0
      })
    const grown = grow(disc(0), large, 100)
    expect(isSameMask(grown, disc(100))).toBe(true)
    expect(
      shrink(new Uint8Array(large.widthPx * large.heightPx).fill(255), large, 9).every((value) => value === 255),
    ).toBe(true)
  })
})

describe('intelligent scissors', () => {
  test('every path is as cheap as the cheapest there is', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const [width, height] = [14, 11]
        const random = seededRandom(seed)
        const brightness = Uint8Array.from({ length: width * height }, () => random.below(256))
        const box = { x0: 5, y0: 7, x1: 5 + width, y1: 7 + height }
        const anchor = { x: 5 + random.below(width), y: 7 + random.below(height) }
        const costs = liveWireCosts(brightness, width, height)
        const indexOf = (x: number, y: number): number => (y - box.y0) * width + x - box.x0
        // Bellman and Ford: relaxed until nothing changes.
        const truth = new Float64Array(width * height).fill(Number.POSITIVE_INFINITY)
        truth[indexOf(anchor.x, anchor.y)] = 0
        for (let isChanged = true; isChanged; ) {
          isChanged = false
          for (let i = 0; i < truth.length; i++) {
            const [x, y] = [i % width, Math.floor(i / width)]
            for (const [dx, dy] of wireSteps) {
              if (x + dx < 0 || y + dy < 0 || x + dx >= width || y + dy >= height) continue
              const reached = truth[i] + stepCost(costs, i, i + dy * width + dx, dx, dy)
              if (reached >= truth[i + dy * width + dx]) continue
              truth[i + dy * width + dx] = reached
              isChanged = true
            }
          }
        }
        const wire = liveWire(brightness, box, anchor)
        for (let i = 0; i < truth.length; i++) {
          const to = { x: box.x0 + (i % width), y: box.y0 + Math.floor(i / width) }
          const path = wirePath(wire, to)
          expect(path.slice(0, 2)).toEqual([anchor.x, anchor.y])
          expect(path.slice(-2)).toEqual([to.x, to.y])
          let cost = 0
          for (let k = 2; k < path.length; k += 2) {
            const [dx, dy] = [path[k] - path[k - 2], path[k + 1] - path[k - 1]]
            cost += stepCost(costs, indexOf(path[k - 2], path[k - 1]), indexOf(path[k], path[k + 1]), dx, dy)
          }
          expect(cost).toBe(truth[i])
        }
      }),
      { numRuns: 12 },
    )
  })

  test('the path follows the border of a disc instead of the straight way', () => {
    const [width, height] = [121, 121]
    const brightness = Uint8Array.from({ length: width * height }, (_, i) =>
      Math.hypot((i % width) - 60, Math.floor(i / width) - 60) <= 40 ? 200 : 40,
    )
    const wire = liveWire(brightness, { x0: 0, y0: 0, x1: width, y1: height }, { x: 100, y: 60 })
    const path = wirePath(wire, { x: 60, y: 20 })
    for (let k = 0; k < path.length; k += 2) {
      expect(Math.abs(Math.hypot(path[k] - 60, path[k + 1] - 60) - 40)).toBeLessThan(2)
    }
  })
})
