import { type AreaSummary, residualArea } from '../geometry/alignment/residualArea.ts'
import { movedMesh } from '../geometry/movedMesh.ts'
import { type ScanLabel, scanLabels } from '../model/scanLabels.ts'
import type { Mat4 } from '../model/transform.ts'
import { labelOpened, openRegistration, type RegisteredFiles } from './registeredFiles.ts'
import type { FileReference, Job, MeshReference } from './types.ts'

export interface ResidualPartsInput extends Omit<RegisteredFiles, 'scan'> {
  readonly source: MeshReference
  readonly metresFromSource: Mat4
  /** Stored residuals of the source's vertices, float32: unsigned, and with their side where that is known. */
  readonly residual: FileReference
  readonly signed: FileReference | null
}

export type ResidualPart = AreaSummary & { readonly part: ScanLabel }

const floatsOf = (bytes: Uint8Array): Float32Array => new Float32Array(bytes.slice().buffer)

/** The residuals of an alignment by the parts of a head, as a registration in the same place tells them. */
export const residualParts: Job<ResidualPartsInput, readonly ResidualPart[]> = {
  id: 'residualParts',
  run: async (input, context) => {
    const { registered, ...opened } = await openRegistration({ ...input, scan: input.source }, 1, context)
    const scan = movedMesh(registered.scan, input.metresFromSource)
    const { labels } = await labelOpened({ ...opened, registered: { ...registered, scan } }, input.regions, context)
    const distances = floatsOf(await context.readFile(input.residual))
    const signed = input.signed === null ? null : floatsOf(await context.readFile(input.signed))
    return scanLabels.flatMap((part, label) => {
      const area = residualArea({ label, labels, distances, signed })
      return area.count > 0 ? [{ part, ...area }] : []
    })
  },
  transfers: () => [],
}
