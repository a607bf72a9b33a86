import { Button } from '@blueprintjs/core'
import { ArrowUp } from '@blueprintjs/icons'
import type { Scan } from '#core/contract/contract.ts'
import { UpAxisPicker } from './UpAxisPicker.tsx'
import type { Upright } from './useHeadFrame.ts'

/** Offers to set a head upright; nothing where it stands so already. */
export const UprightHint = ({ scan, upright }: { readonly scan: Scan; readonly upright: Upright }) => {
  if (upright.kind === 'fine') return null
  return (
    <section className="upright-hint row" aria-label="Upright view">
      {upright.kind === 'can-turn' ? (
        <Button size="small" icon={<ArrowUp />} text="Turn upright" onClick={upright.turn} />
      ) : (
        <>
          <span className="muted">Not upright? Up axis</span>
          <UpAxisPicker scan={scan} />
        </>
      )}
    </section>
  )
}
