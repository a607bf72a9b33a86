import { Button, PopoverNext } from '@blueprintjs/core'
import { InfoSign } from '@blueprintjs/icons'
import type { CallInput, Scan, SubjectDetail } from '#core/contract/contract.ts'
import { type LengthUnit, lengthUnits } from '#core/model/units.ts'
import { attempt } from '../../app/state/toasts.ts'
import { client } from '../../app/transport/client.ts'
import { Facts } from '../controls/Facts.tsx'
import { formatBytes } from '../controls/formatBytes.ts'
import { PathText } from '../controls/PathText.tsx'
import { Picker } from '../controls/Picker.tsx'
import { SurfaceFacts } from './SurfaceFacts.tsx'
import { UpAxisPicker } from './UpAxisPicker.tsx'

const unitNames: Readonly<Record<LengthUnit, string>> = {
  m: 'metres',
  dm: 'decimetres',
  cm: 'centimetres',
  mm: 'millimetres',
  um: 'micrometres',
  in: 'inches',
}

const unitOptions = lengthUnits.map((unit) => ({ value: unit, text: unitNames[unit] }))
const unitSources = { stated: 'as its file says', guessed: 'guessed from its size', user: 'set by hand' } as const

const change = (input: CallInput<'scans.setUnit'>): void => void attempt(() => client.call('scans.setUnit', input))

const ScanFacts = ({ scan }: { readonly scan: Scan }) => (
  <section className="scan-facts" aria-label={`${scan.role} scan`}>
    <h3 className="strong scan-facts-title">{scan.role === 'coarse' ? 'Coarse scan' : 'Fine scan'}</h3>
    <PathText path={scan.file.path} />
    <Facts
      facts={[
        { name: 'Vertices', value: scan.vertices.toLocaleString() },
        { name: 'Triangles', value: scan.triangles.toLocaleString() },
        { name: 'File size', value: formatBytes(scan.file.sizeBytes) },
        {
          name: 'Unit',
          value: (
            <span className="row row-tight">
              <span className="quiet">{scan.unit ? unitSources[scan.unitSource] : 'please set'}</span>
              <Picker
                size="small"
                label={`Unit of the ${scan.role} scan`}
                value={scan.unit}
                options={unitOptions}
                placeholder="not known"
                onChange={(unit) => unit && change({ scanId: scan.id, unit, up: scan.up })}
              />
            </span>
          ),
        },
        {
          name: 'Up axis',
          value: <UpAxisPicker scan={scan} />,
        },
      ]}
    />
    <SurfaceFacts scan={scan} />
  </section>
)

/** The files behind the view, their units and axes. */
export const ScanInfo = ({ subject }: { readonly subject: SubjectDetail }) => (
  <PopoverNext
    placement="bottom-end"
    arrow={false}
    content={
      <div className="scan-info column">
        {subject.scans
          .filter(({ role }) => role !== 'registration')
          .map((scan) => (
            <ScanFacts key={scan.id} scan={scan} />
          ))}
      </div>
    }
  >
    <Button variant="minimal" size="small" icon={<InfoSign />} aria-label="About the scans" />
  </PopoverNext>
)
