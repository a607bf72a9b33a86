import { refreshServerData, useServerData } from '../../app/state/serverData.ts'
import { closeDialog } from '../../app/state/session.ts'
import { attempt, showNote } from '../../app/state/toasts.ts'
import { client } from '../../app/transport/client.ts'
import { PathText } from '../controls/PathText.tsx'
import { FolderChooser } from '../folders/FolderChooser.tsx'

const relocate = async (folder: string): Promise<void> => {
  const { found, stillMissing } = await client.call('sources.relocate', { folder })
  refreshServerData()
  void showNote({
    message: `Found ${found} files again${stillMissing > 0 ? `; ${stillMissing} are still missing` : ''}.`,
    intent: stillMissing > 0 ? 'warning' : 'success',
  })
}

const MissingFiles = () => {
  const files = useServerData('sources.missing', {}).data?.files ?? []
  return (
    <div className="column">
      <h3 className="section-title">{files.length} missing files</h3>
      <p className="muted model-hint">Cameo looks below the folder for files of the same name and content.</p>
      <ul className="plain-list">
        {files.map(({ path }) => (
          <li key={path}>
            <PathText path={path} />
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Finds source files again that were moved. */
export const RelocateDialog = () => (
  <FolderChooser
    title="Where are the missing files now?"
    purpose="relocate"
    choose="folder"
    confirmText="Look here"
    preview={() => <MissingFiles />}
    onChoose={(folder) => {
      closeDialog()
      void attempt(() => relocate(folder))
    }}
    onClose={closeDialog}
  />
)
