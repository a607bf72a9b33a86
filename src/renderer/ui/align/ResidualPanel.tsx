import { Button, Callout, NumericInput, Switch } from '@blueprintjs/core'
import type { Alignment, Output, SubjectDetail } from '#core/contract/contract.ts'
import { heatRangeMm } from '#core/editor/heatRange.ts'
import { styleActions } from '../../app/actions/surfaceStyle.ts'
import { setPreferences, usePreferences } from '../../app/state/preferences.ts'
import { ActionButton } from '../controls/ActionButton.tsx'
import { ResidualAreas } from './ResidualAreas.tsx'
import { ResidualHistogramPlot } from './ResidualHistogramPlot.tsx'
import { useResiduals } from './useResiduals.ts'

const leastRangeMm = 0.05
const mostRangeMm = 100

const setRange = (mm: number): void => {
  const rounded = Number(Math.min(mostRangeMm, Math.max(leastRangeMm, mm)).toPrecision(3))
  setPreferences({ heatMaxMm: rounded })
}

/** What is left between the scans: how often which distance, where, and the range of the colours. */
export const ResidualPanel = (props: {
  readonly subject: SubjectDetail
  readonly alignment: Alignment
  readonly areas: Output<'alignments.detail'>['areas']
}) => {
  const { subject, alignment, areas } = props
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
      <ResidualAreas subject={subject} alignment={alignment} areas={areas} />
    </>
  )
}
