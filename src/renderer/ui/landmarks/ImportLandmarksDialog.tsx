import { landmarkDocuments } from '../../app/documents/landmarkDocuments.ts'
import { activeScan } from '../../app/state/selection.ts'
import { closeDialog, useSession } from '../../app/state/session.ts'
import { attempt, showNote } from '../../app/state/toasts.ts'
import { client } from '../../app/transport/client.ts'
import { FolderChooser } from '../folders/FolderChooser.tsx'

const load = async (path: string): Promise<void> => {
  const scan = activeScan()
  if (!scan) return
  const { set, warnings } = await client.call('landmarks.import', {
    scanId: scan.id,
    observer: useSession.getState().observer,
    path,
  })
  await landmarkDocuments.queue(scan.id)?.refresh()
  const placed = set.landmarks.filter(({ status }) => status === 'placed').length
  const notes = warnings.map(({ message }) => message).join(' ')
  void showNote({
    message: `Read ${placed} points for the ${scan.role} scan. ${notes}`.trim(),
    intent: warnings.length > 0 ? 'warning' : 'success',
  })
}

/** Replaces the landmarks of the shown scan by those of a file; it can be undone. */
export const ImportLandmarksDialog = () => (
  <FolderChooser
    title="Import landmarks"
    purpose="landmarks"
    choose="file"
    confirmText="Import"
    accepts={({ name }) => /\.(json|ljson|pp|npy|csv|fcsv|pts|lnd|lm3|bnd|tps|txt)$/i.test(name)}
    onChoose={(path) => {
      closeDialog()
      void attempt(() => load(path))
    }}
    onClose={closeDialog}
  />
)
