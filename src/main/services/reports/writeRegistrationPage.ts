import { resolve } from 'node:path'
import type { RgbPicture } from '#core/flame/texture/picture.ts'
import { registrationPictureKinds, registrationYawsRad } from '#core/jobs/drawRegistration.ts'
import type { MeshReference } from '#core/jobs/types.ts'
import type { RunContext } from '#core/model/run.ts'
import { sharp } from '../../files/sharp.ts'
import { writeFileAtomic } from '../../files/writeFileAtomic.ts'
import type { FileHouse } from '../house.ts'
import { pictureUrl } from '../pictureUrl.ts'
import { type RegistrationPageContent, registrationPage, type TextureContent } from './registrationPage.ts'

export const heatEndMm = 2
const sizePx = 440

export interface PageSource extends Omit<RegistrationPageContent, 'pictures' | 'heatEndMm' | 'version' | 'texture'> {
  readonly scan: MeshReference
  readonly registration: MeshReference
  readonly metresPerUnit: number
  readonly globalTurn: readonly number[]
  readonly residualsMm: Float32Array
  /** The picture in the model's layout, and how it came about. */
  readonly texture?: (Omit<TextureContent, 'pictures'> & { readonly picture: RgbPicture }) | null
}

export interface WrittenPage {
  readonly path: string
  /** The heat map from the front, as a data URL. */
  readonly thumbnail: string
}

const thumbnailAt = registrationPictureKinds.indexOf('heat') * registrationYawsRad.length

/** Draws and writes the report of one registration. */
export const writeRegistrationPage = async (
  { pool, version }: Pick<FileHouse, 'pool' | 'version'>,
  source: PageSource,
  out: string,
  context: RunContext,
): Promise<WrittenPage> => {
  const { scan, registration, metresPerUnit, globalTurn, residualsMm, texture, ...content } = source
  const input = { scan, registration, metresPerUnit, globalTurn, residualsMm, heatEndMm, sizePx }
  const drawn = await pool.run('drawRegistration', input, context)
  const pictures = await Promise.all(drawn.map(pictureUrl))
  const shown = texture ? { ...texture, pictures: await texturePictures(pool, source, texture.picture, context) } : null
  const path = resolve(out)
  await writeFileAtomic(path, registrationPage({ ...content, pictures, texture: shown, heatEndMm, version }))
  return { path, thumbnail: pictures[thumbnailAt] }
}

/** The head in its texture from three sides, then the layout itself, as data URLs. */
const texturePictures = async (
  pool: FileHouse['pool'],
  { registration, globalTurn }: PageSource,
  picture: RgbPicture,
  context: RunContext,
): Promise<readonly string[]> => {
  const heads = await pool.run('drawTexturedHead', { registration, globalTurn, texture: picture, sizePx }, context)
  const { rgb, widthPx, heightPx } = picture
  const layout = await sharp(rgb, { raw: { width: widthPx, height: heightPx, channels: 3 }, limitInputPixels: false })
    .resize(sizePx, sizePx)
    .png({ palette: true, quality: 90 })
    .toBuffer()
  return [...(await Promise.all(heads.map(pictureUrl))), `data:image/png;base64,${layout.toString('base64')}`]
}
