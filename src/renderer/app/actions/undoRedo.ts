import { Redo, Undo } from '@blueprintjs/icons'
import { historyState } from '#core/editor/historyState.ts'
import { editLandmarks, landmarkDocuments } from '../documents/landmarkDocuments.ts'
import { editMask, maskDocuments } from '../documents/maskDocuments.ts'
import { activeScan, shownImage } from '../state/selection.ts'
import type { Action } from './action.ts'
import { showsPhoto, showsScan } from './conditions.ts'

interface History {
  readonly canUndo: boolean
  readonly canRedo: boolean
  readonly edit: (kind: 'undo' | 'redo') => void
}

/** The history of what is shown: the mask of the photo, or the landmarks of the scan. */
const shownHistory = (): History | null => {
  const image = showsPhoto() ? shownImage() : null
  const scan = showsScan() ? activeScan() : null
  const state = image ? maskDocuments.state(image.id) : scan ? landmarkDocuments.state(scan.id) : null
  if (!state) return null
  if (scan && !image) {
    return { ...historyState(state.stored, state.pending), edit: (kind) => editLandmarks(scan.id, { kind }) }
  }
  return {
    canUndo: state.stored.canUndo || state.pending.length > 0,
    canRedo: state.stored.canRedo && state.pending.length === 0,
    edit: (kind) => {
      if (image) void editMask(image.id, { kind })
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
