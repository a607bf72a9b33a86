import type { TextureOrigin } from '#core/model/texture.ts'
import type { ModelRow } from '../catalogue/tables/models.ts'
import type { RegistrationRow } from '../catalogue/tables/registrations.ts'
import type { ScanRow } from '../catalogue/tables/scans.ts'
import type { OpenProject } from './openProject.ts'
import { resultKey } from './resultKey.ts'
import { type MaskView, photosOnScan, type StepPlan } from './stepPlans.ts'

interface TextureOptions {
  readonly from: TextureOrigin
  readonly sizePx: number
  /** Of the file with the UV layout; null: the model has its own. */
  readonly uvSha256: string | null
}

export interface TextureWork extends TextureOptions {
  readonly registration: RegistrationRow
  readonly scan: ScanRow
  readonly model: ModelRow
  /** Photos with cameras in the frame of the scan; none where colours come from the scan. */
  readonly views: readonly MaskView[]
}

/** Why a scan's surface can give no colours; null where it can. */
const scanObstacle = ({ hasColors, textureFileId, name }: ScanRow): string | null =>
  hasColors || textureFileId !== null
    ? null
    : `${name} has neither a texture nor vertex colours: take them from the photos, or import a scan that has them.`

/** Why the photos of a scan's subject can give none; null where they can. */
const photosObstacle = (project: OpenProject, scan: ScanRow): string | null => {
  if (project.tables.images.bySubject(scan.subjectId).length === 0) {
    return 'There are no photos to take colours from.'
  }
  return photosOnScan(project, scan).length > 0
    ? null
    : 'None of the photos has a camera in the frame of the registered scan: align the scans first, or take the colours from the scan.'
}

/** Why there are no colours on a scan to take; null where there are. */
export const colorObstacle = (project: OpenProject, scan: ScanRow, from: TextureOrigin): string | null =>
  from === 'scan' ? scanObstacle(scan) : photosObstacle(project, scan)

/** As `texturePlanOf`, with the layout that the project has for the model. */
export const storedTexturePlan = (
  project: OpenProject,
  registration: RegistrationRow,
  { from, sizePx }: Pick<TextureOptions, 'from' | 'sizePx'>,
): StepPlan<TextureWork> => {
  const uvFileId = project.tables.models.get(registration.modelId)?.uvFileId ?? null
  const uvSha256 = uvFileId && project.tables.files.get(uvFileId).sha256
  return texturePlanOf(project, registration, { from, sizePx, uvSha256 })
}

/** A texture of a stored registration, named by all that goes into it. */
export const texturePlanOf = (
  project: OpenProject,
  registration: RegistrationRow,
  options: TextureOptions,
): StepPlan<TextureWork> => {
  const { tables, toolVersion: version } = project
  const scan = project.scan(registration.scanId)
  const model = tables.models.get(registration.modelId)
  if (!model) {
    return { ready: false, reason: 'The head model of this registration is not in the project any more.' }
  }
  const obstacle = colorObstacle(project, scan, options.from)
  if (obstacle !== null) return { ready: false, reason: obstacle }
  const shaOf = (fileId: string | null) => fileId && tables.files.get(fileId).sha256
  const views = options.from === 'photos' ? photosOnScan(project, scan) : []
  const key = resultKey({
    ...{ step: 'texture', version, from: options.from, sizePx: options.sizePx },
    registration: { mesh: registration.meshArtefact, metresFromScan: registration.metresFromScan },
    scan: [shaOf(scan.fileId), shaOf(scan.textureFileId)],
    model: registration.modelSha256,
    uv: options.uvSha256,
    views: views.map(({ image, worldMat, distortion }) => ({ image: shaOf(image.fileId), worldMat, distortion })),
  })
  return { ready: true, key, work: { ...options, registration, scan, model, views } }
}
