import { resolve } from 'node:path'
import { registrationPictureKinds, registrationYawsRad } from '#core/jobs/drawRegistration.ts'
import type { MeshReference } from '#core/jobs/types.ts'
import type { RunContext } from '#core/model/run.ts'
import { writeFileAtomic } from '../../files/writeFileAtomic.ts'
import type { FileHouse } from '../house.ts'
import { pictureUrl } from '../pictureUrl.ts'
import { type RegistrationPageContent, registrationPage } from './registrationPage.ts'

export const heatEndMm = 2
const sizePx = 440

export interface PageSource extends Omit<RegistrationPageContent, 'pictures' | 'heatEndMm' | 'version'> {
  readonly scan: MeshReference
  readonly registration: MeshReference
  readonly metresPerUnit: number
  readonly globalTurn: readonly number[]
  readonly residualsMm: Float32Array
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
  const { scan, registration, metresPerUnit, globalTurn, residualsMm, ...content } = source
  const input = { scan, registration, metresPerUnit, globalTurn, residualsMm, heatEndMm, sizePx }
  const drawn = await pool.run('drawRegistration', input, context)
  const pictures = await Promise.all(drawn.map(pictureUrl))
  const path = resolve(out)
  await writeFileAtomic(path, registrationPage({ ...content, pictures, heatEndMm, version }))
  return { path, thumbnail: pictures[thumbnailAt] }
}
