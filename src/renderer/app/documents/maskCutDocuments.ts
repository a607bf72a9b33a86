import { useEffect } from 'react'
import type { Output } from '#core/contract/contract.ts'
import { cutStateOf, type DrawnCut } from '#core/editor/cutLineEdits.ts'
import { historyState } from '#core/editor/historyState.ts'
import { attempt, showNote } from '../state/toasts.ts'
import { client } from '../transport/client.ts'
import { OpenDocuments, useDocumentState } from './openDocuments.ts'

type MaskCut = Output<'maskCuts.get'>

type CutEdit = { readonly kind: 'set'; readonly cut: DrawnCut | null } | { readonly kind: 'undo' | 'redo' }

/** Where subjects end for their masks, by subject. */
export const maskCutDocuments = new OpenDocuments<MaskCut, CutEdit>({
  read: (subjectId) => client.call('maskCuts.get', { subjectId }),
  write: (subjectId, edit, { revision }) =>
    edit.kind === 'set'
      ? client.call('maskCuts.commit', { subjectId, baseRevision: revision, cut: edit.cut })
      : client.call(`maskCuts.${edit.kind}`, { subjectId }),
})

type State = NonNullable<ReturnType<typeof maskCutDocuments.state>>

/** As stored, or as the edit that is on its way makes it. */
const shownCut = ({ stored, pending }: State): DrawnCut | null => {
  const last = pending.at(-1)
  return last?.kind === 'set' ? last.cut : stored.cut
}

/** The cut line of a subject; null where there is none, or it has not been read. */
export const useMaskCut = (subjectId: string): DrawnCut | null => {
  useEffect(() => void attempt(() => maskCutDocuments.ensure(subjectId)), [subjectId])
  const state = useDocumentState(maskCutDocuments, subjectId)
  return state && shownCut(state)
}

/** Changes the line from what it is now; points that tell no plane are refused in a sentence. */
export const editMaskCut = async (
  subjectId: string,
  change: (cut: DrawnCut | null) => DrawnCut | null,
): Promise<void> => {
  await maskCutDocuments.ensure(subjectId)
  const state = maskCutDocuments.state(subjectId)
  if (!state) return
  const cut = change(shownCut(state))
  if (cutStateOf(cut) === 'on-a-line') {
    void showNote({ message: 'These points lie on one line: click about the neck, in front, at a side and behind.' })
    return
  }
  await maskCutDocuments.queue(subjectId)?.push({ kind: 'set', cut })
}

/** Steps of the line's own history; null while it has not been read. */
export const maskCutHistory = (subjectId: string) => {
  const state = maskCutDocuments.state(subjectId)
  return (
    state && {
      ...historyState(state.stored, state.pending),
      edit: (kind: 'undo' | 'redo') => void maskCutDocuments.queue(subjectId)?.push({ kind }),
    }
  )
}
