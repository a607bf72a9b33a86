import { basename, resolve } from 'node:path'
import type { Output, ServiceInput } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import type { Warning } from '#core/model/mesh.ts'
import type { RunContext } from '#core/model/run.ts'
import { mmPer } from '#core/model/units.ts'
import type { WorkerPool } from '../compute/workerPool.ts'
import { hashFile } from '../files/hashFile.ts'
import { writeFileAtomic } from '../files/writeFileAtomic.ts'
import { checkCarried, writeCarried } from './carryToScan.ts'
import type { FileHouse } from './house.ts'
import { namedFile } from './namedFile.ts'
import { checkResultFolder, inputHashes, reportJson, writeResults } from './resultFiles.ts'
import { checkTexture, writeTexture } from './textureFiles.ts'
import { libraryNameOf, writeMeshFiles } from './writeMeshFiles.ts'

const describeMesh = async (pool: WorkerPool, path: string): Promise<Output<'meshes.info'>> => {
  const facts = await pool.run('inspectMesh', namedFile(path))
  const { min, max } = facts.bounds
  return {
    format: facts.format,
    vertices: facts.vertices,
    faces: facts.triangles,
    hasNormals: facts.hasNormals,
    hasColors: facts.hasColors,
    hasUvs: facts.hasUvs,
    unit: { ...facts.unit },
    up: { ...facts.up },
    bounds: { min: [...min], max: [...max] },
    components: facts.components,
    boundaryLoops: facts.boundaryLoops,
    holes: facts.holes.map(({ place: [x, y, z], ...hole }) => ({ ...hole, place: [x, y, z] })),
    duplicateVertices: facts.duplicateVertices,
    duplicateFaces: facts.duplicateFaces,
    nonManifoldEdges: facts.nonManifoldEdges,
    degenerateFaces: facts.degenerateFaces,
    nonManifoldVertices: facts.nonManifoldVertices,
    isWatertight: facts.isWatertight,
    area: facts.area,
    volume: facts.volume,
    warnings: [...facts.warnings, ...facts.materialWarnings],
  }
}

const convert = async (
  pool: WorkerPool,
  { input, output, unitFrom, unitTo, strictFor, compression, normals }: ServiceInput<'meshes.convert'>,
  context: RunContext,
): Promise<Output<'meshes.convert'>> => {
  const path = resolve(output)
  const names = { outputName: basename(path), libraryName: libraryNameOf(path) }
  const job = { mesh: namedFile(input), ...names, unitFrom, unitTo, strictFor, compression, normals }
  const { vertices, triangles, warnings, ...written } = await pool.run('convertMesh', job, context)
  const more = await writeMeshFiles({ source: input, output: path }, written)
  return { output: path, vertices, faces: triangles, warnings: [...warnings, ...more] }
}

const sample = async (
  pool: WorkerPool,
  { input, output, count, seed, even }: ServiceInput<'meshes.sample'>,
  context: RunContext,
): Promise<Output<'meshes.sample'>> => {
  const path = resolve(output)
  const job = { mesh: namedFile(input), outputName: basename(path), count, seed, isEven: even }
  const { bytes, warnings } = await pool.run('sampleMesh', job, context)
  await writeFileAtomic(path, bytes)
  return { output: path, points: count, warnings: [...warnings] }
}

const register = async (
  house: FileHouse,
  input: ServiceInput<'files.register'>,
  context: RunContext,
): Promise<Output<'files.register'>> => {
  const { pool, version } = house
  await checkResultFolder(input.out)
  checkCarried(input)
  await checkTexture(house, input, context)
  const meshName = `registration.${input.meshFormat}`
  const landmarks = await pool.run('readLandmarkFile', namedFile(input.landmarks), context)
  const { sha256: modelSha256 } = await hashFile(resolve(input.model), context.signal)
  const startMs = performance.now()
  const result = await pool.run(
    'registerScan',
    {
      scan: namedFile(input.scan),
      unit: input.unit === 'auto' ? (landmarks.set.unit ?? 'auto') : input.unit,
      landmarks: landmarks.set,
      contours: input.contours === null ? null : namedFile(input.contours),
      model: namedFile(input.model),
      modelSha256,
      embedding: input.embedding === null ? null : namedFile(input.embedding),
      regions: input.regions === null ? null : namedFile(input.regions),
      meshName,
    },
    context,
  )
  const { median, mean, p90, within1mm } = result.scanToMeshMm
  const report = {
    certificate: result.certificate,
    scanToMeshMm: { median, mean, p90, within1mm },
    landmarkRmsMm: result.landmarkRmsMm,
    flippedFaces: result.flippedFaces,
    seconds: (performance.now() - startMs) / 1000,
    unit: result.unit,
    modelSha256,
    measured: result.report,
    warnings: [...landmarks.warnings, ...result.readWarnings, ...result.warnings],
  }
  const { landmarksUsed, landmarksUnused, stop } = result
  const { scan, model, embedding, regions, contours } = input
  const inputs = await inputHashes([scan, input.landmarks, model, embedding, regions, contours], context)
  const reportOf = (texture: Output<'files.register'>['texture'], warnings: readonly Warning[]) =>
    reportJson({
      ...{ tool: 'cameo', version, inputs, landmarksUsed, landmarksUnused, stop, ...report },
      ...{ texture, warnings },
    })
  const files = await writeResults(input.out, [
    [meshName, result.meshBytes],
    ['parameters.npz', result.parametersBytes],
    ['report.json', reportOf(null, report.warnings)],
  ])
  const [registration] = files
  const textured = await writeTexture(house, { input, unit: result.unit, registrationUnit: 'm', registration }, context)
  const warnings = [...report.warnings, ...(textured?.warnings ?? [])]
  const texture = textured?.texture ?? null
  if (texture) await writeResults(input.out, [['report.json', reportOf(texture, warnings)]])
  if (input.report !== null) {
    const { writeRegistrationPage } = await import('./reports/writeRegistrationPage.ts')
    const source = {
      title: namedFile(input.scan).fileName,
      scan: namedFile(input.scan),
      registration: namedFile(registration),
      metresPerUnit: mmPer(result.unit) / 1000,
      globalTurn: [...result.pose.subarray(0, 3)],
      residualsMm: result.meshResidualMm,
      ...report,
      warnings,
      texture: textured && { picture: textured.picture, ...textured.texture },
    }
    files.push((await writeRegistrationPage({ pool, version }, source, input.report, context)).path)
  }
  const carried = await writeCarried(house, { input, unit: result.unit, registration }, context)
  const { landmarks: carriedLandmarks = [], labels } = carried ?? {}
  files.push(...carriedLandmarks.map(({ file }) => file), ...(labels ? [labels.file, labels.namesFile] : []))
  files.push(...(textured?.files ?? []))
  return { ...report, carried, texture, files, warnings }
}

type StandaloneMethod = 'meshes.info' | 'meshes.convert' | 'meshes.sample' | 'files.align' | 'files.register'

/** Work on plain files, without a project. What needs much code of its own is loaded when it is asked for. */
export const standaloneServices = (house: FileHouse): Pick<Services, StandaloneMethod> => ({
  'meshes.info': ({ path }) => describeMesh(house.pool, path),
  'meshes.convert': (input, context) => convert(house.pool, input, context),
  'meshes.sample': (input, context) => sample(house.pool, input, context),
  'files.align': async (input, context) => (await import('./fileAlign.ts')).alignFiles(house, input, context),
  'files.register': (input, context) => register(house, input, context),
})
