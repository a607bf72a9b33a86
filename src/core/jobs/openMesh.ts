import { loadMesh } from '../formats/index.ts'
import type { MeshFile } from '../formats/types.ts'
import { badInput } from '../model/errors.ts'
import type { Warning } from '../model/mesh.ts'
import { countParts, type MeshParts } from '../model/meshParts.ts'
import { checkCancelled, partOf } from '../model/run.ts'
import type { JobContext, MeshReference } from './types.ts'

/**
 * Reads a mesh file piece by piece, whatever is in it.
 *
 * @param part How much of the job the reading is.
 * @throws the readers' `input/…`; job/cancelled.
 */
export const readMeshFile = async (
  { ref, fileName }: MeshReference,
  context: JobContext,
  part: number,
): Promise<MeshFile> => {
  const file = context.openFile(ref)
  try {
    const readBeside = (path: string): Promise<Uint8Array> => context.readBeside(ref, path)
    const reading = await loadMesh(file, fileName, { ...partOf(context, { from: 0, to: part }), readBeside })
    checkCancelled(context)
    return reading
  } finally {
    file.close()
  }
}

/** The work behind the reading takes longer. */
const partOfWork = 0.05

/**
 * Reads a mesh file for work on its surface.
 * @param o `keepsParts`: what becomes of its groups and materials is told by who writes it.
 * @throws input/empty-mesh, input/no-surface where there is nothing to work on; the readers' `input/…`.
 */
export const openMesh = async (
  mesh: MeshReference,
  context: JobContext,
  { keepsParts = false } = {},
): Promise<MeshFile> => {
  const file = await readMeshFile(mesh, context, partOfWork)
  if (file.mesh.positions.length === 0) {
    throw badInput('empty-mesh', `${mesh.fileName} holds no points. Choose another file.`)
  }
  return keepsParts ? file : { ...file, warnings: [...file.warnings, ...mergedWarnings(file.parts)] }
}

const mergedWarnings = (parts: MeshParts | undefined): Warning[] => {
  if (!parts) return []
  const { groups, materials } = countParts(parts)
  const merged: Warning[] = []
  if (groups > 1) {
    merged.push({ code: 'groups-merged', message: `The file's ${groups} groups were merged into one mesh.` })
  }
  if (materials > 1) {
    merged.push({ code: 'materials-merged', message: `The file's ${materials} materials were left out.` })
  }
  return merged
}
