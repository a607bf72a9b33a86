import type { MaskTiles } from '#core/masks/tiles/maskTiles.ts'
import type { MaskSize, PixelBox } from '#core/masks/types.ts'
import { LayerTextures } from './LayerTextures.ts'
import type { PhotoCamera } from './PhotoCamera.ts'
import { PhotoTextures } from './PhotoTextures.ts'
import { type PhotoShow, shaderLooks } from './photoLook.ts'
import { photoFragmentShader, photoVertexShader } from './photoShader.ts'
import { sharedBox, unitedBox } from './photoTiles.ts'

export const maskLayerNames = ['mask', 'proposal', 'silhouette'] as const
export type MaskLayer = (typeof maskLayerNames)[number]

type Rgb = readonly [number, number, number]

export interface PhotoLook {
  readonly show: PhotoShow
  /** 0..1 */
  readonly overlayOpacity: number
  /** The outline of the mask is drawn whatever is shown: nobody should have to paint on something unseen. */
  readonly maskOutline: boolean
  /** sRGB, 0..1. */
  readonly maskColor: Rgb
  readonly theme: 'dark' | 'light'
}

/** sRGB, 0..1; they stand out from skin, hair and each other. */
const proposalColor: Rgb = [1, 0.74, 0.12]
const silhouetteColor: Rgb = [0.2, 0.86, 0.55]
const checkerColors: Readonly<Record<PhotoLook['theme'], Rgb>> = {
  dark: [0.24, 0.25, 0.27],
  light: [0.93, 0.94, 0.95],
}
const checkerCellPx = 10
/** No outline reaches further than this beyond the pixels it belongs to. */
const outlineReachPx = 4

const samplers = ['photo', ...maskLayerNames] as const
const uniformNames = [
  ...samplers,
  ...['drawnEdgePx', 'screenFromEdge', 'viewSizePx', 'photoEdgePx', 'layerEdgePx', 'imagePerScreen'],
  ...['layersPresent', 'ground', 'groundColor', 'checkerPx', 'overlayOpacity', 'overlay', 'outlines'],
  ...['maskColor', 'proposalColor', 'silhouetteColor'],
]

/**
 * The photo and its layers on the graphics card, drawn by one shader. A change of view or of look touches uniforms
 * only; a brush stroke sends the tiles it touched.
 */
export class PhotoCanvas {
  readonly element = document.createElement('canvas')
  private readonly gl: WebGL2RenderingContext
  private program: WebGLProgram
  private uniforms: ReadonlyMap<string, WebGLUniformLocation>
  private textures: PhotoTextures | null = null
  private layers: Partial<Record<MaskLayer, LayerTextures>> = {}
  private size: MaskSize = { widthPx: 1, heightPx: 1 }
  private changed: PixelBox | null = null
  private devicePixelRatio = 1

  /** Throws where WebGL 2 is not to be had. */
  constructor() {
    // The picture is kept from frame to frame, so that a brush stroke need only draw where it is.
    const options: WebGLContextAttributes = {
      alpha: true,
      antialias: false,
      depth: false,
      stencil: false,
      preserveDrawingBuffer: true,
    }
    const gl = this.element.getContext('webgl2', options)
    if (!gl) throw new Error('WebGL 2 is not available')
    this.gl = gl
    this.program = makeProgram(gl)
    this.uniforms = locate(gl, this.program)
  }

  /** In CSS pixels. */
  setSize(widthPx: number, heightPx: number, devicePixelRatio: number): void {
    this.devicePixelRatio = devicePixelRatio
    this.element.width = Math.max(1, Math.round(widthPx * devicePixelRatio))
    this.element.height = Math.max(1, Math.round(heightPx * devicePixelRatio))
  }

  /** After a lost context came back: everything on the card is gone. */
  rebuild(): void {
    this.program = makeProgram(this.gl)
    this.uniforms = locate(this.gl, this.program)
    this.textures = null
    this.layers = {}
  }

  /** Another photo: what was of the old one goes. The pictures come by what is answered. */
  startPhoto(size: MaskSize, onTile: () => void): PhotoTextures {
    this.clear()
    this.size = size
    this.textures = new PhotoTextures(this.gl, size, onTile)
    return this.textures
  }

  clear(): void {
    this.textures?.dispose()
    this.textures = null
    for (const name of maskLayerNames) this.dropLayer(name)
  }

  /** Sends tiles of a layer; `null`: all of them. */
  setLayer(name: MaskLayer, layer: MaskTiles, tiles: ReadonlySet<number> | null): void {
    const known = this.layers[name] ?? new LayerTextures(this.gl, this.size)
    this.layers[name] = known
    known.upload(layer, tiles)
    for (const index of tiles ?? []) this.changed = unitedBox(this.changed, layer.box(index))
  }

  dropLayer(name: MaskLayer): void {
    this.layers[name]?.dispose()
    delete this.layers[name]
  }

  /** Draws everything, or only what shows the tiles sent since the last time. */
  draw(camera: PhotoCamera, look: PhotoLook, what: 'all' | 'changed'): void {
    const { gl, element, devicePixelRatio: ratio, changed } = this
    this.changed = null
    if (what === 'changed' && !changed) return
    gl.viewport(0, 0, element.width, element.height)
    if (what === 'changed' && changed) this.limitTo(camera, changed)
    else gl.disable(gl.SCISSOR_TEST)
    gl.clearColor(0, 0, 0, 0)
    gl.clear(gl.COLOR_BUFFER_BIT)
    if (!this.textures) return
    // biome-ignore lint/correctness/useHookAtTopLevel: WebGL's own name, not a hook
    gl.useProgram(this.program)
    this.setUniforms(camera, look)
    const seen = visibleBox(camera, element.width / ratio, element.height / ratio)
    const imagePerScreen = 1 / (camera.scale * ratio)
    const reach = Math.ceil((outlineReachPx + 2) * imagePerScreen) + 1
    const visible = what === 'changed' && changed ? sharedBox(seen, grown(changed, reach)) : seen
    if (visible) this.drawPieces(visible, imagePerScreen)
    gl.activeTexture(gl.TEXTURE0)
  }

  dispose(): void {
    this.clear()
    this.gl.deleteProgram(this.program)
    this.gl.getExtension('WEBGL_lose_context')?.loseContext()
    this.element.remove()
  }

  private drawPieces(visible: PixelBox, imagePerScreen: number): void {
    const { gl, textures } = this
    // Without a mask an empty one: its pages are of one value and take no memory.
    const blank = this.layers.mask ?? new LayerTextures(gl, this.size)
    this.layers.mask = blank
    const pieces = textures?.pieces(visible, imagePerScreen) ?? []
    for (const [number, page] of blank.grid.entries()) {
      if (!sharedBox(page.inner, visible)) continue
      for (const [unit, name] of maskLayerNames.entries()) {
        gl.activeTexture(gl.TEXTURE1 + unit)
        gl.bindTexture(gl.TEXTURE_2D, (this.layers[name] ?? blank).textureOf(number))
      }
      this.setBox('layerEdgePx', page.outer)
      gl.activeTexture(gl.TEXTURE0)
      for (const piece of pieces) {
        const drawn = sharedBox(piece.inner, page.inner)
        if (!drawn) continue
        gl.bindTexture(gl.TEXTURE_2D, piece.texture)
        this.setBox('photoEdgePx', piece.outer)
        this.setBox('drawnEdgePx', drawn)
        gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4)
      }
    }
  }

  private setUniforms(camera: PhotoCamera, look: PhotoLook): void {
    const { gl, element, devicePixelRatio: ratio, layers } = this
    const at = (name: string): WebGLUniformLocation | null => this.uniforms.get(name) ?? null
    const half = camera.scale / 2
    const { ground, groundColor, overlay, outlines } = shaderLooks[look.show]
    const present = maskLayerNames.map((name) => Number(layers[name] !== undefined))
    const drawn = [look.maskOutline || outlines[0], outlines[1], outlines[2]].map(
      (isDrawn, i) => Number(isDrawn) * present[i],
    )
    gl.uniform3f(at('screenFromEdge'), camera.scale, camera.txPx - half, camera.tyPx - half)
    gl.uniform2f(at('viewSizePx'), element.width / ratio, element.height / ratio)
    gl.uniform1f(at('imagePerScreen'), 1 / (camera.scale * ratio))
    gl.uniform3f(at('layersPresent'), present[0], present[1], present[2])
    gl.uniform1i(at('ground'), ground)
    gl.uniform3f(at('groundColor'), ...(groundColor ?? checkerColors[look.theme]))
    gl.uniform1f(at('checkerPx'), checkerCellPx * ratio)
    gl.uniform1f(at('overlayOpacity'), look.overlayOpacity)
    gl.uniform1i(at('overlay'), overlay)
    gl.uniform3f(at('outlines'), drawn[0], drawn[1], drawn[2])
    gl.uniform3f(at('maskColor'), ...look.maskColor)
    gl.uniform3f(at('proposalColor'), ...proposalColor)
    gl.uniform3f(at('silhouetteColor'), ...silhouetteColor)
    for (const [unit, name] of samplers.entries()) gl.uniform1i(at(name), unit)
  }

  private setBox(name: string, { x0, y0, x1, y1 }: PixelBox): void {
    this.gl.uniform4f(this.uniforms.get(name) ?? null, x0, y0, x1, y1)
  }

  /** Drawing reaches only the screen pixels that show the box and the outlines around it. */
  private limitTo(camera: PhotoCamera, { x0, y0, x1, y1 }: PixelBox): void {
    const { gl, element, devicePixelRatio: ratio } = this
    const low = camera.screenOf(x0 - 0.5, y0 - 0.5)
    const high = camera.screenOf(x1 - 0.5, y1 - 0.5)
    const left = Math.floor(low.xPx * ratio) - outlineReachPx
    const right = Math.ceil(high.xPx * ratio) + outlineReachPx
    const top = Math.floor(low.yPx * ratio) - outlineReachPx
    const bottom = Math.ceil(high.yPx * ratio) + outlineReachPx
    gl.enable(gl.SCISSOR_TEST)
    gl.scissor(left, element.height - bottom, right - left, bottom - top)
  }
}

/** The pixels of the photo that the view shows, and a few more. */
const visibleBox = (camera: PhotoCamera, widthPx: number, heightPx: number): PixelBox => {
  const low = camera.imageAt(0, 0)
  const high = camera.imageAt(widthPx, heightPx)
  return {
    x0: Math.floor(low.xPx) - 1,
    y0: Math.floor(low.yPx) - 1,
    x1: Math.ceil(high.xPx) + 2,
    y1: Math.ceil(high.yPx) + 2,
  }
}

const grown = ({ x0, y0, x1, y1 }: PixelBox, byPx: number): PixelBox => ({
  x0: x0 - byPx,
  y0: y0 - byPx,
  x1: x1 + byPx,
  y1: y1 + byPx,
})

const makeProgram = (gl: WebGL2RenderingContext): WebGLProgram => {
  const program = gl.createProgram()
  for (const [type, source] of [
    [gl.VERTEX_SHADER, photoVertexShader],
    [gl.FRAGMENT_SHADER, photoFragmentShader],
  ] as const) {
    const shader = gl.createShader(type)
    if (!shader) continue
    gl.shaderSource(shader, source)
    gl.compileShader(shader)
    gl.attachShader(program, shader)
    gl.deleteShader(shader)
  }
  gl.linkProgram(program)
  if (!gl.isContextLost() && !gl.getProgramParameter(program, gl.LINK_STATUS)) {
    throw new Error(`The photo shader does not compile: ${gl.getProgramInfoLog(program)}`)
  }
  return program
}

const locate = (gl: WebGL2RenderingContext, program: WebGLProgram): ReadonlyMap<string, WebGLUniformLocation> =>
  new Map(
    uniformNames.flatMap((name) => {
      const location = gl.getUniformLocation(program, name)
      return location ? [[name, location] as const] : []
    }),
  )
