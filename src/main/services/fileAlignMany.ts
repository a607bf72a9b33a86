import { basename, parse } from 'node:path'
import type { Output, ServiceInput } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import { writeMatrixText } from '#core/formats/transforms.ts'
import type { RunContext } from '#core/model/run.ts'
import { scaleOf } from '#core/model/transform.ts'
import type { FileHouse } from './house.ts'
import { namedFile } from './namedFile.ts'
import { checkResultFolder, inputHashes, reportJson, writeResults } from './resultFiles.ts'

/** A name for each scan's files: its own, with its number where two are alike. */
const namesOf = (paths: readonly string[]): string[] => {
  const stems = paths.map((path) => parse(path).name)
  return stems.map((stem, i) => (stems.indexOf(stem) === stems.lastIndexOf(stem) ? stem : `${i}_${stem}`))
}

const alignMany = async (
  { pool, version }: FileHouse,
  { scans, reference, options, out, meshFormat }: ServiceInput<'files.alignMany'>,
  context: RunContext,
): Promise<Output<'files.alignMany'>> => {
  await checkResultFolder(out)
  const given = await Promise.all(
    scans.map(async ({ mesh, landmarks: path }) => {
      const landmarks = path === null ? null : (await pool.run('readLandmarkFile', namedFile(path), context)).set
      return { mesh: namedFile(mesh), landmarks, unit: landmarks?.unit ?? null }
    }),
  )
  const names = namesOf(scans.map(({ mesh }) => mesh))
  const result = await pool.run('alignManyMeshes', { scans: given, names, reference, options, meshFormat }, context)
  const report = {
    scans: result.referenceFromScan.map((place, i) => ({
      scan: basename(scans[i].mesh),
      referenceFromScan: place && [...place],
      scale: place && scaleOf(place),
    })),
    pairs: result.pairs.map((pair) => ({
      source: basename(scans[pair.source].mesh),
      target: basename(scans[pair.target].mesh),
      verdict: pair.result.certificate.verdict,
      overlap: pair.result.overlap,
      disagreementMm: pair.disagreementMm,
      targetFromSource: [...pair.result.targetFromSource],
    })),
    chainedRmsMm: result.chainedRmsMm,
    adjustedRmsMm: result.adjustedRmsMm,
    warnings: [...result.readWarnings, ...result.warnings],
  }
  const inputs = await inputHashes(
    scans.flatMap(({ mesh, landmarks }) => [mesh, landmarks]),
    context,
  )
  const written = result.referenceFromScan.flatMap((place, i): [string, Uint8Array | string][] => {
    const bytes = result.moved[i]
    if (!place || !bytes) return []
    return [
      [`${names[i]}_transform.txt`, writeMatrixText(place)],
      [`${names[i]}_aligned.${meshFormat}`, bytes],
    ]
  })
  const files = await writeResults(out, [
    ...written,
    ['report.json', reportJson({ tool: 'cameo', version, inputs, options, reference, ...report })],
  ])
  return { ...report, files }
}

export const fileAlignManyServices = (house: FileHouse): Pick<Services, 'files.alignMany'> => ({
  'files.alignMany': (input, context) => alignMany(house, input, context),
})
