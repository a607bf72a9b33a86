import type { Registration } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import { badInput } from '#core/model/errors.ts'
import { partOf, type RunContext } from '#core/model/run.ts'
import { toMat4 } from '#core/model/transform.ts'
import { mmPer } from '#core/model/units.ts'
import type { ModelRow } from '../catalogue/tables/models.ts'
import { runStep, type StepResult } from './finishedWork.ts'
import type { House } from './house.ts'
import type { OpenProject } from './openProject.ts'
import { registrationRecord } from './records.ts'
import { ensureTexture, requireTexture, textureObstacles, type WantedTexture } from './registrationTextures.ts'
import { optionalProjectFile, projectFile, requireSource } from './sourceFiles.ts'
import { type RegisterWork, registerPlanOf, type StepPlan } from './stepPlans.ts'

export type RegisterStepResult = StepResult<Registration> & { readonly seconds: number }

/** Registers the head model of a plan to its scan in a worker and stores the result beside the older ones. */
export const runRegisterStep = async (
  { pool }: House,
  project: OpenProject,
  plan: StepPlan<RegisterWork>,
  context: RunContext,
): Promise<RegisterStepResult> => {
  if (!plan.ready) throw badInput('not-ready', plan.reason)
  const { key, work } = plan
  const { scan, landmarks, curves, model } = work
  const { subjectId } = scan
  return runStep(
    project,
    { step: 'register', subjectId, key },
    {
      compute: async () => {
        const modelFile = await requireSource(project, model.fileId)
        const input = {
          scan: await projectFile(project, scan.fileId),
          unit: scan.unit ?? ('auto' as const),
          ...{ landmarks, curves },
          model: { ref: modelFile.absolutePath, fileName: modelFile.fileName },
          modelSha256: modelFile.sha256,
          embedding: await optionalProjectFile(project, model.embeddingFileId),
          regions: await optionalProjectFile(project, model.regionsFileId),
          meshName: 'registration.ply',
        }
        const { meshBytes, parametersBytes, meshResidualMm, ...result } = await pool.run('registerScan', input, context)
        const residualBytes = new Uint8Array(
          meshResidualMm.buffer,
          meshResidualMm.byteOffset,
          meshResidualMm.byteLength,
        )
        return {
          result,
          modelSha256: modelFile.sha256,
          meshArtefact: await project.artefacts.put(meshBytes, 'ply'),
          parametersArtefact: await project.artefacts.put(parametersBytes, 'npz'),
          residualArtefact: await project.artefacts.put(residualBytes, 'f32'),
        }
      },
      store: ({ result, ...artefacts }, seconds) => {
        const { tables } = project
        const metres = mmPer(result.unit) / 1000
        const parentId = tables.registrations.current(scan.id)?.id ?? null
        const id = tables.registrations.insert({
          ...artefacts,
          subjectId,
          scanId: scan.id,
          modelId: model.id,
          parentId,
          resultKey: key,
          metresFromScan: toMat4([metres, 0, 0, 0, 0, metres, 0, 0, 0, 0, metres, 0, 0, 0, 0, 1]),
          scanToMeshMm: result.scanToMeshMm,
          landmarkRmsMm: result.landmarkRmsMm,
          flippedFaces: result.flippedFaces,
          landmarksUsed: result.landmarksUsed,
          landmarksUnused: result.landmarksUnused,
          stop: result.stop,
          seconds,
          warnings: result.warnings,
        })
        tables.registrationReports.insert(id, { certificate: result.certificate, measured: result.report })
        project.record('registration.added', subjectId, {
          registrationId: id,
          key,
          scanId: scan.id,
          modelId: model.id,
          modelSha256: artefacts.modelSha256,
          old: parentId,
          new: { mesh: artefacts.meshArtefact, parameters: artefacts.parametersArtefact },
        })
        const output = registrationRecord(project, tables.registrations.get(id)!)
        const { median, within1mm } = output.scanToMeshMm
        return { output, resultId: id, numbers: { medianMm: median, within1mm, landmarkRmsMm: output.landmarkRmsMm } }
      },
    },
  )
}

const modelOf = ({ tables }: OpenProject, id: string): ModelRow => {
  const model = tables.models.get(id)
  if (!model) throw badInput('unknown-model', `There is no head model "${id}" in this project.`)
  return model
}

/** A stored registration with the wanted texture. */
const textured = async (
  house: House,
  project: OpenProject,
  { id, wanted }: { readonly id: string; readonly wanted: WantedTexture },
  context: RunContext,
): Promise<Registration> => {
  const registration = project.tables.registrations.get(id)
  if (!registration) throw badInput('unknown-registration', `There is no registration "${id}" in this project.`)
  await ensureTexture(house, project, { registration, wanted }, context)
  return registrationRecord(project, registration)
}

export const registrationServices = (
  house: House,
): Pick<Services, `registrations.${'run' | 'report' | 'texture' | 'makeTexture' | 'textureObstacles'}`> => ({
  'registrations.report': async (input, context) =>
    (await import('./reports/projectReport.ts')).writeProjectReport(house, input, context),
  'registrations.texture': async (input, context) =>
    (await import('./projectTextures.ts')).writeProjectTextures(house, input, context),
  'registrations.run': async ({ subjectId, scanId, modelId, texture }, context) => {
    const project = house.session.open
    const scan = project.scan(scanId)
    if (scan.subjectId !== subjectId) throw badInput('scan-subject', 'This scan belongs to another subject.')
    const model = modelOf(project, modelId)
    const plan = registerPlanOf(project, scan, model)
    if (texture === null) return (await runRegisterStep(house, project, plan, context)).output
    if (plan.ready) await requireTexture(house, project, { scan, model, wanted: texture })
    const { output } = await runRegisterStep(house, project, plan, partOf(context, { from: 0, to: 0.7 }))
    return textured(house, project, { id: output.id, wanted: texture }, partOf(context, { from: 0.7, to: 1 }))
  },
  'registrations.makeTexture': async ({ registrationId, texture }, context) =>
    textured(house, house.session.open, { id: registrationId, wanted: texture }, context),
  'registrations.textureObstacles': async ({ scanId, modelId }) => {
    const project = house.session.open
    return textureObstacles(house, project, { scan: project.scan(scanId), model: modelOf(project, modelId) })
  },
})
