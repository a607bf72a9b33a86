import type { Scan } from '#core/contract/contract.ts'
import { type UpAxis, upAxes } from '#core/model/units.ts'
import { attempt } from '../../app/state/toasts.ts'
import { client } from '../../app/transport/client.ts'
import { Picker } from '../controls/Picker.tsx'

const options: readonly { readonly value: UpAxis | null; readonly text: string }[] = [
  { value: null, text: 'not known' },
  ...upAxes.map((axis) => ({ value: axis, text: axis })),
]

/** The axis of the scan's frame that points to the top of the head. */
export const UpAxisPicker = ({ scan }: { readonly scan: Scan }) => (
  <Picker
    size="small"
    label={`Up axis of the ${scan.role} scan`}
    value={scan.up}
    options={options}
    disabled={scan.unit === null}
    onChange={(up) => {
      const { unit } = scan
      if (unit) void attempt(() => client.call('scans.setUnit', { scanId: scan.id, unit, up }))
    }}
  />
)
