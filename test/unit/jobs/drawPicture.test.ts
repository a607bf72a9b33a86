import { describe, expect, test } from 'vitest'
import { projectPoint } from '#core/geometry/lens.ts'
import { vertexNormals } from '#core/geometry/normals.ts'
import { drawPicture, type PictureLayer } from '#core/jobs/drawPicture.ts'
import { heatBytes } from '#core/jobs/heatBytes.ts'
import { portraitView } from '#core/jobs/portraitView.ts'
import { identity4, toMat4 } from '#core/model/transform.ts'

/** A square of `size` at depth `z`, seen by a camera that looks along +z from the origin. */
const square = (size: number, z: number): PictureLayer['mesh'] => ({
  positions: Float32Array.of(-size, -size, z, size, -size, z, size, size, z, -size, size, z),
  triangles: Uint32Array.of(0, 2, 1, 0, 3, 2),
})
const layer = (mesh: PictureLayer['mesh'], paint: PictureLayer['paint'], frameFromMesh = identity4): PictureLayer => ({
  mesh,
  normals: vertexNormals(mesh),
  frameFromMesh,
  paint,
})
const view = { worldMat: toMat4([40, 0, 20, 0, 0, 40, 15, 0, 0, 0, 1, 0, 0, 0, 0, 1]), widthPx: 41, heightPx: 31 }
const pixel = (rgba: Uint8Array, x: number, y: number): number[] => [
  ...rgba.subarray((y * 41 + x) * 4, (y * 41 + x) * 4 + 4),
]

describe('drawing a picture', () => {
  test('a wire shows the edges of the triangles at their width, and the ground between them', () => {
    const wire = { kind: 'wire', color: [200, 200, 200], line: [200, 0, 0], width: 0.1 } as const
    const rgba = drawPicture([layer(square(1, 4), wire)], view)
    // The diagonal from the upper left, where x − 20 is y − 15, and a place 3 pixels (0.3) beside it.
    const [onEdge, beside] = [pixel(rgba, 16, 11), pixel(rgba, 19, 11)]
    expect(onEdge[1]).toBeLessThan(0.5 * onEdge[0])
    expect(beside[1]).toBe(beside[0])
  })

  test('the nearer surface hides the farther one whatever their order and scale; the rest is transparent', () => {
    const shrunk = toMat4([0.5, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 1])
    const near = layer(square(0.4, 4), { kind: 'flat', color: [255, 0, 0] }, shrunk)
    const far = layer(square(1, 4), { kind: 'flat', color: [0, 0, 255] })
    for (const layers of [
      [near, far],
      [far, near],
    ]) {
      const rgba = drawPicture(layers, view)
      const [r, , b, alpha] = pixel(rgba, 20, 15)
      expect([r > 60, b, alpha]).toEqual([true, 0, 255])
      expect(pixel(rgba, 28, 15)[2]).toBeGreaterThan(60)
      expect(pixel(rgba, 1, 1)).toEqual([0, 0, 0, 0])
    }
  })

  test('edges are smooth: the border of a surface is half covered', () => {
    const rgba = drawPicture([layer(square(1, 4), { kind: 'flat', color: [200, 200, 200] })], view)
    // The right border lies at pixel 30: the fine pixels around it are covered up to there.
    expect(pixel(rgba, 30, 15)[3]).toBe(128)
  })

  test('values are coloured from blue to red, and grey where there is none', () => {
    expect(heatBytes(-1, 3)).toEqual([150, 152, 156])
    expect(heatBytes(Number.NaN, 3)).toEqual([150, 152, 156])
    const [low, high, beyond] = [heatBytes(0, 3), heatBytes(3, 3), heatBytes(99, 3)]
    expect(low[2]).toBeGreaterThan(low[0])
    expect(high[0]).toBeGreaterThan(high[2])
    expect(beyond).toEqual(high)
  })

  test('a portrait has the eyes above the mouth, the subject’s left on the right, and turns to the side', () => {
    const face = {
      origin: [10, 20, 30],
      left: [1, 0, 0],
      up: [0, 1, 0],
      out: [0, 0, 1],
      eyesToMouth: 66,
      betweenEyes: 36,
    } as const
    const front = portraitView({ face, yawRad: 0, sizePx: 300 })
    const at = (x: number, y: number, z: number, worldMat = front.worldMat) =>
      projectPoint({ worldMat }, [10 + x, 20 + y, 30 + z])
    expect(at(0, 0, 0).xPx).toBeCloseTo(149.5, 6)
    expect(at(18, 0, 0).xPx).toBeGreaterThan(at(-18, 0, 0).xPx)
    expect(at(0, -66, 0).yPx).toBeGreaterThan(at(0, 0, 0).yPx)
    expect(at(0, 0, 10).depth).toBeLessThan(at(0, 0, 0).depth)
    const turned = portraitView({ face, yawRad: 0.5, sizePx: 300 })
    // Seen from the subject's left, the nose points to the picture's left.
    expect(at(0, 0, 30, turned.worldMat).xPx).toBeLessThan(at(0, 0, 0, turned.worldMat).xPx)
  })
})
