import type { Services } from '#core/contract/dispatch.ts'
import { badInput } from '#core/model/errors.ts'
import type { House } from './house.ts'
import { modelRecord } from './records.ts'
import { requireLayout, setLayout } from './registrationTextures.ts'
import { projectFile } from './sourceFiles.ts'
import { type StampedFile, stampedFile } from './stampedFile.ts'

export const modelServices = (house: House): Pick<Services, `models.${'list' | 'add' | 'setUv'}`> => ({
  'models.list': async () => {
    const project = house.session.open
    return { models: await Promise.all(project.tables.models.list().map((model) => modelRecord(project, model))) }
  },

  'models.add': async (input) => {
    const project = house.session.open
    const { tables } = project
    const optional = async (path: string | null) => (path === null ? null : stampedFile(project, path))
    const model = await stampedFile(project, input.path)
    const [embedding, regions, uv] = [
      await optional(input.embedding),
      await optional(input.regions),
      await optional(input.uv),
    ]
    const facts = await house.pool.run('inspectModel', {
      model: model.named,
      sha256: model.sha256,
      embedding: embedding?.named ?? null,
      regions: regions?.named ?? null,
    })
    if (uv) await requireLayout(house, { model, layout: { sha256: uv.sha256, file: uv.named } })
    const ensure = ({ stored }: StampedFile): string => tables.files.ensure(stored)
    const id = project.transaction(() => {
      const modelId = tables.models.insert({
        name: model.named.fileName,
        fileId: ensure(model),
        embeddingFileId: embedding && ensure(embedding),
        regionsFileId: regions && ensure(regions),
        uvFileId: uv && ensure(uv),
        version: facts.version,
        vertexCount: facts.vertices,
        faceCount: facts.faces,
        shapeCount: facts.shapeComponents,
        expressionCount: facts.expressionComponents,
      })
      project.record('model.added', null, {
        modelId,
        version: facts.version,
        files: [model, embedding, regions, uv].flatMap((file) =>
          file ? [{ path: file.path, sha256: file.sha256 }] : [],
        ),
      })
      return modelId
    })
    project.changed()
    return modelRecord(project, tables.models.get(id)!)
  },

  'models.setUv': async ({ modelId, path }) => {
    const project = house.session.open
    const { tables } = project
    const model = tables.models.get(modelId)
    if (!model) throw badInput('unknown-model', `There is no head model "${modelId}" in this project.`)
    const uv = path === null ? null : await stampedFile(project, path)
    if (uv) {
      const named = await projectFile(project, model.fileId)
      const layout = { sha256: uv.sha256, file: uv.named }
      await requireLayout(house, { model: { sha256: tables.files.get(model.fileId).sha256, named }, layout })
    }
    project.transaction(() => setLayout(project, model, uv))
    project.changed()
    return modelRecord(project, tables.models.get(modelId)!)
  },
})
