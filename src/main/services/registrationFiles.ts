import type { RegisteredFiles } from '#core/jobs/registeredFiles.ts'
import { badInput } from '#core/model/errors.ts'
import type { RegistrationRow } from '../catalogue/tables/registrations.ts'
import type { OpenProject } from './openProject.ts'
import { optionalProjectFile, projectFile } from './sourceFiles.ts'

/** A stored registration, its scan and its model, as jobs take them. Throws input/unknown-model and what `requireSource` throws. */
export const registrationFiles = async (
  project: OpenProject,
  { scanId, modelId, meshArtefact }: Pick<RegistrationRow, 'scanId' | 'modelId' | 'meshArtefact'>,
): Promise<RegisteredFiles> => {
  const { tables, artefacts } = project
  const model = tables.models.get(modelId)
  if (!model) throw badInput('unknown-model', 'The head model of this registration is not in the project any more.')
  return {
    scan: await projectFile(project, project.scan(scanId).fileId),
    registration: { ref: artefacts.pathOf(meshArtefact), fileName: 'registration.ply' },
    model: await projectFile(project, model.fileId),
    modelSha256: tables.files.get(model.fileId).sha256,
    embedding: await optionalProjectFile(project, model.embeddingFileId),
    regions: await optionalProjectFile(project, model.regionsFileId),
  }
}
