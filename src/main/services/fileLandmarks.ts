import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { Output, ServiceInput } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import {
  invertedTransform,
  isSimilarity,
  readTransform,
  transformFormatOf,
  writeTransform,
} from '#core/formats/transformFormats.ts'
import { compareLandmarks } from '#core/geometry/alignment/compareLandmarks.ts'
import { badInput, toErrorRecord } from '#core/model/errors.ts'
import { scaleOf } from '#core/model/transform.ts'
import { writeFileAtomic } from '../files/writeFileAtomic.ts'
import type { FileHouse } from './house.ts'
import { namedFile } from './namedFile.ts'
import { findScheme } from './schemes.ts'

const convert = async (
  { pool }: FileHouse,
  { input, output, scheme, mesh, semiLandmarks }: ServiceInput<'files.convertLandmarks'>,
): Promise<Output<'files.convertLandmarks'>> => {
  const path = resolve(output)
  const wanted = scheme === null ? null : await findScheme(scheme, null)
  const { bytes, ...result } = await pool.run('convertLandmarks', {
    input: namedFile(input),
    outputName: basename(path),
    scheme: wanted,
    mesh: mesh === null ? null : namedFile(mesh),
    semiLandmarks,
  })
  await writeFileAtomic(path, bytes)
  return { ...result, output: path, warnings: [...result.warnings] }
}

/** Matrices are named in a MeshLab project: `name` chooses one of them. */
const convertTransform = async ({
  input,
  output,
  name,
  isInverted,
  meshFileName,
}: ServiceInput<'files.convertTransform'>): Promise<Output<'files.convertTransform'>> => {
  const path = resolve(output)
  const format = transformFormatOf(basename(path))
  const bytes = await readFile(resolve(input)).catch((error: unknown) => {
    throw badInput('transform-file', `${input} cannot be read: ${toErrorRecord(error).message}`)
  })
  const read = readTransform(bytes, basename(input), { name })
  const matrix = isInverted ? invertedTransform(read.matrix, basename(input)) : read.matrix
  const written = writeTransform(matrix, { format, meshFileName: meshFileName ?? 'scan.ply' })
  await writeFileAtomic(path, written.bytes)
  return {
    output: path,
    from: read.format,
    to: format,
    matrix: [...matrix],
    scale: scaleOf(matrix),
    isSimilarity: isSimilarity(matrix),
    warnings: [...read.warnings, ...written.warnings],
  }
}

const compare = async (
  { pool }: FileHouse,
  { a, b }: ServiceInput<'files.compareLandmarks'>,
): Promise<Output<'files.compareLandmarks'>> => {
  const [inA, inB] = await Promise.all([a, b].map((path) => pool.run('readLandmarkFile', namedFile(path))))
  const { findings, ...comparison } = compareLandmarks(inA.set, inB.set)
  return {
    ...comparison,
    unit: inA.set.unit,
    findings: findings.map(({ code, message, confidence }) => ({ code, message, confidence })),
    warnings: [...inA.warnings, ...inB.warnings],
  }
}

export const fileLandmarkServices = (
  house: FileHouse,
): Pick<Services, 'files.convertLandmarks' | 'files.compareLandmarks' | 'files.convertTransform'> => ({
  'files.convertTransform': convertTransform,
  'files.convertLandmarks': (input) => convert(house, input),
  'files.compareLandmarks': (input) => compare(house, input),
})
