import type { Alignment, SubjectDetail } from '#core/contract/contract.ts'
import { unitFactor } from '#core/model/units.ts'
import { showScanActions } from '../../app/actions/showScans.ts'
import { styleActions } from '../../app/actions/surfaceStyle.ts'
import { ActionButton } from '../controls/ActionButton.tsx'
import { Facts } from '../controls/Facts.tsx'
import { formatTime } from '../controls/formatTime.ts'
import { WarningList } from '../controls/WarningList.tsx'
import { Certificate } from './Certificate.tsx'

const millimetres = (value: number): string => `${value.toFixed(2)} mm`

/** Why the iteration ended, in words. */
const stopTexts: Readonly<Record<string, string>> = {
  converged: 'converged',
  'max-iterations': 'stopped at the limit',
  stalled: 'stalled',
  'too-few-pairs': 'too few pairs',
}

/** How far the scale is from what the units alone would give, where both are known. */
const scaleText = ({ scans }: SubjectDetail, { sourceScanId, targetScanId, scale }: Alignment): string => {
  const from = scans.find(({ id }) => id === sourceScanId)?.unit
  const to = scans.find(({ id }) => id === targetScanId)?.unit
  if (!from || !to) return scale.toFixed(5)
  const percent = (scale / unitFactor({ from, to }) - 1) * 100
  return `${scale.toPrecision(6)} (${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(2)}\u00a0%)`
}

/** How many of the restarts found the answer again. */
const restartFacts = ({ restarts }: NonNullable<Alignment['certificate']>) =>
  restarts.length === 0
    ? []
    : [
        {
          name: 'Restarts that agree',
          value: `${restarts.filter(({ agrees }) => agrees).length} of ${restarts.length}`,
        },
      ]

/** Where the iteration began. */
const startText = ({ steps, landmarkRmsMm }: Alignment): string => {
  if (landmarkRmsMm !== null) return `landmarks, RMS ${millimetres(landmarkRmsMm)}`
  return steps.some(({ kind }) => kind === 'given') ? 'a given transform' : 'surfaces alone, no landmarks'
}

/** The numbers of an alignment, and the buttons to judge it by eye. */
export const AlignmentResult = (props: { readonly subject: SubjectDetail; readonly alignment: Alignment }) => {
  const { subject, alignment } = props
  const { residualMm, certificate } = alignment
  return (
    <section className="result-card column" aria-label="Alignment result">
      <div className="row">
        <h3 className="section-title grow">Result</h3>
        <span className="quiet">{formatTime(alignment.createdAt)}</span>
      </div>
      <Facts
        facts={[
          { name: 'Median distance', value: millimetres(residualMm.median), isMain: true },
          { name: 'Mean', value: millimetres(residualMm.mean) },
          { name: '90 % below', value: millimetres(residualMm.p90) },
          { name: 'Start', value: startText(alignment) },
          { name: 'Scale (off the units)', value: scaleText(subject, alignment) },
          { name: 'Overlap', value: `${(alignment.overlap * 100).toFixed(0)} %` },
          {
            name: 'Iterations',
            value: `${alignment.iterations}, ${stopTexts[alignment.stop] ?? alignment.stop}`,
          },
        ]}
      />
      {certificate && <Certificate {...certificate} facts={restartFacts(certificate)} />}
      <WarningList warnings={alignment.warnings} />
      <div className="row row-tight">
        <ActionButton action={showScanActions.both} size="small" text="Overlay" />
        <ActionButton action={styleActions.heat} size="small" text="Heat map" />
      </div>
    </section>
  )
}
