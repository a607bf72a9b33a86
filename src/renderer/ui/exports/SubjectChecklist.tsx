import { Checkbox } from '@blueprintjs/core'
import type { SubjectSummary } from '#core/contract/contract.ts'

/** Which subjects take part; those that cannot are shown with the reason. */
export const SubjectChecklist = (props: {
  readonly subjects: readonly SubjectSummary[]
  readonly isChecked: (subject: SubjectSummary) => boolean
  readonly isPossible: (subject: SubjectSummary) => boolean
  readonly obstacle: string
  readonly onToggle: (subject: SubjectSummary) => void
}) => (
  <fieldset className="checklist">
    <legend className="muted">Subjects</legend>
    <div className="checklist-box scroll">
      {props.subjects.map((subject) => {
        const isPossible = props.isPossible(subject)
        return (
          <Checkbox
            key={subject.id}
            checked={isPossible && props.isChecked(subject)}
            disabled={!isPossible}
            onChange={() => props.onToggle(subject)}
          >
            {subject.name}
            {!isPossible && <span className="quiet"> · {props.obstacle}</span>}
          </Checkbox>
        )
      })}
    </div>
  </fieldset>
)
