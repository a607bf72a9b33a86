import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { type ManifestFile, manifestFileName, type PlannedFile } from '#core/datasets/index.ts'
import { CameoError } from '#core/model/errors.ts'
import { safePath } from '../files/safePath.ts'
import { sharp } from '../files/sharp.ts'
import { fillFileAtomic } from '../files/writeFileAtomic.ts'

/**
 * Makes the folder of an export, or takes an empty one.
 * Throws `input/export-exists` where an export of ours is in it, `input/folder-not-empty` where something else is.
 */
export const prepareExportFolder = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true })
  const names = await readdir(folder)
  if (names.includes(manifestFileName)) {
    throw new CameoError(
      'input/export-exists',
      `${folder} already holds an export. Choose a new folder, or delete that one first.`,
    )
  }
  if (names.length > 0) {
    throw new CameoError('input/folder-not-empty', `${folder} is not empty. An export needs a new or empty folder.`)
  }
}

/** JPEG with as little loss as the format allows; the same picture gives the same bytes. */
const asJpeg = (path: string): Promise<Uint8Array> =>
  sharp(path).jpeg({ quality: 97, chromaSubsampling: '4:4:4', mozjpeg: false }).toBuffer()

const contentOf = async (file: PlannedFile): Promise<Iterable<Uint8Array> | AsyncIterable<Uint8Array>> => {
  if ('bytes' in file) return [file.bytes]
  return file.as === 'jpeg'
    ? [await asJpeg(file.sourceRef)]
    : createReadStream(file.sourceRef, { highWaterMark: 1 << 20 })
}

/** Writes one planned file, whole or not at all, and hashes what it writes. References are absolute paths. */
export const writePlannedFile = async (folder: string, file: PlannedFile): Promise<ManifestFile> => {
  const hash = createHash('sha256')
  let sizeBytes = 0
  const content = await contentOf(file)
  await fillFileAtomic(await safePath(folder, file.path), async (handle) => {
    for await (const piece of content) {
      hash.update(piece)
      sizeBytes += piece.length
      await handle.writeFile(piece)
    }
  })
  return { path: file.path, sizeBytes, sha256: hash.digest('hex') }
}
