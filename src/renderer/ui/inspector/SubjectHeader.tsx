import { Tag } from '@blueprintjs/core'
import type { SubjectDetail } from '#core/contract/contract.ts'
import { editSubject } from '../../app/actions/editSubject.ts'
import { ActionButton } from '../controls/ActionButton.tsx'

/** Who it is, and what is known of them. */
export const SubjectHeader = ({ subject }: { readonly subject: SubjectDetail }) => {
  const { age, gender, ethnicity, values } = subject.metadata
  const known = [age === null ? null : `${age} years`, gender, ethnicity].filter((text) => text !== null && text !== '')
  const others = Object.keys(values).length
  return (
    <header className="bar subject-header">
      <h2 className="subject-title one-line" title={subject.name}>
        {subject.name}
      </h2>
      <span className="row row-tight grow subject-tags">
        {known.map((text) => (
          <Tag key={text} minimal>
            {text}
          </Tag>
        ))}
        {others > 0 && <Tag minimal>+{others}</Tag>}
      </span>
      <ActionButton action={editSubject} size="small" />
    </header>
  )
}
