import type { MaskTiles } from '#core/masks/tiles/maskTiles.ts'
import type { MaskSize, PixelBox } from '#core/masks/types.ts'
import { LayerTextures } from './LayerTextures.ts'
import type { PhotoCamera } from './PhotoCamera.ts'
import { type PhotoProgram, PhotoPrograms } from './PhotoPrograms.ts'
import { PhotoTextures } from './PhotoTextures.ts'
import { type PhotoShow, shaderLooks } from './photoLook.ts'
import type { ShaderFeatures } from './photoShader.ts'
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

/**
 * The photo and its layers on the graphics card, drawn by one shader. A change of view or of look sends no pixels; a
 * brush stroke sends the tiles it touched.
 */
export class PhotoCanvas {
  readonly element = document.createElement('canvas')
  private readonly gl: WebGL2RenderingContext
  private readonly programs: PhotoPrograms
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
    this.programs = new PhotoPrograms(gl)
  }

  /** In CSS pixels. */
  setSize(widthPx: number, heightPx: number, devicePixelRatio: number): void {
    this.devicePixelRatio = devicePixelRatio
    this.element.width = Math.max(1, Math.round(widthPx * devicePixelRatio))
    this.element.height = Math.max(1, Math.round(heightPx * devicePixelRatio))
  }

  /** After a lost context came back: everything on the card is gone. */
  rebuild(): void {
    this.programs.forget()
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
    const seen = visibleBox(camera, element.width / ratio, element.height / ratio)
    const imagePerScreen = 1 / (camera.scale * ratio)
    const reach = Math.ceil((outlineReachPx + 2) * imagePerScreen) + 1
    const visible = what === 'changed' && changed ? sharedBox(seen, grown(changed, reach)) : seen
    if (visible) this.drawPieces(camera, look, visible)
    gl.activeTexture(gl.TEXTURE0)
  }

  dispose(): void {
    this.clear()
    this.programs.dispose()
    this.gl.getExtension('WEBGL_lose_context')?.loseContext()
    this.element.remove()
  }

  private drawPieces(camera: PhotoCamera, look: PhotoLook, visible: PixelBox): void {
    const { gl, textures } = this
    // Without a mask an empty one: its pages are of one value and take no memory.
    const blank = this.layers.mask ?? new LayerTextures(gl, this.size)
    this.layers.mask = blank
    const pieces = textures?.pieces(visible, 1 / (camera.scale * this.devicePixelRatio)) ?? []
    const layers = maskLayerNames.map((name) => this.layers[name] ?? null)
    const begun = new Set<PhotoProgram>()
    for (const [number, page] of blank.grid.entries()) {
      if (!sharedBox(page.inner, visible)) continue
      const values = layers.map((layer) => (layer ? layer.solidOf(number) : 0))
      const program = this.programs.of(featuresOf(look, values))
      if (!begun.has(program)) this.begin(program, camera, look)
      else activate(gl, program)
      begun.add(program)
      for (const [unit, layer] of layers.entries()) {
        gl.activeTexture(gl.TEXTURE1 + unit)
        gl.bindTexture(gl.TEXTURE_2D, (layer ?? blank).textureOf(number))
      }
      gl.uniform3fv(
        program.at('layerValues'),
        values.map((value) => value ?? 0),
      )
      setBox(gl, program.at('layerEdgePx'), page.outer)
      gl.activeTexture(gl.TEXTURE0)
      for (const piece of pieces) {
        const drawn = sharedBox(piece.inner, page.inner)
        if (!drawn) continue
        gl.bindTexture(gl.TEXTURE_2D, piece.texture)
        setBox(gl, program.at('photoEdgePx'), piece.outer)
        setBox(gl, program.at('drawnEdgePx'), drawn)
        gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4)
      }
    }
  }

  /** What all pages that a program draws have in common. */
  private begin(program: PhotoProgram, camera: PhotoCamera, look: PhotoLook): void {
    const { gl, element, devicePixelRatio: ratio } = this
    const half = camera.scale / 2
    activate(gl, program)
    gl.uniform3f(program.at('screenFromEdge'), camera.scale, camera.txPx - half, camera.tyPx - half)
    gl.uniform2f(program.at('viewSizePx'), element.width / ratio, element.height / ratio)
    gl.uniform1f(program.at('imagePerScreen'), 1 / (camera.scale * ratio))
    gl.uniform3f(program.at('groundColor'), ...(shaderLooks[look.show].groundColor ?? checkerColors[look.theme]))
    gl.uniform1f(program.at('checkerPx'), checkerCellPx * ratio)
    gl.uniform1f(program.at('overlayOpacity'), look.overlayOpacity)
    gl.uniform3f(program.at('maskColor'), ...look.maskColor)
    gl.uniform3f(program.at('proposalColor'), ...proposalColor)
    gl.uniform3f(program.at('silhouetteColor'), ...silhouetteColor)
    for (const [unit, name] of samplers.entries()) gl.uniform1i(program.at(name), unit)
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

/** What has to be computed on a page where layers have these values; null: several. Layers of one value have no outline. */
const featuresOf = (
  { show, maskOutline }: PhotoLook,
  [mask, proposal, silhouette]: readonly (number | null)[],
): ShaderFeatures => {
  const { ground, overlay, outlines } = shaderLooks[show]
  const isMaskUsed = ground > 0 || overlay === 1 || overlay === 3
  const isProposalUsed = overlay === 2 || overlay === 3
  const drawn: ShaderFeatures['outlines'] = [
    mask === null && (maskOutline || outlines[0]),
    proposal === null && outlines[1],
    silhouette === null && outlines[2],
  ]
  const isMixed =
    (isMaskUsed && mask === null) || (isProposalUsed && proposal === null) || (overlay === 4 && silhouette === null)
  return { ground, overlay, outlines: drawn, isPlain: !isMixed && !drawn.includes(true) }
}

const activate = (gl: WebGL2RenderingContext, { program }: PhotoProgram): void => {
  // biome-ignore lint/correctness/useHookAtTopLevel: WebGL's own name, not a hook
  gl.useProgram(program)
}

const setBox = (gl: WebGL2RenderingContext, at: WebGLUniformLocation | null, { x0, y0, x1, y1 }: PixelBox): void =>
  gl.uniform4f(at, x0, y0, x1, y1)
