import { Button, Dialog, DialogBody, DialogFooter } from '@blueprintjs/core'
import { setSession, useSession } from '../../app/state/session.ts'
import { PathText } from '../controls/PathText.tsx'
import { WarningList } from '../controls/WarningList.tsx'

/** What an import left out or repaired: shown once, because nothing is left out silently. */
export const ImportReport = () => {
  const report = useSession(({ importReport }) => importReport)
  const close = (): void => setSession({ importReport: null })
  if (!report) return null
  return (
    <Dialog isOpen title="What the import noticed" onClose={close} className="form-dialog">
      <DialogBody>
        <div className="column">
          {report.skipped.length > 0 && (
            <section className="column" aria-label="Left out">
              <h3 className="section-title">Left out</h3>
              <ul className="plain-list">
                {report.skipped.map(({ path, reason }) => (
                  <li key={path}>
                    {reason}
                    <PathText path={path} />
                  </li>
                ))}
              </ul>
            </section>
          )}
          <WarningList warnings={report.warnings} />
        </div>
      </DialogBody>
      <DialogFooter actions={<Button intent="primary" text="Close" onClick={close} />} />
    </Dialog>
  )
}
