import type { PlannedFile } from '#core/datasets/index.ts'
import { datasetLayouts } from '#core/datasets/index.ts'
import type { H3dsSummary, H3dsView, MicaSummary } from '#core/datasets/types.ts'
import type { SubjectFiles } from '#core/jobs/planH3dsSubject.ts'
import { badInput } from '#core/model/errors.ts'
import type { Warning } from '#core/model/mesh.ts'
import type { RunContext } from '#core/model/run.ts'
import { scaleOf } from '#core/model/transform.ts'
import type { CameraRow } from '../catalogue/tables/cameras.ts'
import type { ImageRow } from '../catalogue/tables/images.ts'
import type { SubjectRow } from '../catalogue/tables/subjects.ts'
import type { House } from './house.ts'
import { landmarkSetOf } from './landmarks.ts'
import type { OpenProject } from './openProject.ts'
import { requireSource } from './sourceFiles.ts'
import { fineFromCameraFrame, registrationScan } from './stepPlans.ts'

/** How one dataset layout takes its subjects from the catalogue. */
export interface SubjectExport<Summary> {
  /** Throws `input/…` with a sentence where the subject lacks what the layout needs. */
  plan(house: House, project: OpenProject, subject: SubjectRow, context: RunContext): Promise<SubjectFiles<Summary>>
  planRoot(summaries: readonly Summary[]): readonly PlannedFile[]
}

/** The stored mask; where there is none yet, the proposal. */
const maskOf = async (project: OpenProject, image: ImageRow): Promise<H3dsView['mask']> => {
  const artefact = (await project.maskPictures.of(image.id)) ?? project.tables.maskProposals.get(image.id)?.artefact
  return artefact === undefined ? null : { sourceRef: project.artefacts.pathOf(artefact) }
}

const unreviewedWarning = ({ tables }: OpenProject, images: readonly ImageRow[]): Warning[] => {
  const unreviewed = images.filter(({ id }) => tables.masks.get(id).source === 'none' && tables.maskProposals.get(id))
  if (unreviewed.length === 0) return []
  const message = `${unreviewed.length} of ${images.length} masks are proposals that nobody has accepted yet; they were exported as they are.`
  return [{ code: 'unreviewed-masks', message }]
}

const viewOf = async (project: OpenProject, image: ImageRow, camera: CameraRow | undefined): Promise<H3dsView> => {
  const { absolutePath } = await requireSource(project, image.fileId)
  return {
    name: image.name,
    photo: { sourceRef: absolutePath, isJpeg: /\.jpe?g$/i.test(image.name) },
    mask: await maskOf(project, image),
    camera: camera ? { worldMat: camera.worldMat, scaleMat: camera.scaleMat, distortion: camera.distortion } : null,
  }
}

const planH3ds: SubjectExport<H3dsSummary>['plan'] = async ({ pool }, project, subject, context) => {
  const scan = registrationScan(project, subject.id)
  if (!scan) throw badInput('export-no-scan', 'It has no scan.')
  if (!scan.unit) throw badInput('export-no-unit', `The unit of ${scan.name} is not known. Set it first.`)
  const images = project.tables.images.bySubject(subject.id)
  const cameras = images.map(({ cameraId }) => (cameraId === null ? undefined : project.tables.cameras.get(cameraId)))
  const cameraScanId = cameras.find((camera) => camera !== undefined)?.scanId
  if (cameraScanId === undefined) throw badInput('export-no-cameras', 'Its photos have no cameras.')
  const way = fineFromCameraFrame(project, cameraScanId, scan)
  if (!way)
    throw badInput(
      'export-not-aligned',
      'Its scans are not aligned, so the cameras cannot be carried to the fine scan.',
    )
  const views: H3dsView[] = []
  for (const [i, image] of images.entries()) {
    const camera = cameras[i]?.scanId === cameraScanId ? cameras[i] : undefined
    views.push(await viewOf(project, image, camera))
  }
  const source = await requireSource(project, scan.fileId)
  const planned = await pool.run(
    'planH3dsSubject',
    {
      scan: { ref: source.absolutePath, fileName: source.fileName },
      subjectId: subject.id,
      meshUnit: scan.unit,
      landmarks: landmarkSetOf(project, scan),
      views,
      meshFromCameraFrame: way.matrix,
      tags: [],
    },
    context,
  )
  return { ...planned, warnings: [...unreviewedWarning(project, images), ...planned.warnings] }
}

const planMica: SubjectExport<MicaSummary>['plan'] = async ({ pool }, project, subject, context) => {
  const { registrations, models } = project.tables
  const current = project.tables.scans.bySubject(subject.id).flatMap((scan) => {
    const row = registrations.current(scan.id)
    return row ? [{ scan, row }] : []
  })
  if (current.length === 0)
    throw badInput('export-no-registration', 'It has no registration. Register a head model first.')
  return pool.run(
    'planMicaSubject',
    {
      actor: subject.name,
      registrations: current.map(({ scan, row }) => ({
        name: scan.name.replace(/\.[^.]*$/, ''),
        mesh: { ref: project.artefacts.pathOf(row.meshArtefact), fileName: row.meshArtefact },
        parameters: project.artefacts.pathOf(row.parametersArtefact),
        metresPerScanUnit: scaleOf(row.metresFromScan),
        modelSha256: models.get(row.modelId) ? row.modelSha256 : null,
      })),
    },
    context,
  )
}

/** Layouts by name. To add one: its plan and a line here. */
export const subjectExports = {
  h3ds: { plan: planH3ds, planRoot: datasetLayouts.h3ds.planRoot },
  mica: { plan: planMica, planRoot: datasetLayouts.mica.planRoot },
} as const
