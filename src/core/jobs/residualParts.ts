import { labelScan, type ScanLabel, scanLabels } from '../flame/carry/labelScan.ts'
import { deriveRegions } from '../flame/deriveRegions.ts'
import { loadRegions } from '../flame/regions.ts'
import { type AreaSummary, residualArea } from '../geometry/alignment/residualArea.ts'
import { movedMesh } from '../geometry/movedMesh.ts'
import { badInput } from '../model/errors.ts'
import type { Mat4 } from '../model/transform.ts'
import { readEmbeddingFile } from './embeddingFile.ts'
import { readHeadModel } from './headModels.ts'
import type { NamedFile } from './inspectModel.ts'
import { openMesh } from './openMesh.ts'
import type { FileReference, Job, MeshReference } from './types.ts'

export interface ResidualPartsInput {
  readonly source: MeshReference
  readonly metresFromSource: Mat4
  /** In the model's topology, metres. */
  readonly registration: MeshReference
  readonly model: NamedFile
  readonly modelSha256: string
  readonly embedding: NamedFile | null
  readonly regions: NamedFile | null
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
    const { mesh } = await openMesh(input.source, context)
    const { mesh: registration } = await openMesh(input.registration, context)
    const model = await readHeadModel(input.model, input.modelSha256, context)
    const { embedding: file } = input
    const embedding = file && readEmbeddingFile(await context.readFile(file.ref), file.fileName)
    const regions = input.regions
      ? loadRegions(await context.readFile(input.regions.ref), input.regions.fileName)
      : deriveRegions(model, embedding)
    const vertices = registration.positionsF64 ?? Float64Array.from(registration.positions)
    if (vertices.length !== model.template.length) {
      throw badInput('other-topology', `The registration is none of ${input.model.fileName}. Register the scan again.`)
    }
    const scan = movedMesh(mesh, input.metresFromSource)
    const labels = labelScan({ scan, metresPerUnit: 1, vertices, triangles: model.triangles }, regions)
    const distances = floatsOf(await context.readFile(input.residual))
    const signed = input.signed === null ? null : floatsOf(await context.readFile(input.signed))
    return scanLabels.flatMap((part, label) => {
      const area = residualArea({ label, labels, distances, signed })
      return area.count > 0 ? [{ part, ...area }] : []
    })
  },
  transfers: () => [],
}
