import type { TextureSource } from '../model/texture.ts'

interface MadeTexture {
  readonly source: TextureSource
  readonly measuredShare: number
  readonly filledShare: number
  readonly photos: readonly unknown[]
}

const inPercent = (share: number): string => `${(100 * share).toFixed(1)} %`

const sourceInWords = ({ source, photos }: MadeTexture): string =>
  ({
    photos: photos.length === 1 ? '1 photo' : `${photos.length} photos`,
    texture: "the scan's texture",
    colors: "the scan's colours",
  })[source]

/** How much of a texture was seen and how much is a guess. */
export const textureInWords = (texture: MadeTexture): string =>
  `${inPercent(texture.measuredShare)} from ${sourceInWords(texture)}, ${inPercent(texture.filledShare)} filled`
