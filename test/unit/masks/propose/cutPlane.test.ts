import { describe, expect, test } from 'vitest'
import { boundaryLoops } from '#core/geometry/boundaryLoops.ts'
import { connectedComponents } from '#core/geometry/topology.ts'
import { cutMask, readCutFile, splitSurface } from '#core/masks/propose/cutPlane.ts'

const area = ({ positions, triangles }: { positions: Float32Array; triangles: Uint32Array }): number => {
  let sum = 0
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => positions.subarray(triangles[t + k] * 3, triangles[t + k] * 3 + 3))
    sum += Math.abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2
  }
  return sum
}

describe('cut plane', () => {
  test('is given as a plane, or laid through a line about the neck', () => {
    expect(readCutFile('{"plane": {"point": [0, 2, 0], "normal": [0, 5, 0]}}')).toEqual({
      point: [0, 2, 0],
      normal: [0, 1, 0],
    })
    const polyline = [
      [1, 2, 0],
      [0, 2, 1],
      [-1, 2, 0],
      [0, 2, -1],
    ]
    const { point, normal } = readCutFile(JSON.stringify({ polyline, keep: [0, 9, 0] }))
    expect(point).toEqual([0, 2, 0])
    expect(normal[1]).toBeCloseTo(1, 12)
    expect(readCutFile(JSON.stringify({ polyline, keep: [0, -9, 0] })).normal[1]).toBeCloseTo(-1, 12)
    for (const bad of [
      'no',
      '{}',
      '{"plane": {"point": [1, 2]}}',
      '{"polyline": [[0,0,0],[1,1,1],[2,2,2]], "keep": [0,5,0]}',
    ]) {
      expect(() => readCutFile(bad)).toThrow(/no cut file/)
    }
  })

  test('splits a surface along itself: both sides together have its area', () => {
    const square = {
      positions: Float32Array.of(0, 0, 0, 4, 0, 0, 4, 4, 0, 0, 4, 0),
      triangles: Uint32Array.of(0, 1, 2, 0, 2, 3),
    }
    const { kept, cutOff } = splitSurface(square, { point: [0, 1, 0], normal: [0, 1, 0] })
    expect(area(kept)).toBeCloseTo(12, 5)
    expect(area(cutOff)).toBeCloseTo(4, 5)
    for (let i = 1; i < kept.positions.length; i += 3) expect(kept.positions[i]).toBeGreaterThanOrEqual(1 - 1e-6)
  })

  test('leaves a closed surface of one piece, whose only border is the cut', () => {
    // An octahedron, cut a little above its middle.
    const octahedron = {
      positions: Float32Array.of(1, 0, 0, 0, 0, 1, -1, 0, 0, 0, 0, -1, 0, 1, 0, 0, -1, 0),
      triangles: Uint32Array.from([0, 1, 2, 3].flatMap((k) => [k, (k + 1) % 4, 4, (k + 1) % 4, k, 5])),
    }
    for (const side of Object.values(splitSurface(octahedron, { point: [0, 0.25, 0], normal: [0, 1, 0] }))) {
      expect(connectedComponents(side).count).toBe(1)
      const [ring, ...others] = boundaryLoops(side)
      expect(others).toEqual([])
      expect([...ring].map((vertex) => side.positions[vertex * 3 + 1])).toEqual([0.25, 0.25, 0.25, 0.25])
    }
  })

  test('takes away what is cut off and what is nearer to it, and leaves loose hair beside the head', () => {
    const size = { widthPx: 9, heightPx: 9 }
    const rows = (from: number, to: number, x0: number, x1: number): Uint8Array =>
      Uint8Array.from({ length: 81 }, (_, i) => {
        const [x, y] = [i % 9, Math.floor(i / 9)]
        return y >= from && y < to && x >= x0 && x < x1 ? 255 : 0
      })
    // The mask is one pixel wider than the scan on the left: hair above, cloth below.
    const mask = rows(0, 9, 2, 7)
    const cut = cutMask(mask, { kept: rows(0, 4, 3, 7), cutOff: rows(4, 9, 3, 7) }, size)
    expect(cut).toEqual(rows(0, 4, 2, 7))
  })
})
