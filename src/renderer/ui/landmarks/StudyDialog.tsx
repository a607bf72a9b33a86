/**
 * How well annotators agree.
 * The user wants: to know which points can be trusted, who clicks otherwise than the rest, and where to look again.
 * Fewest actions: it opens with the answer; the worst annotations stand last, by name.
 */
import { Callout, Dialog, DialogBody, Spinner } from '@blueprintjs/core'
import uPlot from 'uplot'
import type { Output } from '#core/contract/contract.ts'
import { landmarkTitle } from '#core/editor/landmarkTitle.ts'
import { counted } from '#core/formats/warningList.ts'
import { mmPer } from '#core/model/units.ts'
import { useServerData } from '../../app/state/serverData.ts'
import { closeDialog } from '../../app/state/session.ts'
import { Plot, type PlotColors, plotAxis } from '../align/Plot.tsx'
import { BiasPlot } from './BiasPlot.tsx'
import { ServeForm } from './ServeForm.tsx'

type Study = Output<'landmarks.study'>

const axisNames = { head: ['left', 'up', 'front'], common: ['x', 'y', 'z'], scan: ['x', 'y', 'z'] } as const
const heightPx = 170
/** On fewer scans a correlation between them says nothing. */
const fewestForIcc = 3

/** Technical error of measurement of every point as bars, numbered as in the table. */
const TemPlot = ({ study, mm }: { readonly study: Study; readonly mm: number }) => {
  const numbers = study.points.map((_, index) => index + 1)
  const values = study.points.map(({ tem }) => tem.total * mm)
  const options = (colors: PlotColors): Omit<uPlot.Options, 'width' | 'height'> => ({
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: [0.4, numbers.length + 0.6] }, y: { range: (_, __, most) => [0, most * 1.1] } },
    axes: [
      plotAxis(colors, { splits: () => numbers, values: (_, splits) => splits.map(String) }),
      plotAxis(colors, { label: 'technical error, mm', size: 40 }),
    ],
    series: [{}, { fill: colors.accent, stroke: colors.accent, paths: uPlot.paths.bars?.({ size: [0.6, 48] }) }],
  })
  const label = `Technical error of ${numbers.length} points, up to ${Math.max(...values).toFixed(1)} mm`
  return <Plot label={label} heightPx={heightPx} data={[numbers, values]} options={options} made={values.join()} />
}

const PointTable = ({ study, mm }: { readonly study: Study; readonly mm: number }) => (
  <table className="pair-table" aria-label="Agreement by point">
    <thead>
      <tr>
        <th scope="col">Point</th>
        <th scope="col">scans</th>
        {axisNames[study.axes].map((axis) => (
          <th key={axis} scope="col">
            {axis}
          </th>
        ))}
        <th scope="col">error, mm</th>
        <th scope="col">ICC</th>
      </tr>
    </thead>
    <tbody>
      {study.points.map(({ name, scans, tem, icc }, index) => {
        const known = icc.flatMap((each) => (each ? [each.value] : []))
        return (
          <tr key={name}>
            <th scope="row">
              <span className="quiet">{index + 1}</span> {landmarkTitle(name)}
            </th>
            <td>{scans}</td>
            {axisNames[study.axes].map((axis, at) => (
              <td key={axis}>{(tem.axes[at] * mm).toFixed(2)}</td>
            ))}
            <td>{(tem.total * mm).toFixed(2)}</td>
            <td>{known.length === 3 && scans >= fewestForIcc ? Math.min(...known).toFixed(2) : '–'}</td>
          </tr>
        )
      })}
    </tbody>
  </table>
)

const StudyReport = ({ study }: { readonly study: Study }) => {
  const mm = study.unit ? mmPer(study.unit) : 1
  return (
    <div className="column">
      <p className="muted scheme-note" role="status" aria-label="Agreement of the annotators">
        {study.annotators.join(', ')} on {counted(study.scans.length, 'scan')}:{' '}
        {study.totalTem === null
          ? 'one annotator alone, who is compared with their own sessions.'
          : `they differ by ${(study.totalTem * mm).toFixed(2)} mm (technical error of measurement).`}
      </p>
      {study.points.length > 0 && <TemPlot study={study} mm={mm} />}
      {study.bias.length > 0 && <BiasPlot study={study} mm={mm} axes={axisNames[study.axes]} />}
      {study.points.length > 0 && <PointTable study={study} mm={mm} />}
      {study.repeatability.length > 0 && (
        <ul className="plain-list" aria-label="Agreement of annotators with themselves">
          {study.repeatability.map(({ annotator, sessions, total }) => (
            <li key={annotator}>
              {annotator} in {sessions} sessions: {(total * mm).toFixed(2)} mm from themselves.
            </li>
          ))}
        </ul>
      )}
      {study.farthest.length > 0 && (
        <ul className="plain-list" aria-label="Annotations to look at again">
          {study.farthest.slice(0, 8).map(({ annotator, scan, name, distance }) => (
            <li key={`${annotator} ${scan} ${name}`}>
              {landmarkTitle(name)} on {scan} by {annotator}: {(distance * mm).toFixed(1)} mm from the others.
            </li>
          ))}
        </ul>
      )}
      {[...study.notes, ...study.warnings.map(({ message }) => message)].map((note) => (
        <p key={note} className="quiet scheme-note">
          {note}
        </p>
      ))}
    </div>
  )
}

export const StudyDialog = () => {
  const { data, error } = useServerData('landmarks.study', {})
  return (
    <Dialog isOpen title="Agreement of annotators" onClose={closeDialog} className="scheme-dialog">
      <DialogBody tabIndex={0} autoFocus className="spaced-body">
        {error && (
          <Callout intent="primary" compact>
            {error.message}
          </Callout>
        )}
        <ServeForm />
        {!error && (data ? <StudyReport study={data} /> : <Spinner size={24} />)}
      </DialogBody>
    </Dialog>
  )
}
