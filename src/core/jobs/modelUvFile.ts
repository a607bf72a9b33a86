import { loadFlameModel } from '../flame/model.ts'
import { hasUv, type ModelUv, readModelUv, uvMissing } from '../flame/texture/modelUv.ts'
import { requireInside } from '../flame/texture/uvOutside.ts'
import type { NamedFile } from './inspectModel.ts'
import { openMesh } from './openMesh.ts'
import type { JobContext } from './types.ts'

/** What a registration has its vertices and triangles from. */
interface Topology {
  readonly name: string
  readonly vertexCount: number
  readonly triangles: Uint32Array
}

interface UvFiles {
  readonly model: NamedFile
  readonly uv: NamedFile | null
}

interface ModelWithUv {
  readonly model: Topology
  readonly uv: ModelUv
}

/**
 * A model, or a template that is a mesh, with its UV layout: from the file the user names, else its own.
 * @throws CameoError `input/no-uv`, `input/uv-outside`, `input/other-topology`, what the model's reader throws.
 */
export const openModelUv = async (files: UvFiles, context: JobContext): Promise<ModelWithUv> => {
  const opened = await openAny(files, context)
  requireInside(opened.uv, (files.uv ?? files.model).fileName)
  return opened
}

const openAny = async ({ model: modelFile, uv }: UvFiles, context: JobContext): Promise<ModelWithUv> => {
  if (!/\.(pkl|npz)(\.gz)?$/i.test(modelFile.fileName)) return openTemplateUv({ model: modelFile, uv }, context)
  const bytes = await context.readFile(modelFile.ref)
  const model = loadFlameModel(bytes, modelFile.fileName)
  if (uv) return { model, uv: readModelUv(await context.readFile(uv.ref), uv.fileName, model) }
  if (!/\.npz$/i.test(modelFile.fileName) || !hasUv(bytes)) throw uvMissing(modelFile.fileName)
  return { model, uv: readModelUv(bytes, modelFile.fileName, model) }
}

const openTemplateUv = async ({ model: file, uv }: UvFiles, context: JobContext): Promise<ModelWithUv> => {
  const { mesh } = await openMesh(file, context)
  const { triangles, uvs, uvTriangles } = mesh
  const model = { name: file.fileName, vertexCount: mesh.positions.length / 3, triangles }
  if (uv) return { model, uv: readModelUv(await context.readFile(uv.ref), uv.fileName, model) }
  if (!uvs) throw uvMissing(file.fileName)
  return { model, uv: { uvs, uvTriangles: uvTriangles ?? triangles } }
}
