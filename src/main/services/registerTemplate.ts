import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Output, ServiceInput } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import type { RunContext } from '#core/model/run.ts'
import type { FileHouse } from './house.ts'
import { namedFile } from './namedFile.ts'
import { checkResultFolder, inputHashes, reportJson, writeResults } from './resultFiles.ts'
import { checkTexture, writeTexture } from './textureFiles.ts'

/** Files that hold places in triangles; all others hold positions. A .json says by its format which it is. */
const isEmbedding = async (path: string): Promise<boolean> => {
  if (/\.(pkl|npz)$/i.test(path)) return true
  return /\.json$/i.test(path) && (await readFile(resolve(path), 'utf8')).includes('"cameo-embedding"')
}

const registerTemplate = async (
  house: FileHouse,
  input: ServiceInput<'files.registerTemplate'>,
  context: RunContext,
): Promise<Output<'files.registerTemplate'>> => {
  const { pool, version } = house
  const { templateLandmarks } = input
  await checkResultFolder(input.out)
  const texturedInput = { ...input, model: input.template }
  await checkTexture(house, texturedInput, context)
  const readSet = async (path: string | null) =>
    path === null ? null : pool.run('readLandmarkFile', namedFile(path), context)
  const embedding = templateLandmarks !== null && (await isEmbedding(templateLandmarks)) ? templateLandmarks : null
  const [ofScan, ofTemplate] = await Promise.all([
    readSet(input.landmarks),
    readSet(embedding === null ? templateLandmarks : null),
  ])
  const meshName = `registration.${input.meshFormat}`
  const startMs = performance.now()
  const result = await pool.run(
    'registerTemplateFiles',
    {
      scan: namedFile(input.scan),
      scanUnit: input.unit,
      landmarks: ofScan?.set ?? null,
      template: namedFile(input.template),
      templateUnit: input.templateUnit,
      templateLandmarks: ofTemplate?.set ?? null,
      templateEmbedding: embedding === null ? null : namedFile(embedding),
      meshName,
    },
    context,
  )
  const report = {
    certificate: result.certificate,
    start: result.start,
    scanFromTemplate: [...result.scanFromTemplate],
    landmarkRmsMm: result.landmarkRmsMm,
    landmarksUsed: [...result.landmarksUsed],
    landmarksUnused: [...result.landmarksUnused],
    seconds: (performance.now() - startMs) / 1000,
    unit: result.unit,
    measured: result.report,
    warnings: [ofScan, ofTemplate].flatMap((file) => file?.warnings ?? []).concat(result.readWarnings, result.warnings),
  }
  const inputs = await inputHashes([input.scan, input.landmarks, input.template, templateLandmarks], context)
  const files = await writeResults(resolve(input.out), [
    [meshName, result.meshBytes],
    ['report.json', reportJson({ tool: 'cameo', version, inputs, ...report, texture: null })],
  ])
  const { unit } = result
  const textured = await writeTexture(
    house,
    { input: texturedInput, unit, registrationUnit: unit, registration: files[0] },
    context,
  )
  if (!textured) return { ...report, texture: null, files }
  const { texture } = textured
  const warnings = [...report.warnings, ...textured.warnings]
  await writeResults(resolve(input.out), [
    ['report.json', reportJson({ tool: 'cameo', version, inputs, ...report, texture, warnings })],
  ])
  return { ...report, texture, files: [...files, ...textured.files], warnings }
}

export const registeringServices = (house: FileHouse): Pick<Services, 'files.registerTemplate'> => ({
  'files.registerTemplate': (input, context) => registerTemplate(house, input, context),
})
