import { basename, resolve } from 'node:path'
import type { Output, ServiceInput } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import { landmarkFormatOf, landmarkLosses, writeLandmarks } from '#core/formats/index.ts'
import { orderByScheme } from '#core/formats/landmarks/orderByScheme.ts'
import { compareLandmarks } from '#core/geometry/alignment/compareLandmarks.ts'
import { badInput } from '#core/model/errors.ts'
import { writeFileAtomic } from '../files/writeFileAtomic.ts'
import type { FileHouse } from './house.ts'
import { namedFile } from './namedFile.ts'
import { findScheme } from './schemes.ts'

const convert = async (
  { pool }: FileHouse,
  { input, output, scheme }: ServiceInput<'files.convertLandmarks'>,
): Promise<Output<'files.convertLandmarks'>> => {
  const path = resolve(output)
  const format = landmarkFormatOf(basename(path))
  if (format === null) {
    throw badInput('landmark-format', `${basename(path)}: this ending is no landmark format that Cameo writes.`)
  }
  const wanted = scheme === null ? null : await findScheme(scheme, null)
  const read = await pool.run('readLandmarkFile', namedFile(input))
  const { set, warnings } = wanted ? orderByScheme(read, wanted) : read
  await writeFileAtomic(path, writeLandmarks(set, { format }))
  return {
    output: path,
    format,
    scheme: set.scheme,
    points: set.landmarks.length,
    placed: set.landmarks.filter(({ status }) => status === 'placed').length,
    warnings: [...warnings, ...landmarkLosses(set, format)],
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
): Pick<Services, 'files.convertLandmarks' | 'files.compareLandmarks'> => ({
  'files.convertLandmarks': (input) => convert(house, input),
  'files.compareLandmarks': (input) => compare(house, input),
})
