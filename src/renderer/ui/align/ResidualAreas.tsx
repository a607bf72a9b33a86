import { Callout, SegmentedControl } from '@blueprintjs/core'
import { useMemo, useState } from 'react'
import type { Alignment, Output, SubjectDetail } from '#core/contract/contract.ts'
import { landmarkTitle } from '#core/editor/landmarkTitle.ts'
import { paintedAreas } from '#core/editor/paintedAreas.ts'
import { regionTitle } from '#core/editor/regionTitle.ts'
import type { AreaSummary } from '#core/geometry/alignment/residualArea.ts'
import { useTrust } from '../../app/documents/trustDocuments.ts'
import { useServerData } from '../../app/state/serverData.ts'
import { AreaBar } from '../controls/AreaBar.tsx'
import { useResiduals } from './useResiduals.ts'
import { useStoredBytes } from './useStoredBytes.ts'

type Area = AreaSummary & { readonly title: string }

const AreaTable = ({ areas }: { readonly areas: readonly Area[] }) => {
  const worst = Math.max(...areas.map(({ median }) => median), 1e-9)
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
        {areas.map(({ title, median, p90, meanSigned, count }) => (
          <tr key={title} title={`${count.toLocaleString()} vertices`}>
            <th scope="row">{title}</th>
            <td>
              <AreaBar share={median / worst} />
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

interface AreasProps {
  readonly subject: SubjectDetail
  readonly alignment: Alignment
  /** Around the landmarks. */
  readonly areas: Output<'alignments.detail'>['areas']
}

const Failure = ({ message }: { readonly message: string }) => (
  <Callout intent="danger" compact icon={false}>
    {message}
  </Callout>
)

const LandmarkAreas = ({ areas }: AreasProps) => (
  <AreaTable
    areas={areas.map(({ landmark, ...area }) => ({
      ...area,
      title: landmark === null ? 'Elsewhere' : landmarkTitle(landmark),
    }))}
  />
)

const PaintedAreas = ({ alignment }: AreasProps) => {
  const trust = useStoredBytes(useTrust(alignment.sourceScanId)?.trustUrl ?? null, 'What is painted')
  const plain = useResiduals(alignment.residualUrl)
  const sided = useResiduals(alignment.signedResidualUrl)
  const areas = useMemo(
    () =>
      trust.bytes && plain.values
        ? paintedAreas({ values: plain.values, signed: sided.values, trust: trust.bytes })
        : [],
    [trust.bytes, plain.values, sided.values],
  )
  const failure = trust.failure ?? plain.failure
  if (failure) return <Failure message={failure} />
  return areas.length > 0 ? <AreaTable areas={areas} /> : <p className="muted plain-text">Reading what is painted.</p>
}

const HeadParts = ({ alignment }: AreasProps) => {
  const { data, error } = useServerData('alignments.parts', { alignmentId: alignment.id })
  if (error) return <Failure message={error.message} />
  if (!data) return <p className="muted plain-text">Carrying the head’s parts to the scan.</p>
  return <AreaTable areas={(data.parts ?? []).map(({ part, ...area }) => ({ ...area, title: regionTitle(part) }))} />
}

const kinds = { landmarks: LandmarkAreas, painted: PaintedAreas, parts: HeadParts } as const
type Kind = keyof typeof kinds

/** The residuals by area: around landmarks, by what is painted on the scan, by the parts of the registered head. */
export const ResidualAreas = (props: AreasProps) => {
  const { subject, alignment, areas } = props
  const [wanted, setWanted] = useState<Kind>('landmarks')
  const isPainted = Boolean(useTrust(alignment.sourceScanId)?.trustUrl)
  const isRegistered = subject.registrations.some(
    ({ current, scanId }) => current && [alignment.sourceScanId, alignment.targetScanId].includes(scanId),
  )
  const there: Readonly<Record<Kind, boolean>> = {
    landmarks: areas.length > 0,
    painted: isPainted,
    parts: isRegistered,
  }
  const kind = [wanted, 'landmarks', 'painted', 'parts'].find((each): each is Kind => there[each as Kind])
  if (!kind) return null
  const Areas = kinds[kind]
  return (
    <>
      <SegmentedControl
        fill
        size="small"
        aria-label="Areas of the residuals"
        options={[
          { value: 'landmarks', label: 'Landmarks', disabled: !there.landmarks },
          { value: 'painted', label: 'Painted', disabled: !there.painted },
          { value: 'parts', label: 'Head parts', disabled: !there.parts },
        ]}
        value={kind}
        onValueChange={(value) => setWanted(value as Kind)}
      />
      <Areas {...props} />
    </>
  )
}
