import { PerspectiveCamera, type Scene, type WebGLRenderer, WebGLRenderTarget } from 'three'

/** Draws a small part of what a camera sees, magnified, out of sight, and reads it back. */
export class LoupeTarget {
  private readonly renderer: WebGLRenderer
  private readonly viewCamera: PerspectiveCamera
  private readonly camera = new PerspectiveCamera()
  private readonly target = new WebGLRenderTarget(1, 1, { samples: 0, depthBuffer: true, generateMipmaps: false })

  constructor(renderer: WebGLRenderer, viewCamera: PerspectiveCamera) {
    this.renderer = renderer
    this.viewCamera = viewCamera
  }

  /** Draws at once; the bytes follow when the graphics card is done. Null where its context is lost. */
  async paint(
    scene: Scene,
    o: {
      readonly xPx: number
      readonly yPx: number
      readonly spanPx: number
      readonly sizePx: number
      readonly widthPx: number
      readonly heightPx: number
    },
  ): Promise<Uint8ClampedArray<ArrayBuffer> | null> {
    const { renderer, camera, target } = this
    const { sizePx, spanPx } = o
    target.setSize(sizePx, sizePx)
    camera.copy(this.viewCamera, false)
    camera.setViewOffset(o.widthPx, o.heightPx, o.xPx - spanPx / 2, o.yPx - spanPx / 2, spanPx, spanPx)
    renderer.setRenderTarget(target)
    renderer.clear()
    renderer.render(scene, camera)
    renderer.setRenderTarget(null)
    const bottomUp = new Uint8Array(sizePx * sizePx * 4)
    try {
      await renderer.readRenderTargetPixelsAsync(target, 0, 0, sizePx, sizePx, bottomUp)
    } catch {
      return null
    }
    return topDown(bottomUp, sizePx)
  }

  dispose(): void {
    this.target.dispose()
  }
}

/** Rows of RGBA in the other order. */
const topDown = (bottomUp: Uint8Array, sizePx: number): Uint8ClampedArray<ArrayBuffer> => {
  const rowBytes = sizePx * 4
  const out = new Uint8ClampedArray(bottomUp.length)
  for (let row = 0; row < sizePx; row++) {
    out.set(bottomUp.subarray((sizePx - 1 - row) * rowBytes, (sizePx - row) * rowBytes), row * rowBytes)
  }
  return out
}
