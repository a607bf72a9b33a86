import type { ProposalKind } from '#core/model/maskCheck.ts'
import type { ImageRow } from '../catalogue/tables/images.ts'
import { encodeMask } from './maskPng.ts'
import type { OpenProject } from './openProject.ts'

/** Stores a proposal that no scan took part in, in place of the photo's earlier one. Answers with the name of its picture. */
export const storeDrawnProposal = async (
  project: OpenProject,
  image: ImageRow,
  o: { readonly mask: Uint8Array; readonly kind: ProposalKind; readonly facts?: Readonly<Record<string, unknown>> },
): Promise<string> => {
  const { kind } = o
  const artefact = await project.artefacts.put(await encodeMask(o.mask, image), 'png')
  project.transaction(() => {
    const none = { scanId: null, alignmentId: null, resultKey: '' }
    project.tables.maskProposals.put({ imageId: image.id, artefact, kind, ...none })
    project.record('masks.proposed', image.subjectId, { imageId: image.id, artefact, kind, ...o.facts })
  })
  return artefact
}
