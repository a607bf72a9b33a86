import { Button, FormGroup, InputGroup, TextArea } from '@blueprintjs/core'
import { ArrowDown, ArrowUp, Plus, Trash } from '@blueprintjs/icons'
import { useState } from 'react'
import { addPoint, changePoint, removePoint, type SchemeDraft, shiftPoint } from '#core/editor/schemeDraft.ts'
import type { SchemePoint } from '#core/model/landmarks.ts'
import { Picker } from '../controls/Picker.tsx'
import { FaceSchematic } from './FaceSchematic.tsx'

interface SchemePointsProps {
  readonly draft: SchemeDraft
  readonly onChange: (draft: SchemeDraft) => void
}

/** The points of a scheme in their order, and the chosen one in full. */
export const SchemePoints = ({ draft, onChange }: SchemePointsProps) => {
  const [at, setAt] = useState(0)
  const point = draft.points[Math.min(at, draft.points.length - 1)]
  const change = (changed: Partial<SchemePoint>): void => onChange(changePoint(draft, point.name, changed))
  const shift = (by: 1 | -1): void => {
    onChange(shiftPoint(draft, point.name, by))
    setAt(Math.min(draft.points.length - 1, Math.max(0, at + by)))
  }
  const add = (): void => {
    onChange(addPoint(draft))
    setAt(draft.points.length)
  }
  return (
    <div className="scheme-points">
      <div className="column scheme-list-side">
        <div
          className="landmark-list scheme-list"
          role="listbox"
          tabIndex={0}
          aria-label="Points of the scheme"
          aria-activedescendant={`scheme-point-${draft.points.indexOf(point)}`}
          onKeyDown={(event) => {
            const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
            if (by === undefined) return
            event.preventDefault()
            setAt(Math.min(draft.points.length - 1, Math.max(0, draft.points.indexOf(point) + by)))
          }}
        >
          {draft.points.map(({ name, title }, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list answers the arrow keys
            <div
              key={name}
              id={`scheme-point-${index}`}
              ref={(row) => {
                if (name === point?.name) row?.scrollIntoView({ block: 'nearest' })
              }}
              role="option"
              tabIndex={-1}
              aria-selected={name === point?.name}
              className="landmark-row row"
              onClick={() => setAt(index)}
            >
              <span className="quiet">{index + 1}</span>
              <span className="grow one-line">{title}</span>
            </div>
          ))}
        </div>
        <div className="row row-tight">
          <Button size="small" icon={<Plus />} text="Add" onClick={add} />
          <Button size="small" icon={<ArrowUp />} aria-label="Move the point up" onClick={() => shift(-1)} />
          <Button size="small" icon={<ArrowDown />} aria-label="Move the point down" onClick={() => shift(1)} />
          <Button
            size="small"
            icon={<Trash />}
            aria-label="Take the point out"
            disabled={draft.points.length < 2}
            onClick={() => onChange(removePoint(draft, point.name))}
          />
        </div>
      </div>
      {point && (
        <div className="grow column">
          <div className="scheme-head">
            <FormGroup label="Title of the point" labelFor="point-title">
              <InputGroup id="point-title" value={point.title} onValueChange={(title) => change({ title })} />
            </FormGroup>
            <FormGroup label="Its name in files" labelFor="point-name">
              <InputGroup id="point-name" value={point.name} onValueChange={(name) => name && change({ name })} />
            </FormGroup>
          </div>
          <FormGroup label="What it is, in one sentence" labelFor="point-definition">
            <TextArea
              id="point-definition"
              fill
              rows={2}
              value={point.definition}
              onChange={(event) => change({ definition: event.target.value })}
            />
          </FormGroup>
          <div className="row scheme-place">
            <FaceSchematic
              scheme={draft}
              rows={[]}
              current={point.name}
              onPick={(xMm, yMm) => change({ picture: [xMm, yMm] })}
            />
            <div className="grow column">
              <p className="muted scheme-note">Click on the face to say where the point is drawn.</p>
              <FormGroup label="On the other side it is">
                <Picker
                  fill
                  label="The same point on the other side"
                  value={point.mirror}
                  options={[
                    { value: null, text: 'none: it lies in the middle' },
                    ...draft.points
                      .filter(({ name }) => name !== point.name)
                      .map(({ name, title }) => ({ value: name, text: title })),
                  ]}
                  onChange={(mirror) => change({ mirror })}
                />
              </FormGroup>
              {!point.templatePosition && (
                <p className="quiet scheme-note">No place on the head model: it is not proposed by the scheme.</p>
              )}
            </div>
          </div>
        </div>
      )}
    </div>
  )
}
