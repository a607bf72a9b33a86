import { type MaskTiles, type Tile, tileEdgePx, tilePixels } from '#core/masks/tiles/maskTiles.ts'
import type { MaskSize, PixelBox } from '#core/masks/types.ts'
import { makeTexture } from './makeTexture.ts'
import { type PhotoTile, photoTiles, sharedBox } from './photoTiles.ts'

interface Page extends PhotoTile {
  /** Null: the whole page has the value `solid`. */
  texture: WebGLTexture | null
  solid: 0 | 255
}

/**
 * One mask layer on the graphics card: one-channel pages of up to 1024 pixels. A page of one value takes no memory.
 * Of a stroke only the tiles it touched are sent.
 */
export class LayerTextures {
  private readonly gl: WebGL2RenderingContext
  private readonly solids: Readonly<Record<0 | 255, WebGLTexture>>
  private readonly pages: Page[]

  constructor(gl: WebGL2RenderingContext, size: MaskSize) {
    this.gl = gl
    this.solids = { 0: makeSolid(gl, 0), 255: makeSolid(gl, 255) }
    this.pages = photoTiles(size.widthPx, size.heightPx).map((tile) => ({ ...tile, texture: null, solid: 0 }))
  }

  get grid(): readonly PhotoTile[] {
    return this.pages
  }

  textureOf(page: number): WebGLTexture {
    const { texture, solid } = this.pages[page]
    return texture ?? this.solids[solid]
  }

  /** The value that a whole page has, 0..1; null where it has several. */
  solidOf(page: number): number | null {
    const { texture, solid } = this.pages[page]
    return texture ? null : solid / 255
  }

  /** Sends tiles of a layer; `null`: all of them. */
  upload(layer: MaskTiles, tiles: ReadonlySet<number> | null): void {
    for (const page of this.pages) {
      const within = tilesIn(layer, page.outer)
      const wanted = tiles ? within.filter((index) => tiles.has(index)) : within
      if (wanted.length > 0) this.uploadPage(page, layer, { within, wanted })
    }
  }

  dispose(): void {
    for (const { texture } of this.pages) if (texture) this.gl.deleteTexture(texture)
    for (const texture of Object.values(this.solids)) this.gl.deleteTexture(texture)
  }

  private uploadPage(page: Page, layer: MaskTiles, o: { within: readonly number[]; wanted: readonly number[] }): void {
    const { gl } = this
    let { wanted } = o
    if (!page.texture) {
      const first = layer.tile(o.within[0])
      if ((first === 0 || first === 255) && o.within.every((index) => layer.tile(index) === first)) {
        page.solid = first
        return
      }
      page.texture = makeTexture(gl, { reduceBy: gl.LINEAR, enlargeBy: gl.NEAREST })
      const { x0, y0, x1, y1 } = page.outer
      gl.texStorage2D(gl.TEXTURE_2D, 1, gl.R8, x1 - x0, y1 - y0)
      // A new texture is all zeros.
      wanted = o.within.filter((index) => layer.tile(index) !== 0)
    }
    gl.bindTexture(gl.TEXTURE_2D, page.texture)
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1)
    gl.pixelStorei(gl.UNPACK_ROW_LENGTH, tileEdgePx)
    for (const index of wanted) this.uploadTile(page.outer, layer.box(index), layer.tile(index))
    for (const name of [gl.UNPACK_ROW_LENGTH, gl.UNPACK_SKIP_PIXELS, gl.UNPACK_SKIP_ROWS]) gl.pixelStorei(name, 0)
  }

  private uploadTile(outer: PixelBox, box: PixelBox, tile: Tile): void {
    const { gl } = this
    const part = sharedBox(outer, box)
    if (!part) return
    gl.pixelStorei(gl.UNPACK_SKIP_PIXELS, part.x0 - box.x0)
    gl.pixelStorei(gl.UNPACK_SKIP_ROWS, part.y0 - box.y0)
    const [x, y] = [part.x0 - outer.x0, part.y0 - outer.y0]
    const pixels = typeof tile === 'number' ? solidPixels(tile) : tile
    gl.texSubImage2D(gl.TEXTURE_2D, 0, x, y, part.x1 - part.x0, part.y1 - part.y0, gl.RED, gl.UNSIGNED_BYTE, pixels)
  }
}

const solid = new Map<number, Uint8Array>()
const solidPixels = (value: number): Uint8Array => {
  const known = solid.get(value) ?? new Uint8Array(tilePixels).fill(value)
  solid.set(value, known)
  return known
}

const makeSolid = (gl: WebGL2RenderingContext, value: number): WebGLTexture => {
  const texture = makeTexture(gl, { reduceBy: gl.NEAREST, enlargeBy: gl.NEAREST })
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1)
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8, 1, 1, 0, gl.RED, gl.UNSIGNED_BYTE, Uint8Array.of(value))
  return texture
}

/** The tiles of a layer that reach into a box. */
const tilesIn = (layer: MaskTiles, { x0, y0, x1, y1 }: PixelBox): number[] => {
  const tiles: number[] = []
  for (let row = y0 >> 8; row <= (y1 - 1) >> 8; row++) {
    for (let column = x0 >> 8; column <= (x1 - 1) >> 8; column++) tiles.push(row * layer.columns + column)
  }
  return tiles
}
