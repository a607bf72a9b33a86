/**
 * Imports captures from a folder on the host's disk.
 * The user wants: to know that Cameo sees in the folder what they know is in it, before anything is written.
 * Fewest actions: choose the folder, read the preview, confirm; a folder of captures is imported as a whole.
 */
import { useState } from 'react'
import { startJob } from '../../app/state/jobs.ts'
import { useServerData } from '../../app/state/serverData.ts'
import { closeDialog } from '../../app/state/session.ts'
import { FolderChooser } from '../folders/FolderChooser.tsx'
import { CapturePreview } from './CapturePreview.tsx'

export const ImportDialog = () => {
  const [path, setPath] = useState('')
  const found = useServerData('captures.inspect', path ? { path } : null).data
  const count = found?.subjects.length ?? 0
  return (
    <FolderChooser
      title="Import captures"
      purpose="import"
      choose="folder"
      confirmText={count > 1 ? `Import ${count} subjects` : 'Import'}
      canConfirm={count > 0}
      preview={(selected) => <CapturePreview path={selected} onPath={setPath} />}
      onChoose={(chosen) => {
        closeDialog()
        void startJob('captures.import', { path: chosen })
      }}
      onClose={closeDialog}
    />
  )
}
