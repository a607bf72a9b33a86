import type { MaskSize, PixelBox } from '#core/masks/types.ts'
import { photoLevelsPx } from '#core/model/photoLevels.ts'
import { makeTexture } from './makeTexture.ts'
import { sharedBox } from './photoTiles.ts'

/** A piece of the photo that can be drawn: the pixels of the photo that its texture holds. */
export interface PhotoPiece {
  /** What is drawn. */
  readonly inner: PixelBox
  /** What the texture holds: a margin more. */
  readonly outer: PixelBox
  readonly texture: WebGLTexture
}

const tilePx = 512
const marginPx = 2
/** Tiles that are kept beyond those on the screen: 96 of them take 128 MB. */
const keptTiles = 96

interface TilePlace {
  readonly key: string
  readonly level: number
  readonly inner: PixelBox
  readonly outer: PixelBox
}

/** A version of the photo may be this much coarser than the screen. */
const coarserBy = 1.01

/**
 * The photo on the graphics card: a small version of all of it, which is there first, and tiles of 512 pixels of the
 * level the zoom asks for (level n is reduced by 2ⁿ), each with its own mips, the least lately seen dropped first.
 */
export class PhotoTextures {
  private readonly gl: WebGL2RenderingContext
  private readonly size: MaskSize
  private readonly onTile: () => void
  private whole: (PhotoPiece & { readonly widthPx: number }) | null = null
  private full: ImageBitmap | null = null
  private readonly tiles = new Map<string, PhotoPiece>()
  private readonly making = new Set<string>()
  private isGone = false

  constructor(gl: WebGL2RenderingContext, size: MaskSize, onTile: () => void) {
    this.gl = gl
    this.size = size
    this.onTile = onTile
  }

  /** Something can be drawn. */
  get isShown(): boolean {
    return this.whole !== null || this.full !== null
  }

  /** Whether what is there is fine enough for this zoom (photo pixels for one pixel of the screen). */
  isEnough(imagePerScreen: number): boolean {
    return this.full !== null || this.isWholeEnough(imagePerScreen)
  }

  /** Whether the finest of the small versions is. */
  isPreviewEnough(imagePerScreen: number): boolean {
    const { widthPx, heightPx } = this.size
    return Math.max(widthPx, heightPx) / photoLevelsPx.preview <= imagePerScreen * coarserBy
  }

  /** Takes a small version, unless a finer one is there. The picture is not closed. */
  setWhole(picture: ImageBitmap): void {
    const { gl, size } = this
    if (this.whole && this.whole.widthPx >= picture.width) return
    if (this.whole) gl.deleteTexture(this.whole.texture)
    const texture = makeTexture(gl, { reduceBy: gl.LINEAR_MIPMAP_NEAREST, enlargeBy: gl.LINEAR })
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, picture)
    gl.generateMipmap(gl.TEXTURE_2D)
    const whole = { x0: 0, y0: 0, x1: size.widthPx, y1: size.heightPx }
    this.whole = { inner: whole, outer: whole, texture, widthPx: picture.width }
  }

  /** Takes over all pixels of the photo. */
  setFull(picture: ImageBitmap): void {
    this.full?.close()
    this.full = picture
  }

  /** What to draw for the visible part, the coarse first; tiles that are missing are made and told of. */
  pieces(visible: PixelBox, imagePerScreen: number): readonly PhotoPiece[] {
    const pieces: PhotoPiece[] = this.whole ? [this.whole] : []
    if (!this.full || this.isWholeEnough(imagePerScreen)) return pieces
    for (const place of placesIn(this.size, visible, Math.max(0, Math.floor(Math.log2(imagePerScreen))))) {
      const tile = this.tiles.get(place.key)
      if (!tile) {
        void this.make(place)
        continue
      }
      this.tiles.delete(place.key)
      this.tiles.set(place.key, tile)
      pieces.push(tile)
    }
    return pieces
  }

  get isMaking(): boolean {
    return this.making.size > 0
  }

  dispose(): void {
    this.isGone = true
    if (this.whole) this.gl.deleteTexture(this.whole.texture)
    for (const { texture } of this.tiles.values()) this.gl.deleteTexture(texture)
    this.tiles.clear()
    this.full?.close()
    this.full = null
    this.whole = null
  }

  private isWholeEnough(imagePerScreen: number): boolean {
    return this.whole !== null && this.size.widthPx / this.whole.widthPx <= imagePerScreen * coarserBy
  }

  private async make({ key, level, inner, outer }: TilePlace): Promise<void> {
    if (this.making.has(key) || !this.full) return
    this.making.add(key)
    const { gl } = this
    const [width, height] = [outer.x1 - outer.x0, outer.y1 - outer.y0]
    const resizeWidth = Math.max(1, Math.ceil(width / 2 ** level))
    const resizeHeight = Math.max(1, Math.ceil(height / 2 ** level))
    const sized: ImageBitmapOptions = level > 0 ? { resizeWidth, resizeHeight, resizeQuality: 'medium' } : {}
    const options: ImageBitmapOptions = { premultiplyAlpha: 'none', ...sized }
    const piece = await createImageBitmap(this.full, outer.x0, outer.y0, width, height, options).catch(() => null)
    this.making.delete(key)
    // The photo was closed while the piece was cut: there is nothing to draw any more.
    if (!piece || this.isGone) return
    const texture = makeTexture(gl, { reduceBy: gl.LINEAR_MIPMAP_LINEAR, enlargeBy: gl.NEAREST })
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, piece)
    gl.generateMipmap(gl.TEXTURE_2D)
    piece.close()
    this.tiles.set(key, { inner, outer, texture })
    for (const [oldest, tile] of this.tiles) {
      if (this.tiles.size <= keptTiles) break
      gl.deleteTexture(tile.texture)
      this.tiles.delete(oldest)
    }
    this.onTile()
  }
}

/** The tiles of a level that are seen. */
const placesIn = ({ widthPx, heightPx }: MaskSize, visible: PixelBox, level: number): readonly TilePlace[] => {
  const step = tilePx * 2 ** level
  const margin = marginPx * 2 ** level
  const places: TilePlace[] = []
  const whole = { x0: 0, y0: 0, x1: widthPx, y1: heightPx }
  const seen = sharedBox(whole, visible)
  if (!seen) return places
  for (let y0 = Math.floor(seen.y0 / step) * step; y0 < seen.y1; y0 += step) {
    for (let x0 = Math.floor(seen.x0 / step) * step; x0 < seen.x1; x0 += step) {
      const inner = sharedBox(whole, { x0, y0, x1: x0 + step, y1: y0 + step })
      const outer = sharedBox(whole, {
        x0: x0 - margin,
        y0: y0 - margin,
        x1: x0 + step + margin,
        y1: y0 + step + margin,
      })
      if (inner && outer) places.push({ key: `${level}/${x0}/${y0}`, level, inner, outer })
    }
  }
  return places
}
