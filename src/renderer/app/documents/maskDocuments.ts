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

/** The mask of a photo as the host has it; null until it has been read. */
export const useMask = (imageId: string | null): ShownMask | null => {
  useEffect(() => {
    if (imageId !== null) void attempt(() => maskDocuments.ensure(imageId))
  }, [imageId])
  const state = useDocumentState(maskDocuments, imageId)
  if (!state) return null
  const { stored, status, failure } = state
  return { ...stored, status, failureMessage: failure?.message ?? null }
}

/** Answers true when the edit has been written, false when it was given up. */
export const editMask = async (imageId: string, edit: MaskEdit): Promise<boolean> => {
  await maskDocuments.ensure(imageId)
  return maskDocuments.queue(imageId)?.push(edit) ?? false
}
