import { Button } from '@blueprintjs/core'
import { useState } from 'react'
import type { Output, Scan } from '#core/contract/contract.ts'
import { attempt } from '../../app/state/toasts.ts'
import { client } from '../../app/transport/client.ts'
import { Facts } from '../controls/Facts.tsx'

type Info = Output<'meshes.info'>

/** Borders that are listed; the command line lists all. */
const listed = 5

const lengthText = (length: number, unit: Scan['unit']): string =>
  `${Number(length.toPrecision(4))}${unit === null ? '' : ` ${unit}`}`

const bordersText = ({ holes }: Info, unit: Scan['unit']): string => {
  if (holes.length === 0) return 'none'
  const lengths = holes.slice(0, listed).map(({ length }) => lengthText(length, unit))
  return `${holes.length}: ${lengths.join(', ')}${holes.length > listed ? ', …' : ''}`
}

/** Holes and defects of a scan's surface, found out when asked for: it reads the whole file. */
export const SurfaceFacts = ({ scan }: { readonly scan: Scan }) => {
  const [info, setInfo] = useState<Info | null>(null)
  const [isBusy, setBusy] = useState(false)
  const examine = async (): Promise<void> => {
    setBusy(true)
    await attempt(async () => setInfo(await client.call('meshes.info', { path: scan.file.path })))
    setBusy(false)
  }
  if (!info) {
    return (
      <Button
        size="small"
        text="Examine the surface"
        aria-label={`Examine the surface of the ${scan.role} scan`}
        loading={isBusy}
        disabled={!scan.file.present}
        onClick={() => void examine()}
      />
    )
  }
  const count = (value: number): string => value.toLocaleString()
  return (
    <Facts
      facts={[
        { name: 'Watertight', value: info.isWatertight ? 'yes' : 'no' },
        { name: 'Pieces', value: count(info.components) },
        { name: 'Borders and holes', value: bordersText(info, scan.unit) },
        { name: 'Non-manifold edges', value: count(info.nonManifoldEdges) },
        { name: 'Non-manifold vertices', value: count(info.nonManifoldVertices) },
        { name: 'Duplicate vertices', value: count(info.duplicateVertices) },
        { name: 'Duplicate triangles', value: count(info.duplicateFaces) },
        { name: 'Triangles without area', value: count(info.degenerateFaces) },
      ]}
    />
  )
}
