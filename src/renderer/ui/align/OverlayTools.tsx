import { blinkScans } from '../../app/actions/blinkScans.ts'
import { toggleBlade } from '../../app/actions/toggleBlade.ts'
import { togglePairs } from '../../app/actions/togglePairs.ts'
import { usePreferences } from '../../app/state/preferences.ts'
import { useSession } from '../../app/state/session.ts'
import { ActionButton } from '../controls/ActionButton.tsx'
import { Blade } from './Blade.tsx'
import type { Overlay } from './useOverlay.ts'
import './align.css'

const names = { coarse: 'Coarse', fine: 'Fine', registration: 'Registration' } as const

/** Ways to judge an overlay by eye, over the view itself. */
export const OverlayTools = ({ overlay }: { readonly overlay: Overlay }) => {
  const blade = usePreferences((preferences) => preferences.blade)
  const blink = useSession((session) => session.blink)
  return (
    <>
      {blade && !blink && <Blade leftName={names[overlay.source.role]} rightName={names[overlay.target.role]} />}
      <div className="overlay-tools row row-tight" role="toolbar" aria-label="Overlay">
        <ActionButton action={toggleBlade} size="small" text="Blade" />
        <ActionButton action={blinkScans} size="small" text="Blink" />
        <ActionButton action={togglePairs} size="small" text="Pairs" />
        <span className="overlay-sentence" role="status" aria-label="Shown in the overlay" data-kind={overlay.kind}>
          {blink ? `${names[overlay[blink].role]} scan only` : overlay.sentence}
        </span>
      </div>
    </>
  )
}
