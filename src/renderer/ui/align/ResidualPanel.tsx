import { Button, Callout, NumericInput, Switch } from '@blueprintjs/core'
import type { Alignment, Output } from '#core/contract/contract.ts'
import { heatRangeMm } from '#core/editor/heatRange.ts'
import { landmarkTitle } from '#core/editor/landmarkTitle.ts'
import { styleActions } from '../../app/actions/surfaceStyle.ts'
import { setPreferences, usePreferences } from '../../app/state/preferences.ts'
import { ActionButton } from '../controls/ActionButton.tsx'
import { ResidualHistogramPlot } from './ResidualHistogramPlot.tsx'
import { useResiduals } from './useResiduals.ts'

const leastRangeMm = 0.05
const mostRangeMm = 100

const setRange = (mm: number): void => {
  const rounded = Number(Math.min(mostRangeMm, Math.max(leastRangeMm, mm)).toPrecision(3))
  setPreferences({ heatMaxMm: rounded })
}

type Area = Output<'alignments.detail'>['areas'][number]

const AreaTable = ({ areas }: { readonly areas: readonly Area[] }) => {
  const worst = Math.max(...areas.map(({ median }) => median))
  return (
    <table className="area-table" aria-label="Residuals by area, millimetres">
      <thead>
        <tr>
          <th scope="col">Area</th>
          <th scope="col">Median</th>
          <th scope="col">90 %</th>
          <th scope="col">Mean ±</th>
        </tr>
      </thead>
      <tbody>
        {areas.map(({ landmark, median, p90, meanSigned, count }) => (
          <tr key={landmark ?? ''} title={`${count.toLocaleString()} vertices`}>
            <th scope="row">{landmark === null ? 'Elsewhere' : landmarkTitle(landmark)}</th>
            <td>
              <span className="area-bar" style={{ width: `${(median / worst) * 100}%` }} aria-hidden="true" />
              {median.toFixed(2)}
            </td>
            <td>{p90.toFixed(2)}</td>
            <td>{meanSigned === null ? '' : `${meanSigned < 0 ? '−' : '+'}${Math.abs(meanSigned).toFixed(2)}`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** What is left between the scans: how often which distance, where, and the range of the colours. */
export const ResidualPanel = (props: { readonly alignment: Alignment; readonly areas: readonly Area[] }) => {
  const { alignment, areas } = props
  const { heatMaxMm, heatSigned } = usePreferences()
  const canSign = alignment.signedResidualUrl !== null
  const signed = heatSigned && canSign
  const { values, failure } = useResiduals(signed ? alignment.signedResidualUrl : alignment.residualUrl)
  const maxMm = heatMaxMm ?? heatRangeMm(alignment.residualMm.p90)
  return (
    <>
      <div className="row row-tight">
        <ActionButton action={styleActions.heat} size="small" text="Heat map" />
        <span className="grow" />
        <Switch
          className="signed-switch"
          label="Signed"
          aria-label="Tell on which side of the fine scan the distance lies"
          checked={signed}
          disabled={!canSign}
          onChange={() => setPreferences({ heatSigned: !heatSigned })}
        />
      </div>
      {failure && (
        <Callout intent="danger" compact>
          {failure}
        </Callout>
      )}
      <ResidualHistogramPlot values={values} signed={signed} maxMm={maxMm} onRange={setRange} />
      <div className="row row-tight range-row">
        <span className="muted" id="heat-range-label">
          Range {signed ? '±' : '0 to'}
        </span>
        <NumericInput
          aria-labelledby="heat-range-label"
          value={maxMm}
          min={leastRangeMm}
          max={mostRangeMm}
          stepSize={0.1}
          minorStepSize={0.01}
          majorStepSize={1}
          size="small"
          buttonPosition="none"
          onValueChange={(value) => Number.isFinite(value) && value >= leastRangeMm && setRange(value)}
        />
        <span className="muted">mm</span>
        <span className="grow" />
        <Button
          size="small"
          variant="minimal"
          text="Reset"
          aria-label="Range chosen by the data"
          disabled={heatMaxMm === null}
          onClick={() => setPreferences({ heatMaxMm: null })}
        />
      </div>
      {areas.length > 0 && <AreaTable areas={areas} />}
    </>
  )
}
