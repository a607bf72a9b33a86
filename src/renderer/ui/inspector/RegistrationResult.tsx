import type { ReactNode } from 'react'
import type { Registration } from '#core/contract/contract.ts'
import { landmarksOfRegistration } from '../../app/actions/landmarksOfRegistration.ts'
import { showScanActions } from '../../app/actions/showScans.ts'
import { styleActions } from '../../app/actions/surfaceStyle.ts'
import { toggleWireframe } from '../../app/actions/toggleWireframe.ts'
import { ActionButton } from '../controls/ActionButton.tsx'
import { Facts } from '../controls/Facts.tsx'
import { formatSeconds, formatTime } from '../controls/formatTime.ts'
import { WarningList } from '../controls/WarningList.tsx'
import { Certificate } from './Certificate.tsx'
import { RegistrationDetails } from './RegistrationDetails.tsx'

const millimetres = (value: number): string => `${value.toFixed(2)} mm`

/** The numbers of a registration, and the buttons to judge it by eye; what was made from it stands before the details. */
export const RegistrationResult = (props: { readonly registration: Registration; readonly children: ReactNode }) => {
  const { registration } = props
  const { scanToMeshMm, certificate, measured } = registration
  return (
    <>
      <section className="result-card column" aria-label="Registration result">
        <div className="row">
          <h3 className="section-title grow">Result</h3>
          <span className="quiet">{formatTime(registration.createdAt)}</span>
        </div>
        {certificate && <Certificate {...certificate} />}
        <Facts
          facts={[
            { name: 'Scan to mesh, median', value: millimetres(scanToMeshMm.median), isMain: true },
            { name: 'Mean', value: millimetres(scanToMeshMm.mean) },
            { name: '90 % below', value: millimetres(scanToMeshMm.p90) },
            { name: 'Within 1 mm', value: `${(scanToMeshMm.within1mm * 100).toFixed(1)} %` },
            { name: 'Landmark RMS', value: millimetres(registration.landmarkRmsMm) },
            ...(measured?.heldOutMm
              ? [{ name: 'Landmark left out, median', value: millimetres(measured.heldOutMm.registration) }]
              : []),
            { name: 'Flipped faces', value: registration.flippedFaces },
            { name: 'Took', value: formatSeconds(registration.seconds) },
          ]}
        />
        <WarningList warnings={registration.warnings} />
        <div className="row row-tight">
          <ActionButton action={showScanActions.registration} size="small" text="Overlay" />
          <ActionButton action={styleActions.heat} size="small" text="Heat map" />
          <ActionButton action={toggleWireframe} size="small" text="Wire" />
        </div>
        <div className="row row-tight">
          <ActionButton action={styleActions.parts} size="small" text="Parts" />
          <ActionButton action={landmarksOfRegistration} size="small" text="Landmarks on the scan" />
        </div>
      </section>
      {props.children}
      {measured && <RegistrationDetails measured={measured} />}
    </>
  )
}
