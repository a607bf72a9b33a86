/**
 * The landmarks of a scan, in guided order.
 * The user wants: to be told which point is next and what exactly it is, and to see at once when a click was off.
 * Fewest actions: one click per point; the next one follows by itself; X and Z for points that cannot be placed.
 */
import { Button, Callout } from '@blueprintjs/core'
import { ArrowRight } from '@blueprintjs/icons'
import type { ReactNode } from 'react'
import type { Scan, SubjectDetail } from '#core/contract/contract.ts'
import { decidedCount, type GuideRow, guideRows } from '#core/editor/landmarkGuide.ts'
import { landmarkTitle } from '#core/editor/landmarkTitle.ts'
import { isDefaultPair, scanInWords, scanTitle, standingScans } from '#core/editor/scanPairs.ts'
import type { LandmarkScheme } from '#core/model/landmarks.ts'
import { editScheme } from '../../app/actions/editScheme.ts'
import { exportLandmarks } from '../../app/actions/exportLandmarks.ts'
import { stepActions } from '../../app/actions/goToStep.ts'
import { importLandmarks } from '../../app/actions/importLandmarks.ts'
import {
  clearLandmark,
  markMissing,
  markOccluded,
  markUncertain,
  setLandmarkAside,
} from '../../app/actions/markLandmark.ts'
import { switchScan } from '../../app/actions/switchScan.ts'
import { redo, undo } from '../../app/actions/undoRedo.ts'
import { runAction } from '../../app/actions/useActions.ts'
import { useLandmarks } from '../../app/documents/landmarkDocuments.ts'
import { pointToPlace } from '../../app/documents/landmarkWork.ts'
import { usePointDoubts } from '../../app/documents/pointDoubts.ts'
import { setPreferences, usePreferences } from '../../app/state/preferences.ts'
import { schemeNamed, useListedSchemes } from '../../app/state/schemes.ts'
import { activeScanOf } from '../../app/state/selection.ts'
import { setSession, useSession } from '../../app/state/session.ts'
import { ActionButton } from '../controls/ActionButton.tsx'
import { Picker } from '../controls/Picker.tsx'
import { AnnotatorSummary } from './AnnotatorSummary.tsx'
import { DoubtList } from './DoubtList.tsx'
import { FaceSchematic } from './FaceSchematic.tsx'
import { GhostBar } from './GhostBar.tsx'
import { LandmarkList } from './LandmarkList.tsx'
import { ObserverBar } from './ObserverBar.tsx'
import { PairSummary, usePairs } from './PairSummary.tsx'
import { PointPhotos } from './PointPhotos.tsx'
import { SaveFailure } from './SaveFailure.tsx'
import { ScanChoice } from './ScanChoice.tsx'
import { ShapeSummary } from './ShapeSummary.tsx'

const sourceTexts = { shipped: '', user: ' · yours', project: ' · of this project' } as const

const AllDecided = ({
  subject,
  scan,
  other,
}: {
  readonly subject: SubjectDetail
  readonly scan: Scan
  readonly other: { scan: Scan; isOpen: boolean } | null
}) => (
  <div className="grow column guide-text">
    <p className="guide-title">All points decided</p>
    <p className="muted guide-definition">
      Choose a point in the list to place it again, or drag its marker on {scanInWords(subject, scan)}.
    </p>
    {other?.isOpen ? (
      <Button
        intent="primary"
        size="small"
        endIcon={<ArrowRight />}
        aria-label={`Go on with ${scanInWords(subject, other.scan)}`}
        text={scanTitle(subject, other.scan)}
        onClick={() => runAction(switchScan)}
      />
    ) : (
      <Button
        intent="primary"
        size="small"
        endIcon={<ArrowRight />}
        text="Go on to align"
        onClick={() => runAction(stepActions.align)}
      />
    )}
  </div>
)

/** What the table of pairs tells: the second scan less the first. */
const differenceOf = (subject: SubjectDetail, source: Scan | null, target: Scan | null): string =>
  source && target && !isDefaultPair(subject, { source, target })
    ? `${scanTitle(subject, target)} − ${scanTitle(subject, source)}, mm`
    : 'Fine − coarse, mm'

interface GuideCardProps {
  readonly scheme: LandmarkScheme
  readonly rows: readonly GuideRow[]
  readonly current: string | null
  /** Shown when no point is left to place. */
  readonly children: ReactNode
}

/** The point to place: where it is on a face, its name and what exactly it is. */
const GuideCard = ({ scheme, rows, current, children }: GuideCardProps) => {
  const point = rows.find(({ name }) => name === current)
  return (
    <div className="guide-card" role="status" aria-label="Point to place">
      <FaceSchematic scheme={scheme} rows={rows} current={current} />
      {point ? (
        <div className="grow guide-text">
          <p className="guide-title">{point.title}</p>
          <p className="muted guide-definition">
            {point.definition || (point.inScheme ? 'The scheme says no more.' : 'A point outside the chosen scheme.')}
          </p>
          {point.position && (
            <p className="quiet guide-definition">
              Drag its marker, or move it with the arrow keys (0.1 mm, with Shift 1 mm). A click places it anew; Esc
              lets go.
            </p>
          )}
        </div>
      ) : (
        children
      )}
    </div>
  )
}

const SchemeBar = ({ scheme }: { readonly scheme: LandmarkScheme }) => {
  const schemeOptions = useListedSchemes().schemes.map(({ scheme: { name, title, points }, source }) => ({
    value: name,
    text: title,
    detail: `${name} · ${points.length} points${sourceTexts[source]}`,
  }))
  return (
    <div className="row row-tight">
      <div className="grow">
        <Picker
          fill
          size="small"
          label="Landmark scheme"
          value={scheme.name}
          options={schemeOptions}
          onChange={(name) => {
            setSession({ currentPoint: null })
            setPreferences({ scheme: name })
          }}
        />
      </div>
      <ActionButton action={editScheme} size="small" />
      <ActionButton action={importLandmarks} size="small" />
      <ActionButton action={exportLandmarks} size="small" />
      <ActionButton action={undo} size="small" />
      <ActionButton action={redo} size="small" />
    </div>
  )
}

export const LandmarkPanel = ({ subject }: { readonly subject: SubjectDetail }) => {
  const preferences = usePreferences()
  const chosen = useSession(({ currentPoint }) => currentPoint)
  const isServed = useSession(({ blind }) => blind !== null)
  const scheme = schemeNamed(preferences.scheme)
  const wanted = useSession(({ scanPair }) => scanPair)
  const { coarse, fine } = standingScans(subject, wanted)
  const onCoarse = useLandmarks(coarse?.id ?? null)
  const onFine = useLandmarks(fine?.id ?? null)
  const scan = activeScanOf(subject, preferences)
  const pairs = usePairs({ coarse, fine, onCoarse, onFine })
  const { doubts, shapes } = usePointDoubts({ subject, coarse, fine, onCoarse, onFine }, scheme)
  if (!scan) return <p className="muted">This subject has no scan to place points on.</p>

  const landmarks = scan.id === coarse?.id ? onCoarse : onFine
  const shape = shapes.get(scan.id) ?? null
  const rows = guideRows(scheme, landmarks?.set.landmarks ?? [])
  const current = landmarks ? pointToPlace(rows, chosen) : null
  const titleOf = (name: string): string => rows.find((row) => row.name === name)?.title ?? landmarkTitle(name)
  const otherScan = scan.id === coarse?.id ? fine : coarse
  const onOther = scan.id === coarse?.id ? onFine : onCoarse
  const otherDecided = decidedCount(guideRows(scheme, onOther?.set.landmarks ?? []))

  return (
    <div className="landmark-panel column">
      <SchemeBar scheme={scheme} />
      {!isServed && <ObserverBar scan={scan} />}
      <ScanChoice
        subject={subject}
        active={scan}
        scheme={scheme}
        tabs={[
          { scan: coarse, landmarks: onCoarse },
          { scan: fine, landmarks: onFine },
        ]}
        isServed={isServed}
      />
      <GuideCard scheme={scheme} rows={rows} current={current}>
        <AllDecided
          subject={subject}
          scan={scan}
          other={otherScan && { scan: otherScan, isOpen: otherDecided < scheme.points.length }}
        />
      </GuideCard>
      <PointPhotos subject={subject} />
      {!isServed && <GhostBar scan={scan} current={current} />}
      <DoubtList {...{ subject, coarse, fine, doubts }} titleOf={titleOf} />
      {landmarks?.failureMessage && <SaveFailure scanId={scan.id} message={landmarks.failureMessage} />}
      <LandmarkList
        label={`Landmarks of ${scanInWords(subject, scan)}`}
        rows={rows}
        current={current}
        residuals={pairs?.residualsMm ?? null}
        onChoose={(name) => setSession({ currentPoint: name })}
      />
      <div className="row row-tight row-wrap">
        <ActionButton action={markMissing} size="small" text="Missing" />
        <ActionButton action={markOccluded} size="small" text="Occluded" />
        <ActionButton action={markUncertain} size="small" text="Uncertain" />
        <ActionButton action={setLandmarkAside} size="small" text="Hidden or why…" />
        <ActionButton action={clearLandmark} size="small" text="Clear" />
      </div>
      {!isServed && <AnnotatorSummary scan={scan} scheme={scheme} titleOf={titleOf} />}
      {shape && <ShapeSummary shape={shape} titleOf={titleOf} />}
      {pairs ? (
        <PairSummary pairs={pairs} titleOf={titleOf} difference={differenceOf(subject, coarse, fine)} />
      ) : (
        coarse &&
        fine && (
          <Callout compact icon={false}>
            With three points on both scans, Cameo shows how well the clicks agree.
          </Callout>
        )
      )}
    </div>
  )
}
