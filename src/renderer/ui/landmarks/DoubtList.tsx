import { Button, Callout } from '@blueprintjs/core'
import { useMemo } from 'react'
import type { Scan, SubjectDetail } from '#core/contract/contract.ts'
import { type Doubt, type DoubtedScan, type Heal, landmarkDoubts } from '#core/editor/landmarkDoubts.ts'
import { atStart, scanInWords } from '#core/editor/scanPairs.ts'
import type { ScanSide, ShapeDoubts } from '#core/model/landmarkFindings.ts'
import type { UpAxis } from '#core/model/units.ts'
import { editLandmarks, type ShownLandmarks } from '../../app/documents/landmarkDocuments.ts'
import { useShapeOfPoints } from '../../app/documents/shapeOfPoints.ts'
import { setSession } from '../../app/state/session.ts'
import { attempt, showNote } from '../../app/state/toasts.ts'
import { client } from '../../app/transport/client.ts'
import type { PairSources } from './PairSummary.tsx'

const doubted = (
  side: ScanSide,
  o: { readonly subject: SubjectDetail; readonly scan: Scan | null },
  shown: ShownLandmarks | null,
  shape: ShapeDoubts | null,
): DoubtedScan[] => {
  const { subject, scan } = o
  if (!scan || !shown) return []
  const { id, unit, up } = scan
  return [{ id, side, called: scanInWords(subject, scan), unit, up, landmarks: shown.set.landmarks, shape }]
}

/** A scan's unit and up axis are no part of its points' history: the note takes the change back. */
const setFrame = async (
  scan: Scan,
  called: string,
  unit: NonNullable<Scan['unit']>,
  up: UpAxis | null,
): Promise<void> => {
  await client.call('scans.setUnit', { scanId: scan.id, unit, up })
  const before = scan.unit
  const back = before && {
    text: 'Undo',
    onClick: () => void attempt(() => client.call('scans.setUnit', { scanId: scan.id, unit: before, up: scan.up })),
  }
  const what = unit === before ? `Up is ${up} on ${called} now.` : `${atStart(called)} is in ${unit} now.`
  void showNote({ message: what, intent: 'success', ...(back ? { action: back } : {}) })
}

const heal = (how: Heal, subject: SubjectDetail, scans: readonly (Scan | null)[]): void => {
  const scan = scans.find((each) => each?.id === how.scanId)
  if (!scan) return
  const called = scanInWords(subject, scan)
  if (how.kind === 'rename') editLandmarks(scan.id, { kind: 'rename', names: how.names })
  else if (how.kind === 'unit') void attempt(() => setFrame(scan, called, how.unit, scan.up))
  else if (scan.unit) void attempt(() => setFrame(scan, called, scan.unit ?? 'mm', how.up))
}

/** What is doubtful about the points so far, each in a sentence with what mends it. */
export const DoubtList = (
  props: PairSources & { readonly subject: SubjectDetail; readonly titleOf: (name: string) => string },
) => {
  const { subject, coarse, fine, onCoarse, onFine, titleOf } = props
  const ofCoarse = useShapeOfPoints(coarse, onCoarse)
  const ofFine = useShapeOfPoints(fine, onFine)
  // The titles change with the scheme only, and with it the rows: the points are what is doubted.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  const doubts: readonly Doubt[] = useMemo(
    () =>
      landmarkDoubts(
        [
          ...doubted('source', { subject, scan: coarse }, onCoarse, ofCoarse),
          ...doubted('target', { subject, scan: fine }, onFine, ofFine),
        ],
        titleOf,
      ),
    [subject, coarse, fine, onCoarse?.set.landmarks, onFine?.set.landmarks, ofCoarse, ofFine],
  )
  return (
    <div className="doubt-list column" role="log" aria-label="Doubts about the points">
      {doubts.map(({ key, message, heals, names }) => (
        <Callout key={key} intent="warning" compact className="doubt">
          {message}
          {heals.length + names.length > 0 && (
            <div className="row row-tight row-wrap callout-buttons">
              {heals.map((how) => (
                <Button
                  key={how.text}
                  size="small"
                  intent="warning"
                  text={how.text}
                  onClick={() => heal(how, subject, [coarse, fine])}
                />
              ))}
              {names.slice(0, 4).map((name) => (
                <Button
                  key={name}
                  size="small"
                  variant="minimal"
                  text={`Look at ${titleOf(name)}`}
                  onClick={() => setSession({ currentPoint: name })}
                />
              ))}
            </div>
          )}
        </Callout>
      ))}
    </div>
  )
}
