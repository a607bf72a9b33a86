import { mkdir, mkdtemp, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Output, ServiceInput } from '#core/contract/contract.ts'
import { type LayoutPhoto, type MaskLayout, maskLayouts } from '#core/datasets/masks/maskLayouts.ts'
import { badInput } from '#core/model/errors.ts'
import type { Warning } from '#core/model/mesh.ts'
import { numberInName } from '#core/model/numberInName.ts'
import { checkCancelled, type RunContext } from '#core/model/run.ts'
import { sharp } from '../files/sharp.ts'
import { writeFileAtomic } from '../files/writeFileAtomic.ts'
import { isImageFile } from './captureLayout.ts'
import { maskFilesIn, readMaskFile } from './maskFolder.ts'
import { encodeMask } from './maskPng.ts'
import { photoFacts } from './photoFacts.ts'
import { photoPixels } from './photoPixels.ts'
import { checkResultFolder } from './resultFiles.ts'

export interface MaskedPhoto extends LayoutPhoto {
  readonly path: string
  readonly widthPx: number
  readonly heightPx: number
}

/** Photos of a folder in the order of their names. Throws `input/no-photos`, and for those that cannot be used. */
export const photosIn = async (folder: string): Promise<MaskedPhoto[]> => {
  const names = (await readdir(resolve(folder))).filter((name) => isImageFile(name) && !name.startsWith('.')).sort()
  const photos = names.filter((name) => !/^(dynamic_)?mask_/.test(name))
  if (photos.length === 0) throw badInput('no-photos', `${basename(folder)}: there is no photo in this folder.`)
  return Promise.all(
    photos.map(async (name, place) => {
      const path = join(resolve(folder), name)
      return { name, place, path, ...(await photoFacts(path)) }
    }),
  )
}

/** The file whose number, or else whose name without an ending, is that of the photo. */
const fileFor = ({ name }: LayoutPhoto, files: readonly string[]): string | undefined => {
  const stem = (file: string): string => file.slice(0, file.lastIndexOf('.'))
  const number = numberInName(name)
  return (
    files.find((file) => stem(file) === stem(name)) ??
    files.find((file) => number !== null && numberInName(file) === number)
  )
}

const readSized = async (folder: string, file: string, photo: MaskedPhoto): Promise<Uint8Array> => {
  const { mask, widthPx, heightPx } = await readMaskFile(folder, file)
  if (widthPx === photo.widthPx && heightPx === photo.heightPx) return mask
  throw badInput(
    'image-size',
    `${file} is ${widthPx} × ${heightPx} pixels and ${photo.name} ${photo.widthPx} × ${photo.heightPx}: a mask has the size of its photo.`,
  )
}

const checkPhotos = (layout: MaskLayout, photos: readonly MaskedPhoto[]): void => {
  const { oneSize, square, sidePx } = layout.rules
  for (const { name, widthPx, heightPx } of photos) {
    const size = `${name} is ${widthPx} × ${heightPx} pixels`
    if (oneSize && (widthPx !== photos[0].widthPx || heightPx !== photos[0].heightPx)) {
      throw badInput('layout-size', `${size}, ${photos[0].name} is not: ${layout.id} needs photos of one size.`)
    }
    if (square && widthPx !== heightPx) throw badInput('layout-size', `${size}: ${layout.id} needs square photos.`)
    if (sidePx !== undefined && (widthPx !== sidePx || heightPx !== sidePx)) {
      throw badInput('layout-size', `${size}: ${layout.id} needs ${sidePx} × ${sidePx}.`)
    }
  }
}

const inverted = (mask: Uint8Array): Uint8Array => mask.map((value) => 255 - value)

const cutOut = async (photo: MaskedPhoto, mask: Uint8Array): Promise<Uint8Array> => {
  const rgb = await photoPixels(photo.path)
  const rgba = new Uint8Array(mask.length * 4)
  for (let i = 0; i < mask.length; i++) {
    rgba.set(rgb.subarray(i * 3, i * 3 + 3), i * 4)
    rgba[i * 4 + 3] = mask[i]
  }
  return sharp(rgba, { raw: { width: photo.widthPx, height: photo.heightPx, channels: 4 } })
    .png()
    .toBuffer()
}

/** Reads a written mask file back as any reader would, and compares. Throws `input/mask-export`. */
const verifyFile = async (path: string, layout: MaskLayout, mask: Uint8Array, photo: MaskedPhoto): Promise<void> => {
  const picture = sharp(path)
  const { channels, depth, width, height, isPalette, orientation } = await picture.metadata()
  const isRgba = layout.pixels === 'alpha'
  const isPlain = channels === (isRgba ? 4 : 1) && depth === 'uchar' && !isPalette && (orientation ?? 1) === 1
  // Unasked, a grey picture is given as one of three channels.
  const pixels = await (isRgba ? picture : picture.toColourspace('b-w')).raw().toBuffer()
  const expected = layout.pixels === 'subject-black' ? inverted(mask) : mask
  const isSame = expected.every((value, i) => (isRgba ? pixels[i * 4 + 3] : pixels[i]) === value)
  if (isPlain && width === photo.widthPx && height === photo.heightPx && isSame) return
  throw badInput('mask-export', `${basename(path)} does not read back as it was written. Nothing was put in place.`)
}

const checkOrder = async (folder: string, layout: MaskLayout, photos: readonly MaskedPhoto[]): Promise<void> => {
  if (!layout.rules.pairedByOrder) return
  const stems = async (sub: string): Promise<string[]> =>
    (await readdir(join(folder, sub))).sort().map((name) => name.slice(0, name.lastIndexOf('.')))
  const [images, masks] = await Promise.all([stems('image'), stems('mask')])
  if (images.length === photos.length && images.every((name, i) => name === masks[i])) return
  throw badInput(
    'layout-order',
    `Sorted by name, photos and masks of ${layout.id} do not pair up: give the photos names that differ before their endings.`,
  )
}

const transformsWithMasks = async (
  file: string,
  layout: MaskLayout,
  photos: readonly MaskedPhoto[],
): Promise<string> => {
  const text = await readFile(resolve(file), 'utf8')
  let content: { frames?: { file_path?: string }[] }
  try {
    content = JSON.parse(text)
  } catch {
    throw badInput('transforms', `${basename(file)} is no JSON.`)
  }
  if (!Array.isArray(content.frames)) throw badInput('transforms', `${basename(file)} has no frames.`)
  const frames = content.frames.map((frame) => {
    const name = frame.file_path?.split('/').at(-1) ?? ''
    const photo = photos.find((each) => each.name === name || each.name.startsWith(`${name}.`))
    if (!photo) {
      throw badInput(
        'transforms',
        `${basename(file)}: the frame ${name} has no mask, and nerfstudio wants one for every frame or for none.`,
      )
    }
    return { ...frame, mask_path: layout.maskPath(photo) }
  })
  return `${JSON.stringify({ ...content, frames }, null, 2)}\n`
}

type Input = ServiceInput<'files.exportMasks'>

const writeLayout = async (folder: string, layout: MaskLayout, input: Input, context: RunContext): Promise<number> => {
  const photos = await photosIn(input.images)
  checkPhotos(layout, photos)
  const files = await maskFilesIn(input.masks)
  const hair = input.hair === null ? null : await maskFilesIn(input.hair)
  if (layout.rules.hairPath && (hair === null || input.hair === null)) {
    throw badInput('layout-hair', `${layout.id} needs masks of the hair beside those of the head: give their folder.`)
  }
  const written = new Set<string>()
  const write = async (relative: string, bytes: Uint8Array | string): Promise<string> => {
    if (written.has(relative)) {
      throw badInput('layout-name', `${layout.id} calls two photos ${basename(relative)}. Give them other names.`)
    }
    written.add(relative)
    const path = join(folder, relative)
    await writeFileAtomic(path, bytes)
    return path
  }
  for (const [i, photo] of photos.entries()) {
    checkCancelled(context)
    context.report?.({ fraction: i / photos.length, message: photo.name })
    const file = fileFor(photo, files)
    if (!file)
      throw badInput('mask-missing', `${photo.name} has no mask of its name or number in ${basename(input.masks)}.`)
    const mask = await readSized(input.masks, file, photo)
    const shown = layout.pixels === 'subject-black' ? inverted(mask) : mask
    const bytes = layout.pixels === 'alpha' ? await cutOut(photo, mask) : await encodeMask(shown, photo)
    await verifyFile(await write(layout.maskPath(photo), bytes), layout, mask, photo)
    const imagePath = layout.imagePath(photo)
    if (imagePath !== null) {
      const becomesPng = layout.rules.pngPhotos && !/\.png$/i.test(photo.name)
      await write(imagePath, becomesPng ? await sharp(photo.path).png().toBuffer() : await readFile(photo.path))
    }
    if (layout.rules.hairPath && hair && input.hair !== null) {
      const hairFile = fileFor(photo, hair)
      if (!hairFile) throw badInput('mask-missing', `${photo.name} has no mask of its hair in ${basename(input.hair)}.`)
      const hairMask = await readSized(input.hair, hairFile, photo)
      const stray = hairMask.reduce((sum, value, k) => sum + (value && !mask[k] ? 1 : 0), 0)
      if (stray > 0)
        throw badInput('layout-hair', `${hairFile}: ${stray} pixels of the hair lie outside of the head's mask.`)
      await verifyFile(
        await write(layout.rules.hairPath(photo), await encodeMask(hairMask, photo)),
        layout,
        hairMask,
        photo,
      )
    }
  }
  await checkOrder(folder, layout, photos)
  if (layout.rules.transforms && input.transforms !== null) {
    await write('transforms.json', await transformsWithMasks(input.transforms, layout, photos))
  }
  return photos.length
}

const nothingWhereMissing = (error: NodeJS.ErrnoException): [] => {
  if (error.code === 'ENOENT') return []
  throw error
}

/** Writes masks as another program reads them: into a folder beside, checked there, and only then put in place. */
export const exportMaskFiles = async (input: Input, context: RunContext): Promise<Output<'files.exportMasks'>> => {
  const layout = maskLayouts.find(({ id }) => id === input.layout)
  if (!layout) throw badInput('layout', `There is no layout "${input.layout}".`)
  const out = resolve(input.out)
  await checkResultFolder(out)
  const existing = await readdir(out).catch(nothingWhereMissing)
  if (existing.length > 0)
    throw badInput('folder-not-empty', `${basename(out)} is not empty. Choose a new folder.`, { out })
  await mkdir(dirname(out), { recursive: true })
  const staging = await mkdtemp(join(dirname(out), '.cameo-masks-'))
  try {
    const masks = await writeLayout(staging, layout, input, context)
    // Only an empty folder goes away: what came into it meanwhile stays, and is told.
    await rmdir(out).catch(nothingWhereMissing)
    await rename(staging, out)
    const warnings: Warning[] = []
    if (layout.rules.transforms && input.transforms === null) {
      warnings.push({
        code: 'transforms-unchanged',
        message:
          'nerfstudio reads a mask where its frame in transforms.json names it: give that file to have mask_path added.',
      })
    }
    return { layout: layout.id, out, masks, warnings }
  } catch (error) {
    await rm(staging, { recursive: true, force: true })
    throw error
  }
}
