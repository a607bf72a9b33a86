import { NumericInput, RangeSlider } from '@blueprintjs/core'
import { copyMask, maskOperationActions as operations } from '../../app/actions/maskOperations.ts'
import { setPreferences, usePreferences } from '../../app/state/preferences.ts'
import { ActionButton } from '../controls/ActionButton.tsx'

const NumberField = (props: {
  readonly label: string
  readonly unit: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly onChange: (value: number) => void
}) => (
  <div className="row mask-number">
    <span className="muted grow">{props.label}</span>
    <NumericInput
      size="small"
      fill={false}
      buttonPosition="none"
      min={props.min}
      max={props.max}
      value={props.value}
      aria-label={props.label}
      clampValueOnBlur
      onValueChange={(value) => {
        if (Number.isFinite(value) && value >= props.min && value <= props.max) props.onChange(value)
      }}
    />
    <span className="quiet">{props.unit}</span>
  </div>
)

/** What is done to the whole mask of the class that is painted; every button is one undo entry. */
export const MaskTools = () => {
  const { maskStepPx, speckPx, brightness } = usePreferences()
  return (
    <section className="column mask-tools" aria-label="Whole mask">
      <h3 className="muted">Whole mask</h3>
      <NumberField
        label="Step"
        unit="px"
        value={maskStepPx}
        min={1}
        max={200}
        onChange={(value) => setPreferences({ maskStepPx: value })}
      />
      <div className="mask-buttons">
        <ActionButton action={operations.grow} size="small" variant="outlined" fill text="Grow" />
        <ActionButton action={operations.shrink} size="small" variant="outlined" fill text="Shrink" />
        <ActionButton action={operations.open} size="small" variant="outlined" fill text="Open" />
        <ActionButton action={operations.close} size="small" variant="outlined" fill text="Close gaps" />
      </div>
      <NumberField
        label="Holes and islands up to"
        unit="px²"
        value={speckPx}
        min={1}
        max={10_000_000}
        onChange={(value) => setPreferences({ speckPx: value })}
      />
      <div className="mask-buttons">
        <ActionButton action={operations.holes} size="small" variant="outlined" fill text="Fill holes" />
        <ActionButton action={operations.islands} size="small" variant="outlined" fill text="Remove islands" />
        <ActionButton action={operations.invert} size="small" variant="outlined" fill text="Invert" />
        <ActionButton action={copyMask} size="small" variant="outlined" fill text="Copy previous" />
      </div>
      <span className="muted">
        Brightness {brightness.low} to {brightness.high}
      </span>
      <div className="mask-range">
        <RangeSlider
          min={0}
          max={255}
          stepSize={1}
          labelRenderer={false}
          value={[brightness.low, brightness.high]}
          handleHtmlProps={{ start: { 'aria-label': 'Darkest pixels' }, end: { 'aria-label': 'Brightest pixels' } }}
          onChange={([low, high]) => setPreferences({ brightness: { low, high } })}
        />
      </div>
      <div className="mask-buttons">
        <ActionButton action={operations.addBrightness} size="small" variant="outlined" fill text="Add these" />
        <ActionButton action={operations.keepBrightness} size="small" variant="outlined" fill text="Keep only these" />
      </div>
    </section>
  )
}
