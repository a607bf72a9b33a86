import { useEffect } from 'react'
import type { Image, Output } from '#core/contract/contract.ts'
import { CameoError } from '#core/model/errors.ts'
import type { MaskLayers, MaskPending } from '../../image/MaskLayers.ts'
import { attempt } from '../state/toasts.ts'
import { client } from '../transport/client.ts'
import { bringMaskChange, encodeMaskEdit, maskLayersOf, settleMaskEdit, syncMaskLayers } from './maskLayers.ts'
import { OpenDocuments, useDocumentState } from './openDocuments.ts'

type MaskRecord = Output<'masks.get'>

/** One thing a person did to a mask, as data. */
export type MaskEdit =
  | { readonly kind: 'edit'; readonly pending: MaskPending; readonly encoded: ReturnType<typeof encodeMaskEdit> }
  | { readonly kind: 'acceptProposal' }
  | { readonly kind: 'undo' | 'redo'; readonly steps: number }

/** So many steps the host takes at once while a key is held; each is answered with its pixels. */
const stepsAtOnce = 32

/** Undo and redo that wait while the host answers are taken together. */
const join = (first: MaskEdit, next: MaskEdit): MaskEdit | null => {
  const isStep = first.kind === 'undo' || first.kind === 'redo'
  if (!isStep || next.kind !== first.kind) return null
  const steps = first.steps + next.steps
  return steps <= stepsAtOnce ? { kind: first.kind, steps } : null
}

/** A key that is held goes on past the last step: that is no failure. */
const isAtEnd = (error: unknown): boolean =>
  error instanceof CameoError && (error.code === 'input/nothing-to-undo' || error.code === 'input/nothing-to-redo')

const step = async (imageId: string, kind: 'undo' | 'redo', steps: number): Promise<MaskRecord> => {
  try {
    return await client.call(`masks.${kind}`, { imageId, steps })
  } catch (error) {
    if (!isAtEnd(error)) throw error
    return client.call('masks.get', { imageId })
  }
}

const write = async (imageId: string, edit: MaskEdit, stored: MaskRecord): Promise<MaskRecord> => {
  if (edit.kind !== 'edit') {
    const record =
      edit.kind === 'acceptProposal'
        ? await client.call('masks.acceptProposal', { imageId })
        : await step(imageId, edit.kind, edit.steps)
    await bringMaskChange(record)
    return record
  }
  const { pending, encoded } = edit
  const baseRevision = stored.image.maskRevision
  const record = await client.call('masks.edit', { imageId, baseRevision, tool: pending.tool, layers: await encoded })
  settleMaskEdit(record, pending)
  return record
}

const read = async (imageId: string): Promise<MaskRecord> => {
  const record = await client.call('masks.get', { imageId })
  await syncMaskLayers(record)
  return record
}

/** The masks open in this window, by image. */
export const maskDocuments = new OpenDocuments<MaskRecord, MaskEdit>({ read, write, join })

export interface ShownMask extends MaskRecord {
  readonly layers: MaskLayers
  readonly status: 'idle' | 'saving' | 'failed'
  readonly failureMessage: string | null
}

/** Photos on the screen: only their masks are read again when something changes. */
const shown = new Set<string>()

export const refreshShownMasks = (): void => maskDocuments.refresh(shown)

/** The mask of a photo as the host has it, and its layers as they are shown; null until they have been read. */
export const useMask = (image: Image | null): ShownMask | null => {
  const imageId = image?.id ?? null
  const layers = image && maskLayersOf(image)
  useEffect(() => {
    if (imageId === null) return
    shown.add(imageId)
    const queue = maskDocuments.queue(imageId)
    void attempt(() => queue?.refresh() ?? maskDocuments.ensure(imageId))
    return () => {
      shown.delete(imageId)
    }
  }, [imageId])
  const state = useDocumentState(maskDocuments, imageId)
  if (!state || !layers) return null
  const { stored, status, failure } = state
  return { ...stored, layers, status, failureMessage: failure?.message ?? null }
}

/** Answers true when the edit has been written, false when it was given up. */
export const editMask = async (imageId: string, kind: 'acceptProposal' | 'undo' | 'redo'): Promise<boolean> => {
  await maskDocuments.ensure(imageId)
  const edit: MaskEdit = kind === 'acceptProposal' ? { kind } : { kind, steps: 1 }
  return maskDocuments.queue(imageId)?.push(edit) ?? false
}

/** Sends a finished edit of the photo view to the host, packed in the background. What was given up is taken away. */
export const saveMaskEdit = async (imageId: string, layers: MaskLayers, pending: MaskPending): Promise<void> => {
  const encoded = encodeMaskEdit(layers, pending)
  const isWritten = await maskDocuments.queue(imageId)?.push({ kind: 'edit', pending, encoded })
  if (!isWritten) layers.giveUp(pending)
}
