import { type MeshReport, reportMesh } from '../geometry/meshReport.ts'
import { triangleCount, vertexCount } from '../model/mesh.ts'
import { readMeshFile } from './openMesh.ts'
import type { Job, MeshReference } from './types.ts'

export interface MeshFacts extends MeshReport {
  readonly format: string
  readonly vertices: number
  readonly triangles: number
  readonly hasNormals: boolean
  readonly hasColors: boolean
  readonly hasUvs: boolean
  /** As the file names it, relative to the mesh file. */
  readonly textureFile: string | null
  /** Material libraries that an OBJ names, in which the texture's name may stand. */
  readonly materialFiles: readonly string[]
}

/** What a mesh file holds, before any work is done on it. */
export const inspectMesh: Job<MeshReference, MeshFacts> = {
  id: 'inspectMesh',
  run: async (reference, context) => {
    const { mesh, format, warnings, materialFiles } = await readMeshFile(reference, context, 0.5)
    const report = reportMesh(mesh)
    return {
      ...report,
      warnings: [...warnings, ...report.warnings],
      format,
      vertices: vertexCount(mesh),
      triangles: triangleCount(mesh),
      hasNormals: mesh.normals !== undefined,
      hasColors: mesh.colors !== undefined,
      hasUvs: mesh.uvs !== undefined,
      textureFile: mesh.textureFile ?? null,
      materialFiles: materialFiles ?? [],
    }
  },
  transfers: () => [],
}
