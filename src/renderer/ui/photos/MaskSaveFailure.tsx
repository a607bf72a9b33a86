import { Button, Callout } from '@blueprintjs/core'
import type { maskDocuments } from '../../app/documents/maskDocuments.ts'

/** A stroke that could not be written: it is still on the photo, and nothing else is written before it. */
export const MaskSaveFailure = (props: {
  readonly message: string
  readonly queue: ReturnType<typeof maskDocuments.queue>
}) => (
  <Callout intent="danger" title="The last stroke is not saved">
    {props.message}
    <div className="row row-tight callout-buttons">
      <Button size="small" text="Try again" onClick={() => props.queue?.retry()} />
      <Button size="small" variant="minimal" text="Give the stroke up" onClick={() => void props.queue?.discard()} />
    </div>
  </Callout>
)
