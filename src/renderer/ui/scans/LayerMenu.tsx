import { Button, PopoverNext, Slider, Switch } from '@blueprintjs/core'
import { Layers } from '@blueprintjs/icons'
import type { Scan } from '#core/contract/contract.ts'
import { setPreferences, usePreferences } from '../../app/state/preferences.ts'
import { Picker } from '../controls/Picker.tsx'

const titles: Readonly<Record<Scan['role'], string>> = {
  coarse: 'Coarse scan',
  fine: 'Fine scan',
  registration: 'Registration',
}

const heatRanges = [null, 0.5, 1, 2, 3, 5, 10, 20].map((maxMm) => ({
  value: maxMm,
  text: maxMm === null ? 'Chosen by the data' : `0 – ${maxMm} mm`,
}))

const LayerControls = ({ role }: { readonly role: Scan['role'] }) => {
  const { opacity, hidden } = usePreferences()
  return (
    <div className="layer-controls">
      <Switch
        label={titles[role]}
        checked={!hidden[role]}
        onChange={() => setPreferences({ hidden: { ...hidden, [role]: !hidden[role] } })}
      />
      <Slider
        min={0.1}
        max={1}
        stepSize={0.05}
        labelRenderer={false}
        value={opacity[role]}
        disabled={hidden[role]}
        handleHtmlProps={{ 'aria-label': `Opacity of the ${titles[role].toLowerCase()}` }}
        onChange={(value) => setPreferences({ opacity: { ...opacity, [role]: value } })}
      />
    </div>
  )
}

/** Which layers are seen through which, and the range of the heat map. */
export const LayerMenu = ({ roles }: { readonly roles: readonly Scan['role'][] }) => {
  const { heatMaxMm, showScanPoints } = usePreferences()
  return (
    <PopoverNext
      placement="bottom-end"
      arrow={false}
      content={
        <div className="layer-menu column">
          {roles.length === 0 ? (
            <p className="muted layer-hint">In the overlay and over the registration each layer can be faded here.</p>
          ) : (
            roles.map((role) => <LayerControls key={role} role={role} />)
          )}
          <Switch
            className="layer-switch"
            label="Landmarks in every step"
            checked={showScanPoints}
            onChange={() => setPreferences({ showScanPoints: !showScanPoints })}
          />
          <div className="column layer-range">
            <span className="muted">Heat map range</span>
            <Picker
              fill
              size="small"
              label="Heat map range"
              value={heatMaxMm}
              options={heatRanges}
              placeholder={`0 – ${heatMaxMm} mm`}
              onChange={(value) => setPreferences({ heatMaxMm: value })}
            />
          </div>
        </div>
      }
    >
      <Button variant="minimal" size="small" icon={<Layers />} aria-label="Layers and heat map range" />
    </PopoverNext>
  )
}
