import { Button, Callout } from '@blueprintjs/core'
import { landmarkDocuments } from '../../app/documents/landmarkDocuments.ts'

/** A change that could not be written: it is still shown, and nothing else is written before it. */
export const SaveFailure = ({ scanId, message }: { readonly scanId: string; readonly message: string }) => (
  <Callout intent="danger" title="The last change is not saved">
    {message}
    <div className="row row-tight callout-buttons">
      <Button size="small" text="Try again" onClick={() => landmarkDocuments.queue(scanId)?.retry()} />
      <Button
        size="small"
        variant="minimal"
        text="Give the change up"
        onClick={() => void landmarkDocuments.queue(scanId)?.discard()}
      />
    </div>
  </Callout>
)
