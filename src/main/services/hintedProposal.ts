import { resolve } from 'node:path'
import type { MaskModelFiles } from '#core/jobs/runMaskModel.ts'
import type { MaskEvidence } from '#core/masks/propose/proposeMask.ts'
import type { MaskSize } from '#core/masks/types.ts'
import type { ProposalKind } from '#core/model/maskCheck.ts'
import type { RunContext } from '#core/model/run.ts'
import type { WorkerPool } from '../compute/workerPool.ts'
import type { MaskHints } from './maskHints.ts'
import { photoPixels } from './photoPixels.ts'

interface HintedPhoto extends MaskSize {
  readonly name: string
  readonly path: string
}

/** A mask of one photo without a scan; null where nothing was drawn on it. */
export type HintedProposal = (
  pool: WorkerPool,
  photo: HintedPhoto,
  context: RunContext,
) => Promise<{ readonly mask: Uint8Array; readonly kind: ProposalKind } | null>

export const modelFilesOf = (given: {
  readonly matting: string | null
  readonly segmenter: { readonly encoder: string; readonly decoder: string } | null
}): MaskModelFiles | null => {
  const { matting, segmenter } = given
  if (matting !== null) return { kind: 'matting', model: resolve(matting) }
  return segmenter && { kind: 'prompts', encoder: resolve(segmenter.encoder), decoder: resolve(segmenter.decoder) }
}

/** What a photo's hints say by themselves; null where there are none. */
export const evidenceOfHints = (
  hints: MaskHints,
  name: string,
): Extract<MaskEvidence, { kind: 'box' | 'scribbles' }> | null => {
  const [box, scribbles] = [hints.boxOf(name), hints.scribblesOf(name)]
  if (box) return { kind: 'box', box, scribbles }
  return scribbles.length > 0 ? { kind: 'scribbles', scribbles } : null
}

/** By a model of the user's own where there is one, else by cutting the photo within its hints. */
export const hintedProposal =
  (hints: MaskHints, files: MaskModelFiles | null): HintedProposal =>
  async (pool, { name, path, widthPx, heightPx }, context) => {
    const evidence = evidenceOfHints(hints, name)
    if (!evidence && files?.kind !== 'matting') return null
    const picture = { rgb: await photoPixels(path), widthPx, heightPx }
    if (!files) {
      if (!evidence) return null
      return { mask: await pool.run('refineMask', { ...picture, evidence }, context), kind: evidence.kind }
    }
    const [box, strokes] = [hints.boxOf(name), hints.scribblesOf(name)]
    return { mask: await pool.run('runMaskModel', { ...picture, files, box, strokes }, context), kind: 'model' }
  }
