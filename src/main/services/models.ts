import { basename, resolve } from 'node:path'
import type { Services } from '#core/contract/dispatch.ts'
import type { NamedFile } from '#core/jobs/inspectModel.ts'
import { type FileStamp, hashFile } from '../files/hashFile.ts'
import { realPathOf } from '../files/safePath.ts'
import type { House } from './house.ts'
import { modelRecord } from './records.ts'

interface ModelFile extends FileStamp {
  readonly path: string
  readonly named: NamedFile
}

const readStamp = async (path: string): Promise<ModelFile> => {
  const real = await realPathOf(resolve(path))
  return { path: real, named: { ref: real, fileName: basename(real) }, ...(await hashFile(real)) }
}

export const modelServices = ({ session, pool }: House): Pick<Services, 'models.list' | 'models.add'> => ({
  'models.list': async () => {
    const project = session.open
    return { models: await Promise.all(project.tables.models.list().map((model) => modelRecord(project, model))) }
  },

  'models.add': async (input) => {
    const project = session.open
    const { tables } = project
    const model = await readStamp(input.path)
    const embedding = input.embedding === null ? null : await readStamp(input.embedding)
    const regions = input.regions === null ? null : await readStamp(input.regions)
    const facts = await pool.run('inspectModel', {
      model: model.named,
      sha256: model.sha256,
      embedding: embedding?.named ?? null,
      regions: regions?.named ?? null,
    })
    const ensure = ({ path, sha256, sizeBytes, modifiedMs }: ModelFile): string =>
      tables.files.ensure({ path: project.storedPath(path), sha256, sizeBytes, modifiedMs })
    const id = project.transaction(() => {
      const modelId = tables.models.insert({
        name: model.named.fileName,
        fileId: ensure(model),
        embeddingFileId: embedding && ensure(embedding),
        regionsFileId: regions && ensure(regions),
        version: facts.version,
        vertexCount: facts.vertices,
        faceCount: facts.faces,
        shapeCount: facts.shapeComponents,
        expressionCount: facts.expressionComponents,
      })
      project.record('model.added', null, {
        modelId,
        version: facts.version,
        files: [model, embedding, regions].flatMap((file) => (file ? [{ path: file.path, sha256: file.sha256 }] : [])),
      })
      return modelId
    })
    project.changed()
    return modelRecord(project, tables.models.get(id)!)
  },
})
