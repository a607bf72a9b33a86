import { Button } from '@blueprintjs/core'
import { Import } from '@blueprintjs/icons'
import { importCapture } from '../../app/actions/importCapture.ts'
import { runAction } from '../../app/actions/useActions.ts'
import { EmptyState } from '../controls/EmptyState.tsx'

/** The middle of an empty project: what to bring and how. */
export const ImportInvitation = () => (
  <div className="invitation fill">
    <div className="invitation-frame">
      <EmptyState
        icon={<Import size={40} />}
        title="No subjects yet"
        description="Drop a capture folder anywhere on this window, or choose one: scans, photos and, where you have them, cameras and landmarks. A folder of captures is imported as a whole. Your files stay where they are."
        action={
          <Button
            intent="primary"
            size="large"
            icon={<Import />}
            text="Import captures…"
            onClick={() => runAction(importCapture)}
          />
        }
      />
    </div>
  </div>
)
