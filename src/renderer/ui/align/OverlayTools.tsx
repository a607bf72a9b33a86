import type { Scan, SubjectDetail } from '#core/contract/contract.ts'
import { scanTitle } from '#core/editor/scanPairs.ts'
import { blinkScans } from '../../app/actions/blinkScans.ts'
import { toggleBlade } from '../../app/actions/toggleBlade.ts'
import { togglePairs } from '../../app/actions/togglePairs.ts'
import { usePreferences } from '../../app/state/preferences.ts'
import { useSession } from '../../app/state/session.ts'
import { ActionButton } from '../controls/ActionButton.tsx'
import { Blade } from './Blade.tsx'
import type { Overlay } from './useOverlay.ts'
import './align.css'

const shortNames: Readonly<Record<string, string>> = { 'Coarse scan': 'Coarse', 'Fine scan': 'Fine' }

/** Ways to judge an overlay by eye, over the view itself. */
export const OverlayTools = (props: { readonly overlay: Overlay; readonly subject: SubjectDetail }) => {
  const { overlay, subject } = props
  const nameOf = (scan: Scan): string => {
    const title = scanTitle(subject, scan)
    return shortNames[title] ?? title
  }
  const blade = usePreferences((preferences) => preferences.blade)
  const blink = useSession((session) => session.blink)
  return (
    <>
      {blade && !blink && <Blade leftName={nameOf(overlay.source)} rightName={nameOf(overlay.target)} />}
      <div className="overlay-tools row row-tight" role="toolbar" aria-label="Overlay">
        <ActionButton action={toggleBlade} size="small" text="Blade" />
        <ActionButton action={blinkScans} size="small" text="Blink" />
        <ActionButton action={togglePairs} size="small" text="Pairs" />
        <span className="overlay-sentence" role="status" aria-label="Shown in the overlay" data-kind={overlay.kind}>
          {blink ? `${scanTitle(subject, overlay[blink])} only` : overlay.sentence}
        </span>
      </div>
    </>
  )
}
