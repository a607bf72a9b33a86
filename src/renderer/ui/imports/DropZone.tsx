/**
 * Takes capture folders that are dropped anywhere on the window.
 * The user wants: the folder from the camera's disk in the project, without a dialog.
 * Fewest actions: one drag; the rest (sending, reading, hashing) runs by itself and is shown in the status bar.
 */
import { Import } from '@blueprintjs/icons'
import { type DragEvent, type ReactNode, useRef } from 'react'
import { importDrop } from '../../app/drop/importDrop.ts'
import { setSession, useSession } from '../../app/state/session.ts'
import { attempt } from '../../app/state/toasts.ts'

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files')

export const DropZone = ({ children }: { readonly children: ReactNode }) => {
  const isDropping = useSession(({ dropping }) => dropping)
  // Entering a child is reported before leaving its parent: only the balance tells whether the drag is inside.
  const depth = useRef(0)
  const enter = (event: DragEvent, by: 1 | -1): void => {
    if (!carriesFiles(event)) return
    event.preventDefault()
    depth.current = Math.max(0, depth.current + by)
    setSession({ dropping: depth.current > 0 })
  }
  const drop = (event: DragEvent): void => {
    if (!carriesFiles(event)) return
    event.preventDefault()
    depth.current = 0
    setSession({ dropping: false })
    void attempt(() => importDrop(event.dataTransfer))
  }
  return (
    <section
      className="fill"
      aria-label="Workbench"
      onDragEnter={(event) => enter(event, 1)}
      onDragLeave={(event) => enter(event, -1)}
      onDragOver={(event) => carriesFiles(event) && event.preventDefault()}
      onDrop={drop}
    >
      {children}
      {isDropping && (
        <div className="drop-veil" role="status">
          <div className="drop-card">
            <Import size={40} />
            <p className="strong">Drop to import</p>
            <p className="muted">A capture folder, a folder of captures, or an H3DS scene.</p>
          </div>
        </div>
      )}
    </section>
  )
}
