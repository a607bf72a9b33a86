import { scanInWords } from '#core/editor/scanPairs.ts'
import { landmarkDocuments } from '../../app/documents/landmarkDocuments.ts'
import { activeScan, selectedSubject } from '../../app/state/selection.ts'
import { closeDialog, useSession } from '../../app/state/session.ts'
import { attempt, showNote } from '../../app/state/toasts.ts'
import { client } from '../../app/transport/client.ts'
import { FolderChooser } from '../folders/FolderChooser.tsx'

const load = async (path: string): Promise<void> => {
  const scan = activeScan()
  const subject = selectedSubject()
  if (!scan || !subject) return
  const { set, warnings } = await client.call('landmarks.import', {
    scanId: scan.id,
    observer: useSession.getState().observer,
    path,
  })
  await landmarkDocuments.queue(scan.id)?.refresh()
  const placed = set.landmarks.filter(({ status }) => status === 'placed').length
  const notes = warnings.map(({ message }) => message).join(' ')
  void showNote({
    message: `Read ${placed} points for ${scanInWords(subject, scan)}. ${notes}`.trim(),
    ...(warnings.length > 0 ? { intent: 'warning', timeoutMs: 20_000 } : { intent: 'success' }),
  })
}

/** Replaces the landmarks of the shown scan by those of a file, which come to lie on it; it can be undone. */
export const ImportLandmarksDialog = () => (
  <FolderChooser
    title="Import landmarks"
    purpose="landmarks"
    choose="file"
    confirmText="Import"
    accepts={({ name }) => /\.(json|ljson|pp|npy|csv|fcsv|pts|lnd|lm3|bnd|tps|txt|xyz)$/i.test(name)}
    onChoose={(path) => {
      closeDialog()
      void attempt(() => load(path))
    }}
    onClose={closeDialog}
  />
)
