import { importScheme } from '../../app/drop/importScheme.ts'
import { closeDialog } from '../../app/state/session.ts'
import { attempt } from '../../app/state/toasts.ts'
import { FolderChooser } from '../folders/FolderChooser.tsx'

/** Keeps a scheme of MeshLab, landmarker.io or Cameo for this person. */
export const ImportSchemeDialog = () => (
  <FolderChooser
    title="Import a landmark scheme"
    purpose="landmarks"
    choose="file"
    confirmText="Import"
    accepts={({ name }) => /\.(pptpl|ya?ml|json)$/i.test(name)}
    onChoose={(path) => {
      closeDialog()
      void attempt(() => importScheme(path))
    }}
    onClose={closeDialog}
  />
)
