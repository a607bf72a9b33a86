import { SegmentedControl, Slider, Switch } from '@blueprintjs/core'
import { type Preferences, setPreferences, usePreferences } from '../../app/state/preferences.ts'

type Options = Preferences['alignOptions']

const change = (options: Partial<Options>): void =>
  setPreferences({ alignOptions: { ...usePreferences.getState().alignOptions, ...options } })

/** The overlap the slider starts from when it is set by hand. */
const firstOverlap = 0.7

/** How the alignment is done. The defaults fit a hand-held coarse scan and a dense fine one. */
export const AlignOptions = ({ isDisabled }: { readonly isDisabled: boolean }) => {
  const options = usePreferences(({ alignOptions }) => alignOptions)
  const overlap = options.overlap === 'auto' ? null : options.overlap
  return (
    <div className="option-grid">
      <span className="muted" id="align-scale">
        Scale
      </span>
      <SegmentedControl
        fill
        size="small"
        aria-labelledby="align-scale"
        disabled={isDisabled}
        options={[
          { value: 'free', label: 'Estimated' },
          { value: 'fixed', label: 'From units' },
        ]}
        value={options.scale}
        onValueChange={(scale) => change({ scale: scale as Options['scale'] })}
      />
      <span className="muted" id="align-metric">
        Distance
      </span>
      <SegmentedControl
        fill
        size="small"
        aria-labelledby="align-metric"
        disabled={isDisabled}
        options={[
          { value: 'point-to-plane', label: 'To plane' },
          { value: 'point-to-point', label: 'To point' },
        ]}
        value={options.metric}
        onValueChange={(metric) => change({ metric: metric as Options['metric'] })}
      />
      <span className="muted">Overlap</span>
      <div className="row">
        <Switch
          className="overlap-switch"
          label={overlap === null ? 'Found by itself' : `${Math.round(overlap * 100)} %`}
          aria-label="Find the overlap by itself"
          checked={overlap === null}
          disabled={isDisabled}
          onChange={() => change({ overlap: overlap === null ? firstOverlap : 'auto' })}
        />
        {overlap !== null && (
          <Slider
            min={0.1}
            max={1}
            stepSize={0.05}
            labelRenderer={false}
            value={overlap}
            disabled={isDisabled}
            handleHtmlProps={{ 'aria-label': 'Overlap' }}
            onChange={(value) => change({ overlap: value })}
          />
        )}
      </div>
    </div>
  )
}
