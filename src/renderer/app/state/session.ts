import { create } from 'zustand'
import type { Output } from '#core/contract/contract.ts'
import type { PairChoice } from '#core/editor/scanPairs.ts'
import type { Vec3 } from '#core/model/transform.ts'

export type DialogName =
  | 'new-project'
  | 'open-project'
  | 'import'
  | 'project-settings'
  | 'subject'
  | 'export'
  | 'batch'
  | 'history'
  | 'shortcuts'
  | 'palette'
  | 'relocate'
  | 'import-landmarks'
  | 'export-landmarks'
  | 'import-scheme'
  | 'landmark-reason'
  | 'scheme'
  | 'study'
  | 'classes'
  | 'add-scan'

/** What lives only as long as the window. */
export interface Session {
  readonly dialog: DialogName | null
  readonly jobsOpen: boolean
  /** The landmark the next click places; null where none is wanted. */
  readonly currentPoint: string | null
  /** The photo beside the scan was clicked last: undo means its points. */
  readonly photoBesideHasFocus: boolean
  /** Whose points are shown and placed: empty for the set that everything uses, otherwise an annotator's own. */
  readonly observer: string
  /** The points of the other annotators are shown beside those of the set that is placed. */
  readonly comparesAnnotators: boolean
  /** Scans that are served for a study, without names and earlier points; null at other times. */
  readonly blind: {
    readonly annotator: string
    readonly items: Output<'study.queue'>['items']
    readonly at: number
  } | null
  /** A landmark on its way under the pointer, in its scan's frame; null where none is dragged. */
  readonly draggedPoint: { readonly scanId: string; readonly name: string; readonly position: Vec3 } | null
  /** The two scans that points are placed on and that are aligned, where the subject has them; null for its coarse and its fine scan. */
  readonly scanPair: PairChoice | null
  /** Scans that have no part where several are aligned together. */
  readonly leftOutScans: readonly string[]
  /** The overlay shows what the landmarks alone give, though there is an alignment. */
  readonly previewsPairs: boolean
  /** In the overlay: the one scan that is shown for now; null shows both. */
  readonly blink: 'source' | 'target' | null
  /** A step of an alignment's chain that is looked at: the overlay shows the scans before or after it. */
  readonly shownStep: {
    readonly alignmentId: string
    readonly position: number
    readonly side: 'before' | 'after'
  } | null
  /** A drag over a scan paints where alignments listen to it. */
  readonly trustBrush: boolean
  /** The photo that was chosen before the one that is shown now. */
  readonly imageBefore: string | null
  /** Clicks on the scan draw the line at which masks end. */
  readonly cutLine: boolean
  /** Files on their way from a drop to the host. */
  readonly upload: { readonly name: string; readonly doneBytes: number; readonly totalBytes: number } | null
  /** What the last import left out or repaired; null once it has been read. */
  readonly importReport: Pick<Output<'captures.import'>, 'skipped' | 'warnings'> | null
  /** A drag with files is over the window. */
  readonly dropping: boolean
}

export const useSession = create<Session>(() => ({
  dialog: null,
  jobsOpen: false,
  currentPoint: null,
  draggedPoint: null,
  photoBesideHasFocus: false,
  observer: '',
  comparesAnnotators: false,
  blind: null,
  scanPair: null,
  leftOutScans: [],
  previewsPairs: false,
  blink: null,
  shownStep: null,
  trustBrush: false,
  imageBefore: null,
  cutLine: false,
  upload: null,
  importReport: null,
  dropping: false,
}))

export const setSession = (change: Partial<Session>): void => useSession.setState(change)
export const openDialog = (dialog: DialogName): void => useSession.setState({ dialog })
export const closeDialog = (): void => useSession.setState({ dialog: null })
