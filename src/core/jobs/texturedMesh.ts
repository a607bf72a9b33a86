import { encodeMesh } from '../formats/encodeMesh.ts'
import type { Mesh } from '../model/mesh.ts'
import type { LengthUnit } from '../model/units.ts'
import { buffersOf } from './buffersOf.ts'
import { openMesh } from './openMesh.ts'
import type { Job, MeshReference } from './types.ts'

/** File names beside each other. */
export interface TexturedNames {
  readonly meshName: string
  readonly libraryName: string
  readonly textureName: string
}

export interface TexturedFiles {
  readonly meshBytes: Uint8Array
  readonly library: string
}

const materialName = 'skin'

/** A mesh with UVs as an OBJ whose material library names its texture. */
export const encodeTextured = async (
  mesh: Mesh,
  { meshName, libraryName, textureName }: TexturedNames,
  unit: LengthUnit,
): Promise<TexturedFiles> => {
  const parts = { starts: Uint32Array.of(0), labels: Uint32Array.of(0, 0, 1, 0), names: ['', materialName] }
  const { bytes: meshBytes } = await encodeMesh(mesh, meshName, { unit, parts, materialFile: libraryName })
  const library = `newmtl ${materialName}\nKa 1 1 1\nKd 1 1 1\nKs 0 0 0\nillum 1\nmap_Kd ${textureName}\n`
  return { meshBytes, library }
}

export interface NameTexturedMeshInput extends TexturedNames {
  /** With UVs. */
  readonly mesh: MeshReference
  readonly unit: LengthUnit
}

/** A stored textured mesh under other names. */
export const nameTexturedMesh: Job<NameTexturedMeshInput, TexturedFiles> = {
  id: 'nameTexturedMesh',
  run: async ({ mesh, unit, ...names }, context) => encodeTextured((await openMesh(mesh, context)).mesh, names, unit),
  transfers: ({ meshBytes }) => buffersOf(meshBytes),
}
