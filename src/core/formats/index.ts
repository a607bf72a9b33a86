import { allBytesOf, type ByteSource, sourceOfBytes } from '../model/byteSource.ts'
import { badInput, CameoError } from '../model/errors.ts'
import type { LandmarkSet } from '../model/landmarks.ts'
import type { Mesh } from '../model/mesh.ts'
import type { MeshFormatName } from '../model/meshFormats.ts'
import type { RunContext } from '../model/run.ts'
import { landmarkFormats } from './landmarkFormats.ts'
import { meshFormats } from './meshFormats.ts'
import { strictFormatOf, writeStrict } from './strict/strictReaders.ts'
import type {
  LandmarkFile,
  LandmarkFormat,
  LandmarkFormatName,
  LandmarkReadOptions,
  LandmarkWriteOptions,
  MeshFile,
  MeshReading,
  MeshSurroundings,
  MeshWriteOptions,
} from './types.ts'
import { landmarkFormatNames } from './types.ts'

export { landmarkFormats } from './landmarkFormats.ts'
export { landmarkLosses } from './landmarkLosses.ts'
export { changedNames } from './landmarkReadBack.ts'
export { lossWarnings } from './lossWarnings.ts'
export { meshFormats } from './meshFormats.ts'
export { readMtlTextures, textureFilesOf } from './mtlTextures.ts'
export type * from './types.ts'
export { landmarkFormatNames } from './types.ts'

const extensionOf = (fileName: string): string => /\.([^./\\]+)$/.exec(fileName)?.[1].toLowerCase() ?? ''

/** Which mesh format a file name's ending stands for; null where it is none. */
export const meshFormatOf = (fileName: string): MeshFormatName | null =>
  meshFormats.find(({ extensions }) => extensions.includes(extensionOf(fileName)))?.name ?? null

/**
 * Reads a mesh in the format of its file name's ending, from its bytes or piece by piece.
 *
 * @throws CameoError `input/…` whose message starts with the file's name; job/cancelled.
 */
export const readMesh = (file: Uint8Array | ByteSource, fileName: string, context: RunContext = {}): MeshFile => {
  const name = meshFormatOf(fileName)
  const format = meshFormats.find((candidate) => candidate.name === name)
  if (!name || !format) {
    throw badInput(
      'mesh-format',
      `${fileName}: this is no mesh file Cameo reads. It reads ${meshFormats.map(({ title }) => title).join(', ')}.`,
    )
  }
  const read = (): MeshReading => {
    if (format.stream) return format.stream(file instanceof Uint8Array ? sourceOfBytes(file) : file, context)
    return format.read(file instanceof Uint8Array ? file : allBytesOf(file))
  }
  return { format: name, ...naming(fileName, read) }
}

/** Whether a file name's ending stands for glTF, whose reader and writer (`writeGlb`) are asynchronous. */
export const isGltf = (fileName: string): boolean => ['glb', 'gltf'].includes(extensionOf(fileName))

/**
 * As `readMesh`, and glTF too: its decoders are loaded when a file needs them.
 *
 * @throws CameoError `input/…` whose message starts with the file's name; job/cancelled.
 */
export const loadMesh = async (
  file: Uint8Array | ByteSource,
  fileName: string,
  context: RunContext & MeshSurroundings = {},
): Promise<MeshFile> => {
  if (!isGltf(fileName)) return readMesh(file, fileName, context)
  const bytes = file instanceof Uint8Array ? file : allBytesOf(file)
  const { readGltf } = await import('./gltfReader.ts')
  try {
    return { format: 'glb', ...(await readGltf(bytes, context)) }
  } catch (error) {
    throw named(fileName, error)
  }
}

/**
 * Writes a mesh; the same mesh gives the same bytes on every machine. What is written for a strict reader is read back as
 * that reader does before it is handed over.
 *
 * @throws what the format's writer throws; for a strict reader also input/strict-format, input/read-back.
 */
export const writeMesh = (mesh: Mesh, { format: name, strictFor, ...options }: MeshWriteOptions): Uint8Array => {
  if (strictFor) return writeStrict(mesh, strictFormatOf(`mesh.${name}`, strictFor), strictFor)
  const format = meshFormats.find((candidate) => candidate.name === name)
  if (!format) throw new CameoError('usage/mesh-format', `“${name}” is no mesh format Cameo writes.`)
  return format.write(mesh, options)
}

/** The format of a file name's ending, the longest that fits: `.mrk.json` is not `.json`. */
const landmarkFormatFor = (fileName: string): LandmarkFormat | undefined => {
  const named = landmarkFormats.find(({ fileNames }) => fileNames?.includes(fileName.toLowerCase()))
  if (named) return named
  const endings = landmarkFormats.flatMap((format) => format.extensions.map((extension) => ({ format, extension })))
  const fitting = endings.filter(({ extension }) => fileName.toLowerCase().endsWith(`.${extension}`))
  return fitting.sort((a, b) => b.extension.length - a.extension.length)[0]?.format
}

/** Which landmark format the ending of a file to write stands for; null where Cameo writes none such. */
export const landmarkFormatOf = (fileName: string): LandmarkFormatName | null => {
  const format = landmarkFormatFor(fileName)
  return (format?.write && landmarkFormatNames.find((name) => name === format.name)) ?? null
}

/**
 * Reads landmarks in the format of the file name's ending.
 *
 * @throws CameoError `input/…` whose message starts with the file's name.
 */
export const readLandmarks = (bytes: Uint8Array, fileName: string, options: LandmarkReadOptions = {}): LandmarkFile => {
  const format = landmarkFormatFor(fileName)
  if (!format) {
    const endings = landmarkFormats.flatMap(({ extensions }) => extensions.map((extension) => `.${extension}`))
    throw badInput(
      'landmark-format',
      `${fileName}: this is no landmark file Cameo reads. It reads ${endings.join(', ')}.`,
    )
  }
  return { format: format.name, ...naming(fileName, () => format.read(bytes, options)) }
}

/** What is withheld must not go out as if it were placed, into a file that cannot say so. */
const withoutHidden = (set: LandmarkSet): LandmarkSet => ({
  ...set,
  landmarks: set.landmarks.map((landmark) =>
    landmark.status === 'hidden' ? { ...landmark, status: 'missing', position: null, surface: null } : landmark,
  ),
})

export const writeLandmarks = (set: LandmarkSet, options: LandmarkWriteOptions): Uint8Array => {
  const format = landmarkFormats.find(({ name }) => name === options.format)
  if (!format?.write) {
    throw new CameoError('usage/landmark-format', `“${options.format}” is no landmark format Cameo writes.`)
  }
  return format.write(format.keeps.states.includes('hidden') ? set : withoutHidden(set), options)
}

/** Puts the file's name in front of a reader's error. */
export const naming = <T>(fileName: string, read: () => T): T => {
  try {
    return read()
  } catch (error) {
    throw named(fileName, error)
  }
}

const named = (fileName: string, error: unknown): unknown => {
  if (!(error instanceof CameoError)) return error
  return new CameoError(error.code, `${fileName}: ${error.message}`, { file: fileName, ...error.detail })
}
