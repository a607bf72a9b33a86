import { Button, Tag } from '@blueprintjs/core'
import { Export } from '@blueprintjs/icons'
import { exportDataset } from '../../app/actions/exportDataset.ts'
import { runAction } from '../../app/actions/useActions.ts'
import { useServerData } from '../../app/state/serverData.ts'
import { formatTime } from '../controls/formatTime.ts'
import { PathText } from '../controls/PathText.tsx'
import { VerifyButton } from '../exports/VerifyButton.tsx'

/** Exports made so far, and the way to a new one. */
export const ExportStep = () => {
  const made = useServerData('exports.list', {}).data?.exports ?? []
  return (
    <div className="column">
      <Button
        fill
        size="large"
        intent="primary"
        icon={<Export />}
        text="Export dataset…"
        onClick={() => runAction(exportDataset)}
      />
      {made.length > 0 && (
        <section className="column" aria-label="Exports made">
          <h3 className="section-title">Made so far</h3>
          <ul className="plain-list">
            {made.map((each) => (
              <li key={each.id} className="export-made column">
                <span className="row">
                  <Tag minimal>{each.layout.toUpperCase()}</Tag>
                  <span className="grow muted one-line">{each.files} files</span>
                  <span className="quiet">{formatTime(each.createdAt)}</span>
                </span>
                <PathText path={each.path} />
                {each.present ? (
                  <VerifyButton path={each.path} size="small" />
                ) : (
                  <span className="state-failed">The folder is not there any more.</span>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
