import type { PixelBox } from '#core/masks/types.ts'
import type { PhotoCamera } from './PhotoCamera.ts'
import { photoFragmentShader, photoVertexShader } from './photoShader.ts'
import { type PhotoTile, photoTiles, sharedBox } from './photoTiles.ts'

export type MaskLayer = 'mask' | 'proposal'

export interface PhotoLook {
  readonly show: 'photo' | 'mask' | 'proposal' | 'cutout'
  /** 0..1 */
  readonly overlayOpacity: number
  readonly maskOutline: boolean
  readonly theme: 'dark' | 'light'
}

const showCodes: Readonly<Record<PhotoLook['show'], number>> = { photo: 0, mask: 1, proposal: 2, cutout: 3 }
/** sRGB, 0..1; they stand out from skin, hair and each other. */
const maskColor = [0.16, 0.58, 1] as const
const proposalColor = [1, 0.74, 0.12] as const
const checkerColors: Readonly<Record<PhotoLook['theme'], readonly [number, number, number]>> = {
  dark: [0.24, 0.25, 0.27],
  light: [0.93, 0.94, 0.95],
}
const checkerCellPx = 10
/** No outline reaches further than this beyond the pixels it belongs to. */
const outlineReachPx = 4

const uniformNames = [
  'tileEdgePx',
  'screenFromEdge',
  'viewSizePx',
  'photo',
  'mask',
  'proposal',
  'textureEdgePx',
  'imagePerScreen',
  'layersPresent',
  'show',
  'overlayOpacity',
  'maskOutline',
  'maskColor',
  'proposalColor',
  'checker',
] as const

interface TileTextures extends PhotoTile {
  readonly photo: WebGLTexture
  readonly mask: WebGLTexture
  readonly proposal: WebGLTexture
}

/**
 * The photo, its mask and its proposal on the graphics card: tiles with one RGBA and two one-channel textures each,
 * drawn by one shader. A change of view or of look touches uniforms only; a brush stroke uploads its box.
 */
export class PhotoCanvas {
  readonly element = document.createElement('canvas')
  private readonly gl: WebGL2RenderingContext
  private program: WebGLProgram
  private uniforms: ReadonlyMap<string, WebGLUniformLocation>
  private tiles: TileTextures[] = []
  private readonly present: Record<MaskLayer, boolean> = { mask: false, proposal: false }
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
    this.tiles = []
    this.present.mask = false
    this.present.proposal = false
  }

  clearPhoto(): void {
    for (const { photo, mask, proposal } of this.tiles) {
      for (const texture of [photo, mask, proposal]) this.gl.deleteTexture(texture)
    }
    this.tiles = []
    this.present.mask = false
    this.present.proposal = false
  }

  /** Uploads tile by tile with pauses between; stops quietly when `signal` fires. */
  async setPhoto(picture: ImageBitmap, signal: AbortSignal): Promise<void> {
    this.clearPhoto()
    for (const tile of photoTiles(picture.width, picture.height)) {
      const { x0, y0, x1, y1 } = tile.outer
      const piece = await createImageBitmap(picture, x0, y0, x1 - x0, y1 - y0)
      if (!signal.aborted) this.tiles.push(this.makeTile(tile, piece))
      piece.close()
      if (signal.aborted) return
    }
  }

  /** Takes the pixels of `box` from a whole mask (`[height*width]`); the first time, of the whole photo. */
  setMask(layer: MaskLayer, mask: Uint8Array, widthPx: number, box: PixelBox): void {
    const { gl } = this
    this.present[layer] = true
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1)
    gl.pixelStorei(gl.UNPACK_ROW_LENGTH, widthPx)
    for (const tile of this.tiles) {
      const part = sharedBox(tile.outer, box)
      if (!part) continue
      gl.pixelStorei(gl.UNPACK_SKIP_PIXELS, part.x0)
      gl.pixelStorei(gl.UNPACK_SKIP_ROWS, part.y0)
      gl.bindTexture(gl.TEXTURE_2D, tile[layer])
      const x = part.x0 - tile.outer.x0
      const y = part.y0 - tile.outer.y0
      gl.texSubImage2D(gl.TEXTURE_2D, 0, x, y, part.x1 - part.x0, part.y1 - part.y0, gl.RED, gl.UNSIGNED_BYTE, mask)
    }
    for (const name of [gl.UNPACK_ROW_LENGTH, gl.UNPACK_SKIP_PIXELS, gl.UNPACK_SKIP_ROWS]) gl.pixelStorei(name, 0)
  }

  dropMask(layer: MaskLayer): void {
    this.present[layer] = false
  }

  /** Draws everything, or only what shows the pixels of `changed` where nothing else is new. */
  draw(camera: PhotoCamera, look: PhotoLook, changed: PixelBox | null): void {
    const { gl, element, devicePixelRatio: ratio } = this
    gl.viewport(0, 0, element.width, element.height)
    if (changed) this.limitTo(camera, changed)
    else gl.disable(gl.SCISSOR_TEST)
    gl.clearColor(0, 0, 0, 0)
    gl.clear(gl.COLOR_BUFFER_BIT)
    // biome-ignore lint/correctness/useHookAtTopLevel: WebGL's own name, not a hook
    gl.useProgram(this.program)
    const at = (name: (typeof uniformNames)[number]): WebGLUniformLocation | null => this.uniforms.get(name) ?? null
    const half = camera.scale / 2
    gl.uniform3f(at('screenFromEdge'), camera.scale, camera.txPx - half, camera.tyPx - half)
    gl.uniform2f(at('viewSizePx'), element.width / ratio, element.height / ratio)
    gl.uniform1f(at('imagePerScreen'), 1 / (camera.scale * ratio))
    gl.uniform2f(at('layersPresent'), Number(this.present.mask), Number(this.present.proposal))
    gl.uniform1i(at('show'), showCodes[look.show])
    gl.uniform1f(at('overlayOpacity'), look.overlayOpacity)
    gl.uniform1i(at('maskOutline'), Number(look.maskOutline))
    gl.uniform3f(at('maskColor'), ...maskColor)
    gl.uniform3f(at('proposalColor'), ...proposalColor)
    gl.uniform4f(at('checker'), ...checkerColors[look.theme], checkerCellPx * ratio)
    for (const [unit, name] of (['photo', 'mask', 'proposal'] as const).entries()) gl.uniform1i(at(name), unit)
    for (const tile of this.tiles) {
      for (const [unit, name] of (['photo', 'mask', 'proposal'] as const).entries()) {
        gl.activeTexture(gl.TEXTURE0 + unit)
        gl.bindTexture(gl.TEXTURE_2D, tile[name])
      }
      gl.uniform4f(at('tileEdgePx'), tile.inner.x0, tile.inner.y0, tile.inner.x1, tile.inner.y1)
      gl.uniform4f(at('textureEdgePx'), tile.outer.x0, tile.outer.y0, tile.outer.x1, tile.outer.y1)
      gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4)
    }
    gl.activeTexture(gl.TEXTURE0)
  }

  dispose(): void {
    this.clearPhoto()
    this.gl.deleteProgram(this.program)
    this.gl.getExtension('WEBGL_lose_context')?.loseContext()
    this.element.remove()
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

  private makeTile(tile: PhotoTile, piece: ImageBitmap): TileTextures {
    const { gl } = this
    const photo = this.makeTexture(gl.LINEAR_MIPMAP_LINEAR)
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, piece)
    gl.generateMipmap(gl.TEXTURE_2D)
    const oneChannel = (): WebGLTexture => {
      const texture = this.makeTexture(gl.LINEAR)
      gl.texStorage2D(gl.TEXTURE_2D, 1, gl.R8, piece.width, piece.height)
      return texture
    }
    return { ...tile, photo, mask: oneChannel(), proposal: oneChannel() }
  }

  /** Reduced as told, enlarged by whole pixels. */
  private makeTexture(reduceBy: number): WebGLTexture {
    const { gl } = this
    const texture = gl.createTexture()
    gl.bindTexture(gl.TEXTURE_2D, texture)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, reduceBy)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE)
    return texture
  }
}

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
