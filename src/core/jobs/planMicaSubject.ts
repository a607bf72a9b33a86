import { mica } from '../datasets/mica.ts'
import type { MicaRegistration, MicaSummary } from '../datasets/types.ts'
import { asFloat64 } from '../formats/npy.ts'
import { readNpz } from '../formats/npz.ts'
import { badInput } from '../model/errors.ts'
import { openMesh } from './openMesh.ts'
import { bytesOfFiles, type SubjectFiles } from './planH3dsSubject.ts'
import type { FileReference, Job, JobContext, MeshReference } from './types.ts'

interface StoredRegistration extends Pick<MicaRegistration, 'name' | 'metresPerScanUnit' | 'modelSha256'> {
  /** In metres. */
  readonly mesh: MeshReference
  /** .npz with betas, pose, trans. */
  readonly parameters: FileReference
}

export interface PlanMicaInput {
  readonly actor: string
  readonly registrations: readonly StoredRegistration[]
}

const readParameters = async (
  { name, parameters }: StoredRegistration,
  context: JobContext,
): Promise<Pick<MicaRegistration, 'betas' | 'pose' | 'trans'>> => {
  const arrays = readNpz(await context.readFile(parameters))
  const numbers = (key: string): Float64Array => {
    const array = arrays.get(key)
    if (!array) throw badInput('export-parameters', `The registration ${name} has no ${key}. Register again.`)
    return asFloat64(array)
  }
  return { betas: numbers('betas'), pose: numbers('pose'), trans: numbers('trans') }
}

/** The files of one MICA actor. Throws `input/export-…` where the subject lacks what the layout needs. */
export const planMicaSubject: Job<PlanMicaInput, SubjectFiles<MicaSummary>> = {
  id: 'planMicaSubject',
  run: async ({ actor, registrations }, context) => {
    const read: MicaRegistration[] = []
    let triangles = new Uint32Array()
    for (const stored of registrations) {
      const { mesh } = await openMesh(stored.mesh, context)
      const { name, metresPerScanUnit, modelSha256 } = stored
      const vertices = mesh.positionsF64 ?? Float64Array.from(mesh.positions)
      triangles = mesh.triangles.slice()
      read.push({ name, metresPerScanUnit, modelSha256, vertices, ...(await readParameters(stored, context)) })
    }
    const { files, warnings, summary } = mica.planSubject({ actor, triangles, registrations: read })
    return { files: [...files], warnings, summary }
  },
  transfers: ({ files }) => bytesOfFiles(files),
}
