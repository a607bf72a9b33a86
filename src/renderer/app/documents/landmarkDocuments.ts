import { useEffect } from 'react'
import type { LandmarkSetRecord } from '#core/contract/contract.ts'
import type { CommitQueue, QueueState } from '#core/editor/commitQueue.ts'
import { historyState } from '#core/editor/historyState.ts'
import { applyLandmarkEdit, type LandmarkEdit, withPendingEdits } from '#core/editor/landmarkEdits.ts'
import { usePreferences } from '../state/preferences.ts'
import { isKnownScheme } from '../state/schemes.ts'
import { peekServerData } from '../state/serverData.ts'
import { useSession } from '../state/session.ts'
import { attempt } from '../state/toasts.ts'
import { client } from '../transport/client.ts'
import { OpenDocuments, useDocumentState } from './openDocuments.ts'

const annotator = (): string | null =>
  usePreferences.getState().annotator ?? peekServerData('host.info', {})?.userName ?? null

/** Of the annotator that is chosen while points are placed; all other steps work on the set that everything uses. */
const shownObserver = (): string =>
  usePreferences.getState().step === 'landmarks' ? useSession.getState().observer : ''

/** The set of a scan that this window shows. Ids of scans hold no space. */
const keyOf = (scanId: string): string => `${scanId} ${shownObserver()}`
const setOf = (key: string): { readonly scanId: string; readonly observer: string } => {
  const at = key.indexOf(' ')
  return { scanId: key.slice(0, at), observer: key.slice(at + 1) }
}

const write = (key: string, edit: LandmarkEdit, stored: LandmarkSetRecord): Promise<LandmarkSetRecord> => {
  const set = setOf(key)
  // Keys pressed more often than there are steps: what is stored is the answer.
  if (edit.kind === 'undo') return stored.canUndo ? client.call('landmarks.undo', set) : Promise.resolve(stored)
  if (edit.kind === 'redo') return stored.canRedo ? client.call('landmarks.redo', set) : Promise.resolve(stored)
  const changed = applyLandmarkEdit(stored, edit)
  // A set of a scheme this window does not know (68 points of a file) keeps its name.
  const isForeign = stored.scheme !== null && !isKnownScheme(stored.scheme)
  return client.call('landmarks.commit', {
    ...set,
    baseRevision: stored.revision,
    scheme: isForeign ? stored.scheme : usePreferences.getState().scheme,
    annotator: set.observer === '' ? annotator() : set.observer.replace(/@\d+$/, ''),
    landmarks: [...changed.landmarks],
  })
}

/** The landmark sets open in this window, by scan: always the set of the annotator that is chosen. */
class LandmarkDocuments extends OpenDocuments<LandmarkSetRecord, LandmarkEdit> {
  override state(scanId: string) {
    return super.state(keyOf(scanId))
  }

  override queue(scanId: string) {
    return super.queue(keyOf(scanId))
  }

  override ensure(scanId: string): Promise<void> {
    return super.ensure(keyOf(scanId))
  }
}

export const landmarkDocuments = new LandmarkDocuments({
  read: (key) => client.call('landmarks.get', setOf(key)),
  write,
})
useSession.subscribe(({ observer }, before) => {
  if (observer !== before.observer) landmarkDocuments.notify()
})
usePreferences.subscribe(({ step }, before) => {
  if (step !== before.step && useSession.getState().observer !== '') landmarkDocuments.notify()
})

type LandmarkState = QueueState<LandmarkSetRecord, LandmarkEdit>
const made = new WeakMap<CommitQueue<LandmarkSetRecord, LandmarkEdit>, { of: LandmarkState; set: LandmarkSetRecord }>()

const isSame = (a: LandmarkSetRecord['landmarks'], b: LandmarkSetRecord['landmarks']): boolean =>
  JSON.stringify(a) === JSON.stringify(b)

/**
 * The set of a scan with the edits that are on their way; null until it has been read. Made once a change, and its
 * landmarks stay the same object while they say the same: what the host confirms is worked out once.
 */
export const shownSet = (scanId: string): LandmarkSetRecord | null => {
  const queue = landmarkDocuments.queue(scanId)
  if (!queue) return null
  const { state } = queue
  const known = made.get(queue)
  if (known?.of.stored === state.stored && known.of.pending === state.pending) return known.set
  const set = withPendingEdits(state.stored, state.pending)
  const { landmarks } = known && isSame(known.set.landmarks, set.landmarks) ? known.set : set
  const shown = { ...set, landmarks }
  made.set(queue, { of: state, set: shown })
  return shown
}

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
  const chosen = useSession((session) => session.observer)
  const observer = usePreferences(({ step }) => (step === 'landmarks' ? chosen : ''))
  // biome-ignore lint/correctness/useExhaustiveDependencies: another annotator has another set of the scan
  useEffect(() => {
    if (scanId !== null) void attempt(() => landmarkDocuments.ensure(scanId))
  }, [scanId, observer])
  const state = useDocumentState(landmarkDocuments, scanId)
  const set = scanId === null ? null : shownSet(scanId)
  if (!state || !set) return null
  const { stored, pending, status, failure } = state
  return {
    set,
    status,
    failureMessage: failure?.message ?? null,
    ...historyState(stored, pending),
  }
}

export const editLandmarks = (scanId: string, edit: LandmarkEdit): void => {
  void landmarkDocuments.queue(scanId)?.push(edit)
}
