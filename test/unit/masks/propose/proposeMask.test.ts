import { describe, expect, test } from 'vitest'
import { intersectionOverUnion } from '#core/masks/compare.ts'
import { guidedFilter } from '#core/masks/propose/guidedFilter.ts'
import { proposeMask } from '#core/masks/propose/proposeMask.ts'
import { outlineScan, viewOutline } from '#core/masks/propose/scanOutline.ts'
import { seededRandom } from '#core/model/random.ts'
import { toMat4 } from '#core/model/transform.ts'

/** A head over shoulders that leave the picture below, of two stripes, before a noisy wall. */
const scene = (widthPx: number, heightPx: number, seed: number) => {
  const random = seededRandom(seed)
  const truth = new Uint8Array(widthPx * heightPx)
  const rgb = new Uint8Array(widthPx * heightPx * 3)
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const u = x / widthPx
      const v = y / heightPx
      const isHead = Math.hypot((u - 0.5) / 0.14, (v - 0.35) / 0.2) < 1
      const isBody = Math.hypot((u - 0.5) / 0.3, (v - 1) / 0.5) < 1
      const i = y * widthPx + x
      truth[i] = isHead || isBody ? 255 : 0
      const color = isHead
        ? [200, 160, 130]
        : isBody
          ? Math.floor(v * 20) % 2
            ? [180, 40, 50]
            : [190, 170, 160]
          : [70, 90, 110]
      for (let c = 0; c < 3; c++) rgb[i * 3 + c] = Math.max(0, Math.min(255, color[c] + 14 * random.normal()))
    }
  }
  return { size: { widthPx, heightPx }, truth, rgb }
}

const moved = (mask: Uint8Array, widthPx: number, dx: number, dy: number): Uint8Array =>
  Uint8Array.from(mask, (_, i) => {
    const x = (i % widthPx) - dx
    const y = Math.floor(i / widthPx) - dy
    return x < 0 || y < 0 || x >= widthPx ? 0 : mask[y * widthPx + x]
  })

describe('proposing masks', () => {
  test('an outline 3 pixels beside the photo’s is moved onto it (seed 3)', () => {
    const { size, truth, rgb } = scene(320, 300, 3)
    const silhouette = moved(truth, 320, 3, 0)
    const evidence = {
      kind: 'silhouette' as const,
      silhouette,
      sigmaPx: 3,
      openBorder: new Float32Array(0),
      onward: [0, 1] as const,
    }
    expect(intersectionOverUnion(silhouette, truth)).toBeLessThan(0.97)
    expect(intersectionOverUnion(proposeMask({ rgb, ...size, evidence }), truth)).toBeGreaterThan(0.99)
  })

  test('what is missing beyond an open border is found, what is closed is not left (seed 4)', () => {
    const { size, truth, rgb } = scene(320, 300, 4)
    const end = 215
    const silhouette = truth.map((value, i) => (Math.floor(i / 320) < end ? value : 0))
    const border: number[] = []
    for (let x = 0; x < 320; x++) if (silhouette[(end - 1) * 320 + x]) border.push(x, end, 150)
    const evidence = {
      kind: 'silhouette' as const,
      silhouette,
      sigmaPx: 1,
      openBorder: Float32Array.from(border),
      onward: [0, 1] as const,
    }
    expect(intersectionOverUnion(silhouette, truth)).toBeLessThan(0.6)
    expect(intersectionOverUnion(proposeMask({ rgb, ...size, evidence }), truth)).toBeGreaterThan(0.98)
  })

  test('a box about head and shoulders is enough, and so are strokes (seed 5)', () => {
    const { size, truth, rgb } = scene(320, 300, 5)
    const box = { x0: 60, y0: 35, x1: 260, y1: 300 }
    expect(intersectionOverUnion(proposeMask({ rgb, ...size, evidence: { kind: 'box', box } }), truth)).toBeGreaterThan(
      0.98,
    )
    const scribbles = [
      { mode: 'paint' as const, radiusPx: 4, points: [160, 80, 160, 290, 120, 290, 200, 290] },
      { mode: 'erase' as const, radiusPx: 4, points: [20, 20, 300, 20, 300, 200] },
    ]
    const byStrokes = proposeMask({ rgb, ...size, evidence: { kind: 'scribbles', scribbles } })
    expect(intersectionOverUnion(byStrokes, truth)).toBeGreaterThan(0.98)
  })

  test('a photo above half a megapixel is cut smaller and its outline carried back by the guided filter (seed 6)', () => {
    const { size, truth, rgb } = scene(880, 800, 6)
    const silhouette = moved(truth, 880, 0, 6)
    const evidence = {
      kind: 'silhouette' as const,
      silhouette,
      sigmaPx: 6,
      openBorder: new Float32Array(0),
      onward: [0, 1] as const,
    }
    const mask = proposeMask({ rgb, ...size, evidence })
    expect(new Set(mask)).toEqual(new Set([0, 255]))
    expect(intersectionOverUnion(mask, truth)).toBeGreaterThan(0.993)
  })

  test('an exception of the step hook ends the work', () => {
    const { size, truth, rgb } = scene(160, 150, 7)
    const evidence = {
      kind: 'silhouette' as const,
      silhouette: truth,
      sigmaPx: 2,
      openBorder: new Float32Array(0),
      onward: [0, 1] as const,
    }
    const stop = (): never => {
      throw new Error('stopped')
    }
    expect(() => proposeMask({ rgb, ...size, evidence }, stop)).toThrow('stopped')
  })
})

describe('guided filter', () => {
  test('moves a blurred edge onto the guide’s and leaves constants alone', () => {
    const [widthPx, heightPx] = [200, 40]
    const rgb = Uint8Array.from({ length: widthPx * heightPx * 3 }, (_, k) =>
      Math.floor(k / 3) % widthPx < 100 ? 40 : 200,
    )
    const values = Uint8Array.from({ length: widthPx * heightPx }, (_, i) =>
      Math.max(0, Math.min(255, ((i % widthPx) - 90) * 12)),
    )
    const input = { rgb, widthPx, heightPx, radiusPx: 8, epsilon: 1e-4, isWanted: () => true }
    const sharp = guidedFilter({ ...input, values })
    for (let i = 0; i < values.length; i++) expect(sharp[i] >= 128).toBe(i % widthPx >= 100)
    const flat = new Uint8Array(values.length).fill(77)
    expect(guidedFilter({ ...input, values: flat }).every((value) => value === 77)).toBe(true)
  })
})

describe('outline of a scan', () => {
  test('leaves out what floats, and knows where the surface is open and where the body goes on', () => {
    // A tube along y, open at both ends, and a far triangle.
    const positions: number[] = []
    const triangles: number[] = []
    for (let ring = 0; ring <= 20; ring++) {
      for (let k = 0; k < 24; k++)
        positions.push(50 * Math.cos((k * Math.PI) / 12), ring * 10 - 100, 50 * Math.sin((k * Math.PI) / 12))
    }
    for (let ring = 0; ring < 20; ring++) {
      for (let k = 0; k < 24; k++) {
        const [a, b] = [ring * 24 + k, ring * 24 + ((k + 1) % 24)]
        triangles.push(a, b, a + 24, b, b + 24, a + 24)
      }
    }
    const first = positions.length / 3
    positions.push(180, 0, 0, 190, 0, 0, 180, 10, 0)
    triangles.push(first, first + 1, first + 2)
    const scan = outlineScan({ positions: Float32Array.from(positions), triangles: Uint32Array.from(triangles) })
    expect(scan.floatingPieces).toBe(1)
    expect(scan.borders).toHaveLength(2)
    // 1000 units away, f = 1000 px.
    const worldMat = toMat4([1000, 0, 200, 200_000, 0, 1000, 200, 200_000, 0, 0, 1, 1000, 0, 0, 0, 1])
    const view = viewOutline(scan, { worldMat, widthPx: 400, heightPx: 400 })
    expect(view.silhouette[200 * 400 + 380]).toBe(0)
    expect(view.silhouette[200 * 400 + 200]).toBe(255)
    expect(view.pxPerUnit).toBeCloseTo(1, 1)
    expect(Math.abs(view.onward[1])).toBeCloseTo(1, 3)
    const ends = new Set<number>()
    for (let k = 1; k < view.openBorder.length; k += 3) ends.add(Math.round(view.openBorder[k] / 50) * 50)
    expect(ends).toEqual(new Set([100, 300]))
  })
})
