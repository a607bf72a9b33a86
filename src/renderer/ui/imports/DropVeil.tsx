/**
 * Takes capture folders that are dropped anywhere on the window.
 * The user wants: the folder from the camera's disk in the project, without a dialog.
 * Fewest actions: one drag; the rest (sending, reading, hashing) runs by itself and is shown in the status bar.
 */
import { Import } from '@blueprintjs/icons'
import { useEffect } from 'react'
import { importDrop } from '../../app/drop/importDrop.ts'
import { setSession, useSession } from '../../app/state/session.ts'
import { attempt } from '../../app/state/toasts.ts'

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false

const listenForDrops = (): (() => void) => {
  const listening = new AbortController()
  const { signal } = listening
  // Entering a child is reported before leaving its parent: only the balance tells whether the drag is inside.
  let depth = 0
  const move = (by: 1 | -1) => (event: DragEvent) => {
    if (!carriesFiles(event)) return
    event.preventDefault()
    depth = Math.max(0, depth + by)
    setSession({ dropping: depth > 0 })
  }
  const drop = (event: DragEvent): void => {
    const { dataTransfer } = event
    if (!dataTransfer || !carriesFiles(event)) return
    event.preventDefault()
    depth = 0
    setSession({ dropping: false })
    void attempt(() => importDrop(dataTransfer))
  }
  window.addEventListener('dragenter', move(1), { signal })
  window.addEventListener('dragleave', move(-1), { signal })
  window.addEventListener('dragover', (event) => carriesFiles(event) && event.preventDefault(), { signal })
  window.addEventListener('drop', drop, { signal })
  return () => listening.abort()
}

export const DropVeil = () => {
  const isDropping = useSession(({ dropping }) => dropping)
  useEffect(listenForDrops, [])
  if (!isDropping) return null
  return (
    <div className="drop-veil" role="status">
      <div className="drop-card">
        <Import size={40} />
        <p className="strong">Drop to import</p>
        <p className="muted">A capture folder, a folder of captures, an H3DS scene, or a landmark scheme.</p>
      </div>
    </div>
  )
}
