import { roleOfScanFile } from '#core/editor/scanPairs.ts'
import { startJob } from '../../app/state/jobs.ts'
import { selectedSubjectId } from '../../app/state/selection.ts'
import { closeDialog } from '../../app/state/session.ts'
import { FolderChooser } from '../folders/FolderChooser.tsx'

/** A further scan for the subject, with the landmark file that lies beside it under its name. */
export const AddScanDialog = () => (
  <FolderChooser
    title="Add a scan to the subject"
    purpose="scan"
    choose="file"
    confirmText="Add"
    accepts={({ name }) => /\.(ply|obj|stl|off|glb|gltf)$/i.test(name)}
    onChoose={(path) => {
      closeDialog()
      const subjectId = selectedSubjectId()
      if (subjectId) void startJob('scans.add', { subjectId, path, role: roleOfScanFile(path) })
    }}
    onClose={closeDialog}
  />
)
