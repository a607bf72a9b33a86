import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PhotoCamera } from '../../../src/renderer/image/PhotoCamera.ts'
import { photoTiles, sharedBox } from '../../../src/renderer/image/photoTiles.ts'

const makeCamera = (ratio = 1): PhotoCamera => {
  const camera = new PhotoCamera()
  camera.setView(1000, 600, ratio)
  camera.setPhoto(4000, 3000)
  return camera
}

describe('photo camera', () => {
  test('a fit centres the photo, whose corners lie half a pixel outside its corner pixels', () => {
    const camera = makeCamera()
    const low = camera.screenOf(-0.5, -0.5)
    const high = camera.screenOf(3999.5, 2999.5)
    expect(low.xPx + high.xPx).toBeCloseTo(1000, 9)
    expect(low.yPx + high.yPx).toBeCloseTo(600, 9)
    expect(high.yPx - low.yPx).toBeCloseTo(600 * 0.96, 9)
  })

  test('actual size is one photo pixel per device pixel', () => {
    const camera = makeCamera(2)
    camera.actualSize()
    expect(camera.scale).toBe(0.5)
  })

  test('while fitted it follows the size of the view; after a zoom it keeps its middle', () => {
    const camera = makeCamera()
    camera.setView(500, 300, 1)
    expect(camera.scale).toBeCloseTo((300 / 3000) * 0.96, 9)
    camera.zoomAt(250, 150, 5)
    const middle = camera.imageAt(250, 150)
    camera.setView(900, 700, 1)
    expect(camera.imageAt(450, 350).xPx).toBeCloseTo(middle.xPx, 6)
    expect(camera.imageAt(450, 350).yPx).toBeCloseTo(middle.yPx, 6)
  })

  test('some of the photo is always in the middle of the view', () => {
    const step = fc.record({
      xPx: fc.double({ min: 0, max: 1000, noNaN: true }),
      yPx: fc.double({ min: 0, max: 600, noNaN: true }),
      factor: fc.double({ min: 0.2, max: 5, noNaN: true }),
      dx: fc.double({ min: -1e4, max: 1e4, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const camera = makeCamera()
        for (const { xPx, yPx, factor, dx } of steps) {
          camera.zoomAt(xPx, yPx, factor)
          camera.pan(dx, -dx)
        }
        const { xPx, yPx } = camera.imageAt(500, 300)
        expect(xPx).toBeGreaterThanOrEqual(-0.5 - 1e-6)
        expect(xPx).toBeLessThanOrEqual(3999.5 + 1e-6)
        expect(yPx).toBeGreaterThanOrEqual(-0.5 - 1e-6)
        expect(yPx).toBeLessThanOrEqual(2999.5 + 1e-6)
        expect(camera.scale).toBeLessThanOrEqual(64)
      }),
    )
  })
})

describe('photo tiles', () => {
  test('every pixel is drawn by exactly one tile, and no texture is larger than 1024', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9000 }), fc.integer({ min: 1, max: 6000 }), (widthPx, heightPx) => {
        const tiles = photoTiles(widthPx, heightPx)
        const area = tiles.reduce((sum, { inner }) => sum + (inner.x1 - inner.x0) * (inner.y1 - inner.y0), 0)
        expect(area).toBe(widthPx * heightPx)
        for (const { inner, outer } of tiles) {
          expect(outer.x1 - outer.x0).toBeLessThanOrEqual(1024)
          expect(outer.y1 - outer.y0).toBeLessThanOrEqual(1024)
          expect(sharedBox(inner, outer)).toEqual(inner)
        }
      }),
    )
  })
})
