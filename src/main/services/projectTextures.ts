import { join, resolve } from 'node:path'
import type { Output, ServiceInput } from '#core/contract/contract.ts'
import type { NamedFile } from '#core/jobs/inspectModel.ts'
import type { TextureRegistrationInput } from '#core/jobs/textureRegistration.ts'
import { badInput, CameoError } from '#core/model/errors.ts'
import type { Warning } from '#core/model/mesh.ts'
import { checkCancelled, partOf, type RunContext } from '#core/model/run.ts'
import { scaleOf } from '#core/model/transform.ts'
import type { RegistrationRow } from '../catalogue/tables/registrations.ts'
import { explainError } from './explainError.ts'
import type { House } from './house.ts'
import { namedFile } from './namedFile.ts'
import type { OpenProject } from './openProject.ts'
import { registrationFiles } from './registrationFiles.ts'
import { checkResultFolder } from './resultFiles.ts'
import { projectFile } from './sourceFiles.ts'
import { photosOnScan } from './stepPlans.ts'
import { subjectFileNames } from './subjectFileNames.ts'
import { makeTexture } from './textureFiles.ts'

type Input = ServiceInput<'registrations.texture'>
type Result = Output<'registrations.texture'>

const photosOf = async (
  project: OpenProject,
  row: RegistrationRow,
): Promise<{ readonly photos: TextureRegistrationInput['photos']; readonly warnings: readonly Warning[] }> => {
  const scan = project.scan(row.scanId)
  const all = project.tables.images.bySubject(row.subjectId)
  const views = photosOnScan(project, scan)
  if (views.length === 0) {
    throw badInput(
      'no-photos',
      all.length === 0
        ? 'There are no photos to take colours from.'
        : 'None of the photos has a camera in the frame of the registered scan: align the scans first, or take the colours from the scan.',
    )
  }
  const photos: { file: NamedFile; camera: TextureRegistrationInput['photos'][number]['camera'] }[] = []
  for (const { image, worldMat } of views) {
    const camera = image.cameraId === null ? undefined : project.tables.cameras.get(image.cameraId)
    if (camera) photos.push({ file: await projectFile(project, image.fileId), camera: { ...camera, worldMat } })
  }
  const left = all.length - photos.length
  const message = `${left} of ${all.length} photos have no camera in the frame of the registered scan and were left out.`
  return { photos, warnings: left === 0 ? [] : [{ code: 'photo-without-camera', message }] }
}

const textureOf = async (
  house: House,
  { row, stem, input }: { readonly row: RegistrationRow; readonly stem: string; readonly input: Input },
  context: RunContext,
) => {
  const project = house.session.open
  const { scan, registration, model } = await registrationFiles(project, row)
  const { photos, warnings } = input.from === 'photos' ? await photosOf(project, row) : { photos: [], warnings: [] }
  const made = await makeTexture(
    house,
    {
      ...{ scan, registration, model },
      metresPerUnit: scaleOf(row.metresFromScan),
      registrationUnit: 'm',
      uv: input.uv === null ? null : namedFile(input.uv),
      ...{ photos, sizePx: input.sizePx, meshName: `${stem}.obj`, textureName: `${stem}.png` },
    },
    input.out,
    context,
  )
  return { ...made, warnings: [...warnings, ...made.warnings] }
}

/** Writes a textured mesh for the newest registration of each subject; a subject that fails does not stop the rest. */
export const writeProjectTextures = async (house: House, input: Input, context: RunContext): Promise<Result> => {
  const project = house.session.open
  await checkResultFolder(input.out)
  const { tables } = project
  const { subjectIds } = input
  const chosen = subjectIds === null ? tables.subjects.list() : subjectIds.map((id) => project.subject(id))
  const stems = subjectFileNames(chosen)
  const subjects: Result['subjects'] = []
  const skipped: Result['skipped'] = []
  const warnings: Warning[] = []
  for (const [i, { id, name }] of chosen.entries()) {
    checkCancelled(context)
    const part = partOf(context, { from: i / chosen.length, to: (i + 1) / chosen.length })
    part.report?.({ fraction: 0, message: `Texture of ${name}` })
    const row = tables.registrations.bySubject(id)[0]
    if (!row) {
      skipped.push({ subjectName: name, reason: 'Not registered.', isFailure: false })
      continue
    }
    const stem = stems.get(id) ?? name
    try {
      const { texture, warnings: own } = await textureOf(house, { row, stem, input }, part)
      subjects.push({ subjectName: name, mesh: join(resolve(input.out), `${stem}.obj`), texture })
      warnings.push(...own.map(({ code, message }) => ({ code, message: `${name}: ${message}` })))
    } catch (error) {
      const failure = explainError(error)
      if (!(failure instanceof CameoError && failure.code.startsWith('input/'))) throw failure
      skipped.push({ subjectName: name, reason: failure.message, isFailure: true })
    }
  }
  return { subjects, skipped, warnings }
}
