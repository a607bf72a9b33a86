import { useEffect } from 'react'
import type { CallInput, Output } from '#core/contract/contract.ts'
import { attempt } from '../state/toasts.ts'
import { client } from '../transport/client.ts'
import { OpenDocuments, useDocumentState } from './openDocuments.ts'

type MaskRecord = Output<'masks.get'>
type Stroke = CallInput<'masks.paint'>['strokes'][number]

/** One thing a person did to a mask, as data. */
export type MaskEdit =
  | { readonly kind: 'stroke'; readonly stroke: Stroke }
  | { readonly kind: 'acceptProposal' }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }

const write = (imageId: string, edit: MaskEdit, stored: MaskRecord): Promise<MaskRecord> => {
  if (edit.kind === 'undo') return client.call('masks.undo', { imageId })
  if (edit.kind === 'redo') return client.call('masks.redo', { imageId })
  if (edit.kind === 'acceptProposal') return client.call('masks.acceptProposal', { imageId })
  return client.call('masks.paint', {
    imageId,
    baseRevision: stored.image.maskRevision,
    strokes: [edit.stroke],
  })
}

/** The masks open in this window, by image. */
export const maskDocuments = new OpenDocuments<MaskRecord, MaskEdit>({
  read: (imageId) => client.call('masks.get', { imageId }),
  write,
})

export interface ShownMask extends MaskRecord {
  readonly status: 'idle' | 'saving' | 'failed'
  readonly failureMessage: string | null
}

/** Which mask the photo view was last given, by image: it must not be replaced while strokes are on their way. */
const settled = new Map<string, MaskRecord>()

/**
 * The mask of a photo; null until it has been read. While strokes are being written the record stays the one before
 * them: the view shows the strokes itself, and an answer in between would take the later ones away for a moment.
 */
export const useMask = (imageId: string | null): ShownMask | null => {
  useEffect(() => {
    if (imageId !== null) void attempt(() => maskDocuments.ensure(imageId))
  }, [imageId])
  const state = useDocumentState(maskDocuments, imageId)
  if (!state || imageId === null) return null
  const isSettled = state.pending.length === 0
  const record = isSettled ? state.stored : (settled.get(imageId) ?? state.stored)
  if (isSettled) settled.set(imageId, state.stored)
  return {
    image: record.image,
    canUndo: state.stored.canUndo || !isSettled,
    canRedo: state.stored.canRedo && isSettled,
    status: state.status,
    failureMessage: state.failure?.message ?? null,
  }
}

export const editMask = (imageId: string, edit: MaskEdit): void => {
  maskDocuments.queue(imageId)?.push(edit)
}
