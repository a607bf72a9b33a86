import { loadFlameModel } from '../flame/model.ts'
import { hasUv, type ModelUv, readModelUv, uvMissing } from '../flame/texture/modelUv.ts'
import type { NamedFile } from './inspectModel.ts'
import { openMesh } from './openMesh.ts'
import type { JobContext } from './types.ts'

/** What a registration has its vertices and triangles from. */
interface Topology {
  readonly name: string
  readonly vertexCount: number
  readonly triangles: Uint32Array
}

/**
 * A model, or a template that is a mesh, with its UV layout: from the file the user names, else its own.
 * @throws CameoError `input/no-uv`, `input/other-topology`, what the model's reader throws.
 */
export const openModelUv = async (
  { model: modelFile, uv }: { readonly model: NamedFile; readonly uv: NamedFile | null },
  context: JobContext,
): Promise<{ readonly model: Topology; readonly uv: ModelUv }> => {
  if (!/\.(pkl|npz)(\.gz)?$/i.test(modelFile.fileName)) return openTemplateUv({ model: modelFile, uv }, context)
  const bytes = await context.readFile(modelFile.ref)
  const model = loadFlameModel(bytes, modelFile.fileName)
  if (uv) return { model, uv: readModelUv(await context.readFile(uv.ref), uv.fileName, model) }
  if (!/\.npz$/i.test(modelFile.fileName) || !hasUv(bytes)) throw uvMissing(modelFile.fileName)
  return { model, uv: readModelUv(bytes, modelFile.fileName, model) }
}

const openTemplateUv = async (
  { model: file, uv }: { readonly model: NamedFile; readonly uv: NamedFile | null },
  context: JobContext,
): Promise<{ readonly model: Topology; readonly uv: ModelUv }> => {
  const { mesh } = await openMesh(file, context)
  const { triangles, uvs, uvTriangles } = mesh
  const model = { name: file.fileName, vertexCount: mesh.positions.length / 3, triangles }
  if (uv) return { model, uv: readModelUv(await context.readFile(uv.ref), uv.fileName, model) }
  if (!uvs) throw uvMissing(file.fileName)
  return { model, uv: { uvs, uvTriangles: uvTriangles ?? triangles } }
}
