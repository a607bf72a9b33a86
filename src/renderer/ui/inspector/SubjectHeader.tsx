import { Tag } from '@blueprintjs/core'
import type { SubjectDetail } from '#core/contract/contract.ts'
import { editSubject } from '../../app/actions/editSubject.ts'
import { ActionButton } from '../controls/ActionButton.tsx'
import { useServedTitle } from '../landmarks/BlindPanel.tsx'

/** Who it is, and what is known of them. */
export const SubjectHeader = ({ subject }: { readonly subject: SubjectDetail }) => {
  const served = useServedTitle()
  const { age, gender, ethnicity, values } = subject.metadata
  const known = [age === null ? null : `${age} years`, gender, ethnicity].filter((text) => text !== null && text !== '')
  const others = Object.keys(values).length
  return (
    <header className="bar subject-header">
      <h2 className="subject-title one-line" title={served ?? subject.name}>
        {served ?? subject.name}
      </h2>
      <span className="row row-tight grow subject-tags">
        {(served === null ? known : []).map((text) => (
          <Tag key={text} minimal>
            {text}
          </Tag>
        ))}
        {served === null && others > 0 && <Tag minimal>+{others}</Tag>}
      </span>
      {served === null && <ActionButton action={editSubject} size="small" />}
    </header>
  )
}
