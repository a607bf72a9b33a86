import type { Alignment, SubjectDetail } from '#core/contract/contract.ts'
import { scaleOffUnits } from '#core/editor/alignedScale.ts'
import { isDefaultPair, type ScanPair } from '#core/editor/scanPairs.ts'
import { showScanActions } from '../../app/actions/showScans.ts'
import { styleActions } from '../../app/actions/surfaceStyle.ts'
import { useServerData } from '../../app/state/serverData.ts'
import { AlignmentLine } from '../align/AlignmentLine.tsx'
import { ChainList } from '../align/ChainList.tsx'
import { ConvergencePlot } from '../align/ConvergencePlot.tsx'
import { JointPanel } from '../align/JointPanel.tsx'
import { ReprojectionPanel } from '../align/ReprojectionPanel.tsx'
import { ResidualPanel } from '../align/ResidualPanel.tsx'
import { stopTexts } from '../align/stopTexts.ts'
import { useOverlay } from '../align/useOverlay.ts'
import { ActionButton } from '../controls/ActionButton.tsx'
import { Facts } from '../controls/Facts.tsx'
import { Fold } from '../controls/Fold.tsx'
import { formatTime } from '../controls/formatTime.ts'
import { WarningList } from '../controls/WarningList.tsx'
import { Certificate } from './Certificate.tsx'

const millimetres = (value: number): string => `${value.toFixed(2)} mm`

const scaleText = (subject: SubjectDetail, alignment: Alignment): string => {
  const off = scaleOffUnits(subject, alignment)
  return off === null ? alignment.scale.toFixed(5) : `${alignment.scale.toPrecision(6)} (${off})`
}

/** What a person asks of a certificate first: overlap, restarts, and how the answer could move unnoticed. */
const evidenceFacts = ({ overlap, certificate, uncertainty }: Alignment): { name: string; value: string }[] => {
  const restarts = certificate?.restarts ?? []
  const agreeing = restarts.filter(({ agrees }) => agrees).length
  return [
    { name: 'Overlap', value: `${(overlap * 100).toFixed(0)} %` },
    ...(restarts.length > 0 ? [{ name: 'Restarts that agree', value: `${agreeing} of ${restarts.length}` }] : []),
    ...(uncertainty
      ? [
          {
            name: 'Least certain',
            value: `${uncertainty.weakest.description}, ±${uncertainty.weakest.sigmaMm.toFixed(3)} mm`,
          },
        ]
      : []),
  ]
}

/** Where the iteration began. */
const startText = ({ steps, landmarkRmsMm }: Alignment): string => {
  if (landmarkRmsMm !== null) return `landmarks, RMS ${millimetres(landmarkRmsMm)}`
  return steps.some(({ kind }) => kind === 'given') ? 'a given transform' : 'surfaces alone, no landmarks'
}

/** The numbers of an alignment, and the buttons to judge it by eye. */
export const AlignmentResult = (props: {
  readonly subject: SubjectDetail
  readonly pair: ScanPair
  readonly alignment: Alignment
  readonly isBusy: boolean
}) => {
  const { subject, pair, alignment, isBusy } = props
  const { residualMm, certificate } = alignment
  const overlay = useOverlay(subject)
  const detail = useServerData('alignments.detail', { alignmentId: alignment.id }).data
  const points = (detail?.iterations ?? []).map((each, i) => ({ ...each, iteration: i + 1 }))
  const off = alignment.steps.filter(({ enabled }) => !enabled).length
  const stop = stopTexts[alignment.stop] ?? alignment.stop
  return (
    <>
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
          ]}
        />
        {certificate && <Certificate {...certificate} facts={evidenceFacts(alignment)} />}
        <WarningList warnings={alignment.warnings} />
        <div className="row row-tight">
          <ActionButton action={showScanActions.both} size="small" text="Overlay" />
          <ActionButton action={styleActions.heat} size="small" text="Heat map" />
        </div>
      </section>
      {detail?.together && <JointPanel subject={subject} run={detail.together} />}
      <Fold
        title="Chain"
        summary={off > 0 ? `${off} of ${alignment.steps.length} off` : `${alignment.steps.length} steps`}
        isOpen
      >
        <ChainList subject={subject} alignment={alignment} overlay={overlay} isBusy={isBusy} />
      </Fold>
      <Fold title="Residuals" summary={`median ${millimetres(residualMm.median)}`} isOpen>
        <ResidualPanel subject={subject} alignment={alignment} areas={detail?.areas ?? []} />
      </Fold>
      <ReprojectionPanel
        subject={subject}
        alignment={alignment}
        names={isDefaultPair(subject, pair) ? ['Coarse', 'Fine'] : ['Source', 'Target']}
      />
      <Fold title="Convergence" summary={`${points.length || alignment.iterations} iterations, ${stop}`}>
        {points.length > 0 ? (
          <ConvergencePlot points={points} stop={`Ended: ${stop}.`} />
        ) : (
          <p className="muted plain-text">Of this alignment only the end was kept: {stop}.</p>
        )}
      </Fold>
      <Fold title="Alignments" summary={`${subject.alignments.length} kept`}>
        <AlignmentLine subject={subject} pair={pair} />
      </Fold>
    </>
  )
}
