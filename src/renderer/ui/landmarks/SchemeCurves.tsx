import { Button, Checkbox, InputGroup, NumericInput } from '@blueprintjs/core'
import { Plus, Trash } from '@blueprintjs/icons'
import { useState } from 'react'
import { addCurve, changeCurve, removeCurve, type SchemeDraft } from '#core/editor/schemeDraft.ts'
import type { SchemeCurve } from '#core/model/landmarks.ts'
import { Fold } from '../controls/Fold.tsx'

interface SchemeCurvesProps {
  readonly draft: SchemeDraft
  readonly onChange: (draft: SchemeDraft) => void
}

const mostSemiLandmarks = 100
const split = (text: string): readonly string[] => text.split(/[\s,]+/).filter((word) => word !== '')

/** The points of a curve as one line of text; taken over as it is, so that the scheme's faults tell what is wrong. */
const CurveRow = (props: {
  readonly curve: SchemeCurve
  readonly onChange: (change: Partial<SchemeCurve>) => void
  readonly onRemove: () => void
}) => {
  const { curve, onChange, onRemove } = props
  const [text, setText] = useState(() => curve.points.join(', '))
  return (
    <div className="curve-row">
      <InputGroup
        aria-label={`Title of the curve ${curve.name}`}
        value={curve.title}
        onValueChange={(title) => onChange({ title })}
      />
      <InputGroup
        aria-label={`Points of the curve ${curve.name}, by their names in files`}
        value={text}
        onValueChange={(value) => {
          setText(value)
          onChange({ points: split(value) })
        }}
      />
      <NumericInput
        fill
        aria-label={`Semi-landmarks of the curve ${curve.name} between two points`}
        min={0}
        max={mostSemiLandmarks}
        value={curve.semiLandmarks}
        onValueChange={(semiLandmarks) =>
          Number.isInteger(semiLandmarks) &&
          onChange({ semiLandmarks: Math.min(mostSemiLandmarks, Math.max(0, semiLandmarks)) })
        }
      />
      <Checkbox
        label="closed"
        aria-label={`The curve ${curve.name} is closed`}
        checked={curve.isClosed}
        onChange={() => onChange({ isClosed: !curve.isClosed })}
      />
      <Button variant="minimal" icon={<Trash />} aria-label={`Remove the curve ${curve.name}`} onClick={onRemove} />
    </div>
  )
}

/** The curves of a scheme: through which points, and how many semi-landmarks lie between two of them. */
export const SchemeCurves = ({ draft, onChange }: SchemeCurvesProps) => {
  const count = draft.curves.reduce((sum, { points, isClosed, semiLandmarks }) => {
    const stretches = points.length - (isClosed ? 0 : 1)
    return sum + stretches * semiLandmarks
  }, 0)
  const summary = `${draft.curves.length} curves, ${count} semi-landmarks`
  return (
    <Fold title="Curves" summary={summary}>
      <p className="muted scheme-note">
        A curve runs along the surface through points of the scheme. Semi-landmarks are spread evenly between each two
        of them, and slide with the points.
      </p>
      {draft.curves.length > 0 && (
        <div className="curve-row quiet" aria-hidden="true">
          <span>Title</span>
          <span>Points, by their names in files</span>
          <span>Between two</span>
        </div>
      )}
      {draft.curves.map((curve) => (
        <CurveRow
          key={curve.name}
          curve={curve}
          onChange={(change) => onChange(changeCurve(draft, curve.name, change))}
          onRemove={() => onChange(removeCurve(draft, curve.name))}
        />
      ))}
      <Button
        size="small"
        icon={<Plus />}
        text="Add a curve"
        disabled={draft.points.length < 2}
        onClick={() => onChange(addCurve(draft))}
      />
    </Fold>
  )
}
