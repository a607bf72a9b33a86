import { useEffect } from 'react'
import type { LandmarkSetRecord } from '#core/contract/contract.ts'
import { historyState } from '#core/editor/historyState.ts'
import { applyLandmarkEdit, type LandmarkEdit, withPendingEdits } from '#core/editor/landmarkEdits.ts'
import { usePreferences } from '../state/preferences.ts'
import { isKnownScheme } from '../state/schemes.ts'
import { peekServerData } from '../state/serverData.ts'
import { attempt } from '../state/toasts.ts'
import { client } from '../transport/client.ts'
import { OpenDocuments, useDocumentState } from './openDocuments.ts'

const annotator = (): string | null =>
  usePreferences.getState().annotator ?? peekServerData('host.info', {})?.userName ?? null

const write = (scanId: string, edit: LandmarkEdit, stored: LandmarkSetRecord): Promise<LandmarkSetRecord> => {
  // Keys pressed more often than there are steps: what is stored is the answer.
  if (edit.kind === 'undo') return stored.canUndo ? client.call('landmarks.undo', { scanId }) : Promise.resolve(stored)
  if (edit.kind === 'redo') return stored.canRedo ? client.call('landmarks.redo', { scanId }) : Promise.resolve(stored)
  const changed = applyLandmarkEdit(stored, edit)
  // A set of a scheme this window does not know (68 points of a file) keeps its name.
  const isForeign = stored.scheme !== null && !isKnownScheme(stored.scheme)
  return client.call('landmarks.commit', {
    scanId,
    baseRevision: stored.revision,
    scheme: isForeign ? stored.scheme : usePreferences.getState().scheme,
    annotator: annotator(),
    landmarks: [...changed.landmarks],
  })
}

/** The landmark sets open in this window, by scan. */
export const landmarkDocuments = new OpenDocuments<LandmarkSetRecord, LandmarkEdit>({
  read: (scanId) => client.call('landmarks.get', { scanId }),
  write,
})

export interface ShownLandmarks {
  /** With the edits that are on their way. */
  readonly set: LandmarkSetRecord
  readonly status: 'idle' | 'saving' | 'failed'
  readonly failureMessage: string | null
  readonly canUndo: boolean
  readonly canRedo: boolean
}

/** The landmarks of a scan as the person sees them; null until they have been read. */
export const useLandmarks = (scanId: string | null): ShownLandmarks | null => {
  useEffect(() => {
    if (scanId !== null) void attempt(() => landmarkDocuments.ensure(scanId))
  }, [scanId])
  const state = useDocumentState(landmarkDocuments, scanId)
  if (!state) return null
  const { stored, pending, status, failure } = state
  return {
    set: withPendingEdits(stored, pending),
    status,
    failureMessage: failure?.message ?? null,
    ...historyState(stored, pending),
  }
}

export const editLandmarks = (scanId: string, edit: LandmarkEdit): void => {
  void landmarkDocuments.queue(scanId)?.push(edit)
}
