import { mkdir, readdir } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { Output, ServiceInput } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import { writeCamerasNpz } from '#core/formats/cameras.ts'
import { writeAffineTransformJson, writeMatrixText } from '#core/formats/transforms.ts'
import { carryCamera } from '#core/geometry/camera.ts'
import type { RunContext } from '#core/model/run.ts'
import type { WorkerPool } from '../compute/workerPool.ts'
import { hashFile } from '../files/hashFile.ts'
import { writeFileAtomic } from '../files/writeFileAtomic.ts'
import type { House } from './house.ts'
import { namedFile } from './namedFile.ts'
import { proposeFileMasks } from './proposeFileMasks.ts'

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** Writes the files of a command's result into `out` in this order; returns their paths. */
export const writeResults = async (
  out: string,
  files: readonly (readonly [name: string, content: Uint8Array | string])[],
): Promise<string[]> => {
  const folder = resolve(out)
  await mkdir(folder, { recursive: true })
  const paths: string[] = []
  for (const [name, content] of files) {
    const path = join(folder, name)
    await writeFileAtomic(path, content)
    paths.push(path)
  }
  return paths
}

/** Names and hashes of what went in, for the report beside the result. */
const inputHashes = async (paths: readonly (string | null)[]): Promise<readonly { file: string; sha256: string }[]> =>
  Promise.all(
    paths
      .filter((path) => path !== null)
      .map(async (path) => ({ file: basename(path), sha256: (await hashFile(resolve(path))).sha256 })),
  )

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
    nonManifoldEdges: facts.nonManifoldEdges,
    degenerateFaces: facts.degenerateFaces,
    warnings: [...facts.warnings],
  }
}

const convert = async (
  pool: WorkerPool,
  { input, output, unitFrom, unitTo, strictFor }: ServiceInput<'meshes.convert'>,
  context: RunContext,
): Promise<Output<'meshes.convert'>> => {
  const path = resolve(output)
  const job = { mesh: namedFile(input), outputName: basename(path), unitFrom, unitTo, strictFor }
  const { bytes, vertices, triangles, warnings } = await pool.run('convertMesh', job, context)
  await writeFileAtomic(path, bytes)
  return { output: path, vertices, faces: triangles, warnings: [...warnings] }
}

const align = async (
  { pool, version }: House,
  input: ServiceInput<'files.align'>,
  context: RunContext,
): Promise<Output<'files.align'>> => {
  const [source, target] = await Promise.all([
    pool.run('readLandmarkFile', namedFile(input.sourceLandmarks), context),
    pool.run('readLandmarkFile', namedFile(input.targetLandmarks), context),
  ])
  const cameras = input.cameras === null ? null : await pool.run('readCameraFile', namedFile(input.cameras), context)
  const result = await pool.run(
    'alignMeshes',
    {
      source: { mesh: namedFile(input.source), landmarks: source.set, unit: source.set.unit },
      target: { mesh: namedFile(input.target), landmarks: target.set, unit: target.set.unit },
      options: input.options,
      alignedName: 'aligned.ply',
    },
    context,
  )
  const { targetFromSource, scale, landmarkRms, residual, iterations, stop, overlap, unit } = result
  const report = {
    targetFromSource: [...targetFromSource],
    scale,
    landmarkRms,
    residual: { median: residual.median, mean: residual.mean, p90: residual.p90, unit },
    icp: { iterations, stop, overlap },
    warnings: [
      ...source.warnings,
      ...target.warnings,
      ...(cameras?.warnings ?? []),
      ...result.readWarnings,
      ...result.warnings,
    ],
  }
  const carried =
    cameras && [...cameras.cameras].map(([i, camera]) => [i, carryCamera(camera, targetFromSource)] as const)
  const inputs = await inputHashes([
    input.source,
    input.target,
    input.sourceLandmarks,
    input.targetLandmarks,
    input.cameras,
  ])
  const { options } = input
  const files = await writeResults(input.out, [
    ['transform.txt', writeMatrixText(targetFromSource)],
    ['transform.json', writeAffineTransformJson(targetFromSource)],
    ['aligned.ply', result.alignedBytes ?? new Uint8Array()],
    ...(carried ? ([['cameras.npz', writeCamerasNpz(new Map(carried))]] as const) : []),
    ['report.json', json({ tool: 'cameo', version, inputs, options, steps: result.steps, ...report })],
  ])
  return { ...report, files }
}

const register = async (
  { pool, version }: House,
  input: ServiceInput<'files.register'>,
  context: RunContext,
): Promise<Output<'files.register'>> => {
  const landmarks = await pool.run('readLandmarkFile', namedFile(input.landmarks), context)
  const { sha256: modelSha256 } = await hashFile(resolve(input.model), context.signal)
  const startMs = performance.now()
  const result = await pool.run(
    'registerScan',
    {
      scan: namedFile(input.scan),
      unit: input.unit === 'auto' ? (landmarks.set.unit ?? 'auto') : input.unit,
      landmarks: landmarks.set,
      model: namedFile(input.model),
      modelSha256,
      embedding: input.embedding === null ? null : namedFile(input.embedding),
      regions: input.regions === null ? null : namedFile(input.regions),
      meshName: 'registration.obj',
    },
    context,
  )
  const { median, mean, p90, within1mm } = result.scanToMeshMm
  const report = {
    scanToMeshMm: { median, mean, p90, within1mm },
    landmarkRmsMm: result.landmarkRmsMm,
    flippedFaces: result.flippedFaces,
    seconds: (performance.now() - startMs) / 1000,
    unit: result.unit,
    modelSha256,
    warnings: [...landmarks.warnings, ...result.readWarnings, ...result.warnings],
  }
  const { landmarksUsed, landmarksUnused, stop } = result
  const inputs = await inputHashes([input.scan, input.landmarks, input.model, input.embedding, input.regions])
  const files = await writeResults(input.out, [
    ['registration.obj', result.meshBytes],
    ['parameters.npz', result.parametersBytes],
    ['report.json', json({ tool: 'cameo', version, inputs, landmarksUsed, landmarksUnused, stop, ...report })],
  ])
  return { ...report, files }
}

type FileMethods = 'meshes.info' | 'meshes.convert' | 'files.align' | 'files.register' | 'files.proposeMasks'

/** Work on plain files, without a project. */
export const standaloneServices = (house: House): Pick<Services, FileMethods> => ({
  'meshes.info': ({ path }) => describeMesh(house.pool, path),
  'meshes.convert': (input, context) => convert(house.pool, input, context),
  'files.align': (input, context) => align(house, input, context),
  'files.register': (input, context) => register(house, input, context),
  'files.proposeMasks': async (input, context) => {
    const folder = resolve(input.images)
    const photos = (await readdir(folder)).map((name) => join(folder, name))
    return proposeFileMasks(house.pool, { ...input, photos }, context)
  },
})
