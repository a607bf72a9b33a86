import { openProject } from '../../app/state/projects.ts'
import { closeDialog } from '../../app/state/session.ts'
import { attempt } from '../../app/state/toasts.ts'
import { FolderChooser } from '../folders/FolderChooser.tsx'

/** Opens a project folder that is not among the recent ones. */
export const OpenProjectDialog = () => (
  <FolderChooser
    title="Open project"
    purpose="project"
    choose="folder"
    confirmText="Open"
    onChoose={(path) => void attempt(() => openProject(path))}
    onClose={closeDialog}
  />
)
