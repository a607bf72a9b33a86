import { Redo, Undo } from '@blueprintjs/icons'
import { historyState } from '#core/editor/historyState.ts'
import { editLandmarks, landmarkDocuments } from '../documents/landmarkDocuments.ts'
import { maskCutHistory } from '../documents/maskCutDocuments.ts'
import { editMask, maskDocuments } from '../documents/maskDocuments.ts'
import { editPhotoPoints, photoPointHistory } from '../documents/photoPointDocuments.ts'
import { editTrust, trustDocuments } from '../documents/trustDocuments.ts'
import { usePreferences } from '../state/preferences.ts'
import { shownLine } from '../state/scanPair.ts'
import { activeScan, selectedSubjectId, shownImage } from '../state/selection.ts'
import { peekServerData } from '../state/serverData.ts'
import { setSession, useSession } from '../state/session.ts'
import { attempt } from '../state/toasts.ts'
import { client } from '../transport/client.ts'
import type { Action } from './action.ts'
import { showsPhoto, showsScan } from './conditions.ts'

interface History {
  readonly canUndo: boolean
  readonly canRedo: boolean
  readonly edit: (kind: 'undo' | 'redo') => void
}

/** Of the trust painted on the scan that was painted on last, while it is painted. */
const trustHistory = (): History | null => {
  const scan = useSession.getState().trustBrush && showsScan() ? activeScan() : null
  const state = scan && trustDocuments.state(scan.id)
  if (!scan || !state) return null
  return {
    canUndo: state.stored.canUndo || state.pending.length > 0,
    canRedo: state.stored.canRedo && state.pending.length === 0,
    edit: (kind) => void editTrust(scan.id, { kind }),
  }
}

/** Of the line at which masks end, while it is drawn. */
const cutLineHistory = (): History | null => {
  const subjectId = selectedSubjectId()
  const isDrawing = useSession.getState().cutLine && showsScan() && usePreferences.getState().step === 'masks'
  return isDrawing && subjectId !== null ? maskCutHistory(subjectId) : null
}

/** Of the alignments and weights of the pair, while it is worked on: what has been answered to the panel. */
const alignmentHistory = (): History | null => {
  const line = shownLine()
  if (!showsScan() || usePreferences.getState().step !== 'align' || line === null) return null
  const known = peekServerData('alignments.history', line)
  return {
    canUndo: known?.canUndo ?? false,
    canRedo: known?.canRedo ?? false,
    edit: (kind) => {
      setSession({ shownStep: null })
      void attempt(() => client.call(`alignments.${kind}`, line))
    },
  }
}

/** Beside the scan the photo is meant where the keyboard is in it: it was clicked last. */
const isInPhotoBeside = (): boolean => useSession.getState().photoBesideHasFocus

/** Of the points clicked in the photo, while points are placed. */
const photoPointsOf = (imageId: string): History | null => {
  const { step, photoTool } = usePreferences.getState()
  const isOpen = step === 'landmarks' && (photoTool === 'pan' || showsScan())
  const steps = isOpen ? photoPointHistory(imageId) : null
  return steps && { ...steps, edit: (kind) => void attempt(() => editPhotoPoints(imageId, { kind })) }
}

/** The history of what is shown: the points or the mask of the photo, the alignments, or the landmarks of the scan. */
const shownHistory = (): History | null => {
  const ofStep = cutLineHistory() ?? trustHistory() ?? alignmentHistory()
  if (ofStep) return ofStep
  const image = showsPhoto() ? shownImage() : null
  const clicked = image ?? (isInPhotoBeside() ? shownImage() : null)
  const ofPoints = clicked && photoPointsOf(clicked.id)
  if (ofPoints) return ofPoints
  const scan = showsScan() ? activeScan() : null
  const state = image ? maskDocuments.state(image.id) : scan ? landmarkDocuments.state(scan.id) : null
  if (!state) return null
  return {
    ...historyState(state.stored, state.pending),
    edit: (kind) => {
      if (image) void editMask(image.id, kind)
      else if (scan) editLandmarks(scan.id, { kind })
    },
  }
}

export const undo: Action = {
  id: 'edit.undo',
  title: 'Undo',
  group: 'Edit',
  scope: 'anywhere',
  keys: ['mod+z'],
  icon: Undo,
  isEnabled: () => shownHistory()?.canUndo ?? false,
  run: () => shownHistory()?.edit('undo'),
}

export const redo: Action = {
  id: 'edit.redo',
  title: 'Redo',
  group: 'Edit',
  scope: 'anywhere',
  keys: ['mod+shift+z', 'mod+y'],
  icon: Redo,
  isEnabled: () => shownHistory()?.canRedo ?? false,
  run: () => shownHistory()?.edit('redo'),
}
