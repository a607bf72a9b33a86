import { basename, resolve } from 'node:path'
import type { Output, ServiceInput } from '#core/contract/contract.ts'
import { landmarkFormatOf, landmarkFormats } from '#core/formats/index.ts'
import { isPhotoClicksTable, type PhotoClicks, writePhotoClicksTable } from '#core/formats/photoClicks.ts'
import { badInput } from '#core/model/errors.ts'
import type { LandmarkScheme, LandmarkSet } from '#core/model/landmarks.ts'
import type { ScanRow } from '../catalogue/tables/scans.ts'
import { writeFileAtomic } from '../files/writeFileAtomic.ts'
import type { House } from './house.ts'
import { landmarkSetOf } from './landmarks.ts'
import type { OpenProject } from './openProject.ts'
import { photoPointsOf } from './photoPoints.ts'
import { findScheme, listSchemes } from './schemes.ts'
import { requireSource } from './sourceFiles.ts'

const clicksOf = (project: OpenProject, { subjectId }: ScanRow): readonly PhotoClicks[] =>
  project.tables.images.bySubject(subjectId).flatMap(({ id, name, widthPx, heightPx }) => {
    const points = photoPointsOf(project, id)
    if (points.length === 0) return []
    const byName = new Map(points.map((point) => [point.name, [point.xPx, point.yPx] as const]))
    return [{ photo: name, widthPx, heightPx, points: byName }]
  })

const writeClicks = async (output: string, photos: readonly PhotoClicks[]): Promise<Output<'landmarks.export'>> => {
  const points = photos.reduce((sum, photo) => sum + photo.points.size, 0)
  if (points === 0) {
    throw badInput('no-photo-points', 'Nothing was clicked in the photos of this subject: there is nothing to export.')
  }
  await writeFileAtomic(output, writePhotoClicksTable(photos))
  return { output, format: 'photos', points, placed: points, warnings: [] }
}

/** The scheme that is asked for; else the set's own where it is still there: its order is that of the file. */
const schemeOf = async (
  project: OpenProject,
  { scheme }: ServiceInput<'landmarks.export'>,
  set: LandmarkSet,
): Promise<LandmarkScheme | null> => {
  if (scheme !== null) return findScheme(scheme, project.folder)
  const { schemes } = await listSchemes(project.folder)
  return schemes.find((listed) => listed.scheme.name === set.scheme)?.scheme ?? null
}

/** A set of a scan, in the order of its scheme, in the format that the ending names; or the clicks in the subject's photos alone. */
export const exportLandmarks = async (
  { pool, session }: House,
  input: ServiceInput<'landmarks.export'>,
): Promise<Output<'landmarks.export'>> => {
  const project = session.open
  const scan = project.scan(input.scanId)
  const output = resolve(input.path)
  const outputName = basename(output)
  const photos = clicksOf(project, scan)
  if (isPhotoClicksTable(outputName)) return writeClicks(output, photos)
  const { absolutePath, fileName } = await requireSource(project, scan.fileId)
  const format = landmarkFormats.find(({ name }) => name === landmarkFormatOf(outputName))
  const set = landmarkSetOf(project, scan, input.observer)
  const { bytes, points, placed, warnings, ...made } = await pool.run('convertLandmarks', {
    input: set,
    outputName,
    scheme: await schemeOf(project, input, set),
    keepsOthers: true,
    mesh: format?.needsMesh || input.semiLandmarks ? { ref: absolutePath, fileName } : null,
    semiLandmarks: input.semiLandmarks,
    photos,
  })
  await writeFileAtomic(output, bytes)
  return { output, format: made.format, points, placed, warnings: [...warnings] }
}
