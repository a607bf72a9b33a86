import { type MeshReport, reportMesh } from '../geometry/meshReport.ts'
import type { UnitGuess } from '../geometry/meshUnit.ts'
import { triangleCount, vertexCount, type Warning } from '../model/mesh.ts'
import { findMaterials } from './materialFiles.ts'
import { readMeshFile } from './openMesh.ts'
import type { Job, MeshReference } from './types.ts'

export interface MeshFacts extends MeshReport {
  readonly format: string
  readonly vertices: number
  readonly triangles: number
  readonly hasNormals: boolean
  readonly hasColors: boolean
  readonly hasUvs: boolean
  /** The colour texture, relative to the mesh file: as it names it itself, or the first of its material libraries. */
  readonly textureFile: string | null
  /** Whether a colour texture lies inside the file. */
  readonly hasEmbeddedTexture: boolean
  /** Of the material libraries. */
  readonly materialWarnings: readonly Warning[]
}

/** What a mesh file holds, before any work is done on it. */
export const inspectMesh: Job<MeshReference, MeshFacts> = {
  id: 'inspectMesh',
  run: async (reference, context) => {
    const file = await readMeshFile(reference, context, 0.5)
    const { mesh, format, warnings } = file
    const materials = await findMaterials(reference, file, context)
    const [textureFile = null] = materials.colorTextures.values()
    const report = reportMesh(mesh)
    const stated = format === 'glb' ? unitOfGltf(report) : { unit: report.unit, warnings: report.warnings }
    return {
      ...report,
      unit: stated.unit,
      warnings: [...warnings, ...stated.warnings],
      format,
      vertices: vertexCount(mesh),
      triangles: triangleCount(mesh),
      hasNormals: mesh.normals !== undefined,
      hasColors: mesh.colors !== undefined,
      hasUvs: mesh.uvs !== undefined,
      textureFile,
      hasEmbeddedTexture: file.embeddedTexture !== undefined,
      materialWarnings: materials.warnings,
    }
  },
  transfers: () => [],
}

/** glTF counts in metres; what is as large as a head in another unit alone was written by a program that forgot it. */
const unitOfGltf = ({ unit, warnings }: MeshReport): { unit: UnitGuess; warnings: readonly Warning[] } => {
  if (unit.guess === 'm') return { unit: { guess: 'm', confidence: 1 }, warnings }
  if (unit.guess === null) {
    const others = warnings.filter(({ code }) => code !== 'mesh/unit-unknown')
    return { unit: { guess: 'm', confidence: 0.5 }, warnings: others }
  }
  const message = `glTF counts in metres, but this is as large as a head in ${unit.guess}. Check its unit.`
  return { unit, warnings: [...warnings, { code: 'gltf-unit', message }] }
}
