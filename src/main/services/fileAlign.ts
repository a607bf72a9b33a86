import { readdir, readFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { Output, ServiceInput } from '#core/contract/contract.ts'
import { writeCamerasNpz } from '#core/formats/cameras.ts'
import { readMatrixText, writeAffineTransformJson, writeMatrixText } from '#core/formats/transforms.ts'
import type { LandmarkFile } from '#core/formats/types.ts'
import { carryCamera } from '#core/geometry/camera.ts'
import { reprojectionReport } from '#core/geometry/reprojection.ts'
import type { AlignMeshesOutput } from '#core/jobs/alignMeshes.ts'
import type { AlignOptions } from '#core/model/alignment.ts'
import type { Camera } from '#core/model/camera.ts'
import { badInput } from '#core/model/errors.ts'
import { type LandmarkSet, type PhotoLandmarks, placedPoints } from '#core/model/landmarks.ts'
import { numberInName } from '#core/model/numberInName.ts'
import type { RunContext } from '#core/model/run.ts'
import type { Mat4 } from '#core/model/transform.ts'
import type { FileHouse } from './house.ts'
import { namedFile } from './namedFile.ts'
import { checkResultFolder, inputHashes, reportJson, writeResults } from './resultFiles.ts'
import { libraryNameOf, writeMeshFiles } from './writeMeshFiles.ts'

type Input = ServiceInput<'files.align'>
type Pool = FileHouse['pool']

const optionalFile = (path: string | null) => (path === null ? null : namedFile(path))

const readSet = async (pool: Pool, path: string | null, context: RunContext): Promise<LandmarkFile | null> =>
  path === null ? null : pool.run('readLandmarkFile', namedFile(path), context)

const startOf = async ({ startFile, options }: Input): Promise<AlignOptions['start']> =>
  startFile === null ? options.start : readMatrixText(await readFile(resolve(startFile)))

const readCameras = async (pool: Pool, { cameras, photoLandmarks }: Input, context: RunContext) => {
  if (cameras !== null) return pool.run('readCameraFile', namedFile(cameras), context)
  if (photoLandmarks === null) return null
  throw badInput('no-cameras', 'Landmarks of photos need the cameras that took them: give the cameras file too.')
}

const isPhotoLandmarkFile = (name: string): boolean => /\.(json|pts)$/i.test(name) && numberInName(name) !== null

/** The files of a folder by the number in their names, which is that of the camera. */
const readPhotos = async (pool: Pool, folder: string | null, context: RunContext) => {
  if (folder === null) return null
  const files = (await readdir(resolve(folder))).filter(isPhotoLandmarkFile).sort()
  if (files.length === 0) {
    throw badInput(
      'no-photo-landmarks',
      `${basename(folder)}: there are no landmarks of photos: .json or .pts with a number in their names, such as img_0003.pts.`,
    )
  }
  const given = files.map((name) => ({ view: numberInName(name) ?? 0, file: namedFile(join(resolve(folder), name)) }))
  return pool.run('readPhotoLandmarkFiles', given, context)
}

interface ReprojectionInput {
  readonly photos: ReadonlyMap<number, PhotoLandmarks> | null
  readonly cameras: ReadonlyMap<number, Camera>
  readonly carried: ReadonlyMap<number, Camera>
  readonly source: LandmarkSet | undefined
  readonly target: LandmarkSet | undefined
}

const reprojectionOf = ({ photos, cameras, carried, source, target }: ReprojectionInput) =>
  photos && {
    source: reprojectionReport({ photos, cameras, points: source ? placedPoints(source) : new Map() }),
    target: reprojectionReport({ photos, cameras: carried, points: target ? placedPoints(target) : new Map() }),
  }

const carriedBy = (cameras: ReadonlyMap<number, Camera>, targetFromSource: Mat4): ReadonlyMap<number, Camera> =>
  new Map([...cameras].map(([i, camera]) => [i, carryCamera(camera, targetFromSource)]))

const reportOf = ({
  targetFromSource,
  scale,
  landmarkRms,
  landmarkInfluences,
  residual,
  ...result
}: AlignMeshesOutput) => ({
  targetFromSource: [...targetFromSource],
  scale,
  landmarkRms,
  landmarkInfluences: [...landmarkInfluences],
  residual: { median: residual.median, mean: residual.mean, p90: residual.p90, unit: result.unit },
  icp: { iterations: result.iterations, stop: result.stop, overlap: result.overlap },
  certificate: result.certificate,
  uncertainty: result.uncertainty,
})

/** Aligns two scans from their files and writes all that follows from it. */
export const alignFiles = async (
  { pool, version }: FileHouse,
  input: Input,
  context: RunContext,
): Promise<Output<'files.align'>> => {
  await checkResultFolder(input.out)
  const [source, target, cameras, photos] = await Promise.all([
    readSet(pool, input.sourceLandmarks, context),
    readSet(pool, input.targetLandmarks, context),
    readCameras(pool, input, context),
    readPhotos(pool, input.photoLandmarks, context),
  ])
  const options = { ...input.options, start: await startOf(input) }
  const side = (path: string, set: LandmarkFile | null, trust: string | null) => ({
    mesh: namedFile(path),
    landmarks: set?.set ?? null,
    unit: set?.set.unit ?? null,
    trust: optionalFile(trust),
  })
  const alignedName = `aligned.${input.meshFormat}`
  const result = await pool.run(
    'alignMeshes',
    {
      source: side(input.source, source, input.sourceTrust),
      target: side(input.target, target, input.targetTrust),
      options,
      aligned: { outputName: alignedName, libraryName: libraryNameOf(alignedName) },
    },
    context,
  )
  const { targetFromSource } = result
  const given = cameras?.cameras ?? new Map<number, Camera>()
  const carried = carriedBy(given, targetFromSource)
  const { sourceLandmarks, targetLandmarks, sourceTrust, targetTrust, startFile } = input
  const inputs = await inputHashes(
    [input.source, input.target, sourceLandmarks, targetLandmarks, input.cameras, sourceTrust, targetTrust, startFile],
    context,
  )
  const alignedPath = join(resolve(input.out), alignedName)
  const written = result.aligned
    ? await writeMeshFiles({ source: resolve(input.source), output: alignedPath }, result.aligned)
    : []
  const report = {
    ...reportOf(result),
    reprojection: reprojectionOf({ photos, cameras: given, carried, source: source?.set, target: target?.set }),
    warnings: [source, target, cameras]
      .flatMap((file) => file?.warnings ?? [])
      .concat(result.readWarnings, result.warnings, written),
  }
  const [text, json, ...others] = await writeResults(input.out, [
    ['transform.txt', writeMatrixText(targetFromSource)],
    ['transform.json', writeAffineTransformJson(targetFromSource)],
    ...(cameras ? ([['cameras.npz', writeCamerasNpz(carried)]] as const) : []),
    ['report.json', reportJson({ tool: 'cameo', version, inputs, options, steps: result.steps, ...report })],
  ])
  return { ...report, files: [text, json, alignedPath, ...others] }
}
