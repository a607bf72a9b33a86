import { readdir, stat } from 'node:fs/promises'
import { basename, extname, join, resolve } from 'node:path'
import { isGltf, landmarkFormatOf, meshFormatOf } from '#core/formats/index.ts'
import { badInput } from '#core/model/errors.ts'

export interface FrameFiles {
  /** Name of the scan without its ending. */
  readonly name: string
  readonly scan: string
  readonly landmarks: string | null
  /** Lines along its lips and lids. */
  readonly contours: string | null
}

const stemOf = (path: string): string => basename(path, extname(path))
const isFolder = async (path: string): Promise<boolean> => (await stat(path).catch(() => null))?.isDirectory() ?? false

/** As people count: frame_2 before frame_10. */
const inOrder = new Intl.Collator('en', { numeric: true }).compare

const scansOf = async (paths: readonly string[]): Promise<string[]> => {
  if (paths.length > 1 || !(await isFolder(resolve(paths[0])))) return paths.map((path) => resolve(path))
  const folder = resolve(paths[0])
  const names = (await readdir(folder)).filter((name) => meshFormatOf(name) !== null || isGltf(name)).sort(inOrder)
  return names.map((name) => join(folder, name))
}

/** What belongs to each scan: a file is the first one's, a folder has files named as their scans. */
const filesOf = async (
  path: string,
  scans: readonly string[],
  isOne: (name: string) => boolean,
): Promise<(string | null)[]> => {
  const given = resolve(path)
  if (!(await isFolder(given))) return scans.map((_, i) => (i === 0 ? given : null))
  const files = (await readdir(given)).filter(isOne)
  return scans.map((scan) => {
    const name = files.find((file) => stemOf(file) === stemOf(scan))
    return name === undefined ? null : join(given, name)
  })
}

const isLandmarkFile = (name: string): boolean => landmarkFormatOf(name) !== null && meshFormatOf(name) === null
const isContourFile = (name: string): boolean => /\.(json|obj)$/i.test(name)

/**
 * The frames of a sequence in their order, from files in the order given, or from a folder in the order of its numbers.
 * @throws CameoError `input/no-frames`, `input/same-name`, `input/first-landmarks`, `input/no-contours`
 */
export const sequenceFrames = async (
  scanPaths: readonly string[],
  landmarks: string,
  contours: string | null = null,
): Promise<FrameFiles[]> => {
  const scans = await scansOf(scanPaths)
  if (scans.length < 2) {
    throw badInput(
      'no-frames',
      `A sequence has at least two scans, but there ${scans.length === 1 ? 'is one' : 'are none'} in ${scanPaths.map((path) => basename(path)).join(', ')}.`,
    )
  }
  const names = scans.map(stemOf)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) {
    throw badInput('same-name', `Two frames would both be written as ${twice}. Rename one of the scans.`)
  }
  const files = await filesOf(landmarks, scans, isLandmarkFile)
  if (files[0] === null) {
    throw badInput(
      'first-landmarks',
      `The first frame, ${names[0]}, has no landmarks of its name in ${basename(landmarks)}: the sequence starts from them.`,
    )
  }
  const lines = contours === null ? scans.map(() => null) : await filesOf(contours, scans, isContourFile)
  if (contours !== null && lines.every((file) => file === null)) {
    throw badInput(
      'no-contours',
      `No file in ${basename(contours)} is named as a scan, such as ${names[0]}.json: lines along lips and lids belong to a frame each.`,
    )
  }
  return scans.map((scan, i) => ({ name: names[i], scan, landmarks: files[i], contours: lines[i] }))
}
