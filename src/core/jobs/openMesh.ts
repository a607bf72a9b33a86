import { readMesh } from '../formats/index.ts'
import type { MeshFile } from '../formats/types.ts'
import { badInput } from '../model/errors.ts'
import { checkCancelled } from '../model/run.ts'
import type { JobContext, MeshReference } from './types.ts'

/**
 * Reads a mesh file for work on its surface.
 * @throws input/empty-mesh, input/no-surface where there is nothing to work on; the readers' `input/…`.
 */
export const openMesh = async (mesh: MeshReference, context: JobContext): Promise<MeshFile> => {
  const bytes = await context.readFile(mesh.ref)
  checkCancelled(context)
  const file = readMesh(bytes, mesh.fileName)
  checkCancelled(context)
  if (file.mesh.positions.length === 0) {
    throw badInput('empty-mesh', `${mesh.fileName} holds no points. Choose another file.`)
  }
  return file
}
