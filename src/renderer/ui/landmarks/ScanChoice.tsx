import { Button } from '@blueprintjs/core'
import type { Scan, SubjectDetail } from '#core/contract/contract.ts'
import { decidedCount, guideRows } from '#core/editor/landmarkGuide.ts'
import { scanInWords, scanTitle, workScans } from '#core/editor/scanPairs.ts'
import { scanOfRole } from '#core/editor/subjectSteps.ts'
import type { LandmarkScheme } from '#core/model/landmarks.ts'
import type { ShownLandmarks } from '../../app/documents/landmarkDocuments.ts'
import { placeOn, standBeside } from '../../app/state/scanPair.ts'
import { Picker } from '../controls/Picker.tsx'

interface TabScan {
  readonly scan: Scan | null
  readonly landmarks: ShownLandmarks | null
}

/** In a tab there is room for a word: that it is a scan goes without saying. */
const tabTitle = (subject: SubjectDetail, scan: Scan): string =>
  scanOfRole(subject, scan.role)?.id === scan.id ? scanTitle(subject, scan).replace(/ scan$/, '') : scan.name

const ScanTab = (props: {
  readonly subject: SubjectDetail
  readonly scan: Scan
  readonly landmarks: ShownLandmarks | null
  readonly scheme: LandmarkScheme
  readonly isActive: boolean
}) => {
  const { subject, scan, landmarks, scheme, isActive } = props
  const decided = landmarks ? decidedCount(guideRows(scheme, landmarks.set.landmarks)) : 0
  const name = scanInWords(subject, scan).replace(/^the /, '')
  return (
    <Button
      fill
      ellipsizeText
      size="small"
      role="radio"
      aria-checked={isActive}
      variant={isActive ? 'solid' : 'minimal'}
      aria-label={`${name}, ${decided} of ${scheme.points.length} points decided`}
      title={scan.name}
      onClick={() => placeOn(scan)}
    >
      {tabTitle(subject, scan)}
      <span className={`scan-tab-count ${decided === scheme.points.length ? 'state-done' : 'quiet'}`}>
        {decided}/{scheme.points.length}
      </span>
    </Button>
  )
}

/** The scan that points are placed on and the one beside it; of a subject with more than two, any of them. */
export const ScanChoice = (props: {
  readonly subject: SubjectDetail
  readonly active: Scan
  readonly scheme: LandmarkScheme
  readonly tabs: readonly TabScan[]
  /** In a blind study the host chooses the scan. */
  readonly isServed: boolean
}) => {
  const { subject, active, scheme, tabs, isServed } = props
  const scans = workScans(subject)
  const other = tabs.find(({ scan }) => scan && scan.id !== active.id)?.scan ?? null
  const options = scans.map((scan) => ({
    value: scan.id,
    text: scanTitle(subject, scan),
    detail: `${scan.landmarksPlaced} placed`,
  }))
  const withScan = (id: string, use: (scan: Scan) => void): void => {
    const scan = scans.find((each) => each.id === id)
    if (scan) use(scan)
  }
  return (
    <>
      <div className="bp6-segmented-control scan-tabs" role="radiogroup" aria-label="Scan to place points on">
        {tabs.map(
          ({ scan, landmarks }) =>
            scan && (
              <ScanTab key={scan.id} {...{ subject, scan, landmarks, scheme }} isActive={scan.id === active.id} />
            ),
        )}
      </div>
      {other && scans.length > 2 && !isServed && (
        <div className="scan-choice">
          <span className="muted">Place on</span>
          <Picker
            fill
            size="small"
            label="Place points on"
            value={active.id}
            options={options}
            onChange={(id) => withScan(id, placeOn)}
          />
          <span className="muted">Beside</span>
          <Picker
            fill
            size="small"
            label="Scan beside it"
            value={other.id}
            options={options.filter(({ value }) => value !== active.id)}
            onChange={(id) => withScan(id, (scan) => standBeside(active, scan))}
          />
        </div>
      )}
    </>
  )
}
