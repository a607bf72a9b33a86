import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Output } from '#core/contract/contract.ts'
import { textureInWords } from '#core/editor/textureInWords.ts'
import { CameoError } from '#core/model/errors.ts'
import { parseWhole } from './optionParsers.ts'

export interface TextureOptions {
  readonly texture?: string
  readonly textureSize: number
  readonly uv?: string
  readonly images?: string
  readonly cameras?: string
}

/** The options of every command that may write a texture. */
export const addTextureOptions = (command: Command): Command =>
  command
    .option('--texture <png>', "write a texture in the model's UV layout, with a mask of what was measured")
    .option('--texture-size <px>', 'its width and height', parseWhole(64, 8192), 2048)
    .option('--uv <file>', 'the UV layout: FLAME_texture.npz (vt, ft) or the OBJ template with texture coordinates')
    .option('--images <dir>', 'photos to take the colours from, with --cameras; without: the scan’s own')
    .option('--cameras <npz>', 'cameras of the photos in the frame and unit of the scan, by the number in their names')

const resolveOptional = (path: string | undefined): string | null => (path === undefined ? null : resolve(path))

/** What a method is asked for; null where no texture is wanted. Throws usage/texture. */
export const textureOf = ({ texture, textureSize, uv, images, cameras }: TextureOptions) => {
  if (texture !== undefined) {
    const [uvFile, folder, cameraFile] = [uv, images, cameras].map(resolveOptional)
    return { fileName: texture, sizePx: textureSize, uv: uvFile, images: folder, cameras: cameraFile }
  }
  const without = Object.entries({ uv, images, cameras }).find(([, value]) => value !== undefined)
  if (!without) return null
  throw new CameoError('usage/texture', `--${without[0]} is for a texture: add --texture NAME.png.`)
}

export const textureText = (texture: Output<'files.register'>['texture']): string =>
  texture ? textureInWords(texture) : 'none asked for'
