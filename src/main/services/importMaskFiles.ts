import { readdir, readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { Output, ServiceInput } from '#core/contract/contract.ts'
import { maskLayouts } from '#core/datasets/masks/maskLayouts.ts'
import { type AnnotatedMask, readCoco, readLabelme } from '#core/formats/masks/annotationFiles.ts'
import { badInput } from '#core/model/errors.ts'
import type { Warning } from '#core/model/mesh.ts'
import { numberInName } from '#core/model/numberInName.ts'
import { checkCancelled, type RunContext } from '#core/model/run.ts'
import { sharp } from '../files/sharp.ts'
import { writeFileAtomic } from '../files/writeFileAtomic.ts'
import { type MaskedPhoto, photosIn } from './exportMaskFiles.ts'
import { decodeMask, encodeMask } from './maskPng.ts'

type Input = ServiceInput<'files.importMasks'>
type Found = Pick<AnnotatedMask, 'mask' | 'widthPx' | 'heightPx'>

const bytesOf = async (path: string): Promise<Uint8Array | null> => {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

const alphaOf = async (bytes: Uint8Array, name: string): Promise<Found> => {
  const { channels } = await sharp(bytes).metadata()
  if (channels !== 4) throw badInput('mask-alpha', `${name} has no alpha channel: it is no cut-out.`)
  const { data, info } = await sharp(bytes).extractChannel(3).raw().toBuffer({ resolveWithObject: true })
  return {
    mask: Uint8Array.from(data, (value) => (value >= 128 ? 255 : 0)),
    widthPx: info.width,
    heightPx: info.height,
  }
}

/** Reads one photo's mask out of a layout's folder; null where there is none. */
const layoutReader = (input: Input) => {
  const layout = maskLayouts.find(({ id }) => id === input.from)
  if (!layout) return null
  return async (photo: MaskedPhoto, warnings: Warning[]): Promise<Found | null> => {
    const path = layout.maskPath(photo)
    const bytes = await bytesOf(join(resolve(input.source), path))
    if (!bytes) return null
    if (layout.pixels === 'alpha') return alphaOf(bytes, path)
    const { mask, wasConverted, ...size } = await decodeMask(bytes, path)
    if (wasConverted) {
      const message = `${path} was no picture of one grey channel with 0 and 255 alone; it was read as such.`
      warnings.push({ code: 'mask-converted', message })
    }
    return { ...size, mask: layout.pixels === 'subject-black' ? mask.map((value) => 255 - value) : mask }
  }
}

const annotations = async ({ from, source, label }: Input): Promise<AnnotatedMask[]> => {
  if (from === 'coco') return readCoco(await readFile(resolve(source), 'utf8'), label)
  const names = (await readdir(resolve(source))).filter((name) => name.endsWith('.json')).sort()
  if (names.length === 0)
    throw badInput('no-annotations', `${basename(source)}: there is no labelme file in this folder.`)
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(resolve(source), name), 'utf8')
      try {
        return readLabelme(text, label)
      } catch (error) {
        throw badInput('annotations', `${name}: ${(error as Error).message}`)
      }
    }),
  )
}

const readerOf = async (input: Input) => {
  const fromLayout = layoutReader(input)
  if (fromLayout) return fromLayout
  const found = await annotations(input)
  return async (photo: MaskedPhoto, warnings: Warning[]): Promise<Found | null> => {
    const own = found.find(({ photo: name }) => name === photo.name)
    if (own && own.skipped.length > 0) {
      warnings.push({
        code: 'shapes-skipped',
        message: `${photo.name}: shapes that are no areas were left out: ${own.skipped.join(', ')}.`,
      })
    }
    return own ?? null
  }
}

/** Brings masks of any layout into Cameo's own form, `mask_%04d.png` by the photos' numbers. All are read before one is written. */
export const importMaskFiles = async (input: Input, context: RunContext): Promise<Output<'files.importMasks'>> => {
  const photos = await photosIn(input.images)
  const warnings: Warning[] = []
  const read = await readerOf(input)
  const masks: { readonly name: string; readonly photo: MaskedPhoto; readonly png: Uint8Array }[] = []
  for (const [i, photo] of photos.entries()) {
    checkCancelled(context)
    context.report?.({ fraction: i / photos.length, message: photo.name })
    const found = await read(photo, warnings)
    if (!found) {
      warnings.push({ code: 'photo-without-mask', message: `${photo.name} has no mask in ${basename(input.source)}.` })
      continue
    }
    if (found.widthPx !== photo.widthPx || found.heightPx !== photo.heightPx) {
      throw badInput(
        'image-size',
        `The mask of ${photo.name} is ${found.widthPx} × ${found.heightPx} pixels, the photo ${photo.widthPx} × ${photo.heightPx}. Nothing was imported.`,
      )
    }
    const name = `mask_${String(numberInName(photo.name) ?? photo.place).padStart(4, '0')}.png`
    if (masks.some((other) => other.name === name)) {
      throw badInput(
        'photo-number',
        `${photo.name} has the number of another photo: their masks would be one file. Rename one.`,
      )
    }
    masks.push({ name, photo, png: await encodeMask(found.mask, photo) })
  }
  if (masks.length === 0) throw badInput('no-masks', `No photo has a mask in ${basename(input.source)}.`)
  const files: string[] = []
  for (const { name, png } of masks) {
    const path = join(resolve(input.out), name)
    await writeFileAtomic(path, png)
    files.push(path)
  }
  return { masks: files.length, files, warnings }
}
