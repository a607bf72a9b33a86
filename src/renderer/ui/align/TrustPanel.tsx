import { Button, SegmentedControl, Slider } from '@blueprintjs/core'
import type { Scan, SubjectDetail } from '#core/contract/contract.ts'
import { type ScanPair, scanTitle } from '#core/editor/scanPairs.ts'
import { toggleTrustBrush } from '../../app/actions/toggleTrustBrush.ts'
import { redo, undo } from '../../app/actions/undoRedo.ts'
import { editTrust, useTrust } from '../../app/documents/trustDocuments.ts'
import { setPreferences, usePreferences } from '../../app/state/preferences.ts'
import { useSession } from '../../app/state/session.ts'
import { ActionButton } from '../controls/ActionButton.tsx'
import { Fold } from '../controls/Fold.tsx'

const ScanTrust = ({ scan, title }: { readonly scan: Scan; readonly title: string }) => {
  const trust = useTrust(scan.id)
  const isPainted = trust !== null && trust.trustUrl !== null
  return (
    <div className="row row-tight">
      <span className="grow">{title}</span>
      <span className="muted">{isPainted ? 'painted' : 'all of it'}</span>
      <Button
        size="small"
        variant="minimal"
        text="Clear"
        aria-label={`Clear what is painted on the ${title.toLowerCase()}`}
        disabled={!isPainted}
        onClick={() => void editTrust(scan.id, { kind: 'clear' })}
      />
    </div>
  )
}

const BrushSettings = () => {
  const { trustRadiusMm, trustValue } = usePreferences()
  return (
    <div className="option-grid">
      <span className="muted" id="trust-value">
        Brush
      </span>
      <SegmentedControl
        fill
        size="small"
        aria-labelledby="trust-value"
        options={[
          { value: '0', label: 'Leave out' },
          { value: '0.5', label: 'Half' },
          { value: '1', label: 'Listen' },
        ]}
        value={String(trustValue)}
        onValueChange={(value) => setPreferences({ trustValue: Number(value) })}
      />
      <span className="muted">Radius</span>
      <div className="row">
        <Slider
          min={2}
          max={50}
          stepSize={1}
          labelRenderer={false}
          value={trustRadiusMm}
          handleHtmlProps={{ 'aria-label': 'Radius of the brush, millimetres' }}
          onChange={(value) => setPreferences({ trustRadiusMm: value })}
        />
        <span className="quiet job-left">{trustRadiusMm} mm</span>
      </div>
    </div>
  )
}

/** Where on the scans the alignment listens: painted by hand, for hair that moved, a collar, a mouth that opened. */
export const TrustPanel = ({ subject, pair }: { readonly subject: SubjectDetail; readonly pair: ScanPair }) => {
  const isPainting = useSession(({ trustBrush }) => trustBrush)
  const { source, target } = pair
  const onSource = useTrust(source.id)
  const onTarget = useTrust(target.id)
  const isPainted = Boolean(onSource?.trustUrl || onTarget?.trustUrl)
  return (
    <Fold title="Where it listens" summary={isPainted ? 'painted' : 'everywhere'} isOpen={isPainting}>
      <p className="muted plain-text">
        Paint over what should have no say: hair that moved, a collar, a mouth that opened. Then align again.
      </p>
      <div className="row row-tight">
        <ActionButton
          action={toggleTrustBrush}
          size="small"
          variant="solid"
          text={isPainting ? 'Stop painting' : 'Paint'}
        />
        <span className="grow" />
        {isPainting && (
          <>
            <ActionButton action={undo} size="small" />
            <ActionButton action={redo} size="small" />
          </>
        )}
      </div>
      {isPainting && <BrushSettings />}
      <ScanTrust scan={source} title={scanTitle(subject, source)} />
      <ScanTrust scan={target} title={scanTitle(subject, target)} />
    </Fold>
  )
}
