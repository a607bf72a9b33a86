import { readdir } from 'node:fs/promises'
import { basename, extname, join, resolve } from 'node:path'
import type { Output, ServiceInput } from '#core/contract/contract.ts'
import type { RgbPicture } from '#core/flame/texture/picture.ts'
import type { TextureRegistrationInput, TextureRegistrationOutput } from '#core/jobs/textureRegistration.ts'
import type { Camera } from '#core/model/camera.ts'
import { badInput } from '#core/model/errors.ts'
import type { Warning } from '#core/model/mesh.ts'
import { numberInName } from '#core/model/numberInName.ts'
import { checkCancelled, type RunContext } from '#core/model/run.ts'
import { type LengthUnit, mmPer } from '#core/model/units.ts'
import { sharp } from '../files/sharp.ts'
import { isImageFile } from './captureLayout.ts'
import type { FileHouse } from './house.ts'
import { encodeMask } from './maskPng.ts'
import { namedFile } from './namedFile.ts'
import { photoFacts } from './photoFacts.ts'
import { writeResults } from './resultFiles.ts'

type Wanted = NonNullable<ServiceInput<'files.register'>['texture']>

/** What a texture is made from, and what it is for. */
export interface TexturedInput {
  readonly texture: Wanted | null
  readonly meshFormat: string
  /** A FLAME model, or a template that is a mesh. */
  readonly model: string
  readonly scan: string
  readonly out: string
}
type Texture = NonNullable<Output<'files.register'>['texture']>

const optionalFile = (path: string | null) => (path === null ? null : namedFile(path))

/** Refuses before the long work what could not be textured or written. */
export const checkTexture = async (
  { pool }: FileHouse,
  input: Omit<TexturedInput, 'out'>,
  context: RunContext,
): Promise<void> => {
  const { texture } = input
  if (!texture) return
  if (input.meshFormat !== 'obj') {
    throw badInput(
      'texture-format',
      `A textured registration is written as an OBJ with its material library, not as ${input.meshFormat}. Leave --mesh-format out.`,
    )
  }
  if ((texture.images === null) !== (texture.cameras === null)) {
    throw badInput('no-cameras', 'Photos and their cameras go together: give both --images and --cameras.')
  }
  const { model, scan } = input
  const job = { model: namedFile(model), uv: optionalFile(texture.uv) }
  await pool.run('checkTexture', { ...job, scan: texture.images === null ? namedFile(scan) : null }, context)
}

/** Photos of a folder whose number is that of a camera; what is left out is told. */
const photosOf = async ({ pool }: FileHouse, { images, cameras }: Wanted, context: RunContext) => {
  const warnings: Warning[] = []
  if (images === null || cameras === null) return { photos: [], warnings }
  const read = await pool.run('readCameraFile', namedFile(cameras), context)
  const folder = resolve(images)
  const photos: { file: ReturnType<typeof namedFile>; camera: Camera }[] = []
  for (const name of (await readdir(folder)).filter(isImageFile).sort()) {
    const number = numberInName(name)
    const camera = number === null ? undefined : read.cameras.get(number)
    if (!camera) {
      warnings.push({ code: 'photo-without-camera', message: `${name} has no camera of its number and was left out.` })
      continue
    }
    // Refuses pictures that are stored turned.
    await photoFacts(join(folder, name))
    photos.push({ file: namedFile(join(folder, name)), camera })
  }
  if (photos.length === 0) {
    throw badInput(
      'no-photos',
      `No photo in ${basename(folder)} has a camera in ${basename(cameras)}: the number in its name is that of the camera.`,
    )
  }
  return { photos, warnings: [...read.warnings, ...warnings] }
}

const png = async (rgb: Uint8Array, sizePx: number): Promise<Uint8Array> =>
  sharp(rgb, { raw: { width: sizePx, height: sizePx, channels: 3 }, limitInputPixels: false })
    .png({ compressionLevel: 6 })
    .toBuffer()

interface TexturedResult {
  readonly texture: Texture
  readonly picture: RgbPicture
  readonly files: string[]
  readonly warnings: readonly Warning[]
}

/**
 * Writes the texture, its mask, the material library and then the mesh that names them beside a finished registration;
 * null where none is wanted.
 */
export const writeTexture = async (
  house: FileHouse,
  o: {
    readonly input: TexturedInput
    /** Of the scan, and of the registration. */
    readonly unit: LengthUnit
    readonly registrationUnit: LengthUnit
    readonly registration: string
  },
  context: RunContext,
): Promise<TexturedResult | null> => {
  const { input, unit, registrationUnit, registration } = o
  const { texture: wanted, model, scan, out } = input
  if (!wanted) return null
  const { photos, warnings } = await photosOf(house, wanted, context)
  const textured = await makeTexture(
    house,
    {
      scan: namedFile(scan),
      metresPerUnit: mmPer(unit) / 1000,
      registration: namedFile(registration),
      registrationUnit,
      model: namedFile(model),
      uv: optionalFile(wanted.uv),
      ...{ photos, sizePx: wanted.sizePx, meshName: basename(registration), textureName: wanted.fileName },
    },
    out,
    context,
  )
  return { ...textured, warnings: [...warnings, ...textured.warnings] }
}

/** A texture and its mask as PNGs. */
export const texturedPictures = async (
  { rgb, mask }: Pick<TextureRegistrationOutput, 'rgb' | 'mask'>,
  sizePx: number,
): Promise<{ readonly picture: Uint8Array; readonly mask: Uint8Array }> => ({
  picture: await png(rgb, sizePx),
  mask: await encodeMask(mask, { widthPx: sizePx, heightPx: sizePx }),
})

/** Names beside each other: of the mesh, its library, its texture and the mask of that. */
export const texturedNames = (meshName: string, textureName: string) => ({
  ...{ meshName, textureName },
  libraryName: `${basename(meshName, extname(meshName))}.mtl`,
  maskName: `${basename(textureName, extname(textureName))}_mask.png`,
})

/** Writes a texture, its mask, the material library and then the mesh that names them; returns their paths in that order. */
export const writeTextured = (
  out: string,
  names: ReturnType<typeof texturedNames>,
  content: { picture: Uint8Array; mask: Uint8Array; library: string; meshBytes: Uint8Array },
): Promise<string[]> =>
  writeResults(out, [
    [names.textureName, content.picture],
    [names.maskName, content.mask],
    [names.libraryName, content.library],
    [names.meshName, content.meshBytes],
  ])

const makeTexture = async (
  { pool }: Pick<FileHouse, 'pool'>,
  input: Omit<TextureRegistrationInput, 'libraryName'>,
  out: string,
  context: RunContext,
): Promise<TexturedResult> => {
  const { sizePx } = input
  const names = texturedNames(input.meshName, input.textureName)
  const made = await pool.run('textureRegistration', { ...input, libraryName: names.libraryName }, context)
  const { library, meshBytes, source, measuredShare, filledShare } = made
  const pictures = await texturedPictures(made, sizePx)
  checkCancelled(context)
  const [texture, mask, libraryFile] = await writeTextured(out, names, { ...pictures, library, meshBytes })
  const report = { file: texture, mask, sizePx, source, measuredShare, filledShare, photos: [...made.photos] }
  return {
    texture: report,
    picture: { rgb: made.rgb, widthPx: sizePx, heightPx: sizePx },
    files: [texture, mask, libraryFile],
    warnings: made.warnings,
  }
}
