import { Button, Callout } from '@blueprintjs/core'
import type { Scan, SubjectDetail } from '#core/contract/contract.ts'
import type { Doubt, Heal } from '#core/editor/landmarkDoubts.ts'
import { atStart, scanInWords } from '#core/editor/scanPairs.ts'
import type { UpAxis } from '#core/model/units.ts'
import { editLandmarks } from '../../app/documents/landmarkDocuments.ts'
import { setSession } from '../../app/state/session.ts'
import { attempt, showNote } from '../../app/state/toasts.ts'
import { client } from '../../app/transport/client.ts'

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
export const DoubtList = (props: {
  readonly subject: SubjectDetail
  readonly coarse: Scan | null
  readonly fine: Scan | null
  readonly doubts: readonly Doubt[]
  readonly titleOf: (name: string) => string
}) => {
  const { subject, coarse, fine, doubts, titleOf } = props
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
