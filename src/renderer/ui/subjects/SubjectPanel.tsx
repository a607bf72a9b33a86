/**
 * The subjects of the project.
 * The user wants: to see who still needs work and to go to the next one without leaving the keyboard.
 * Fewest actions: ↑ and ↓ (or Alt+↑/↓ from anywhere) move on; typing in the filter narrows the list at once.
 */
import { InputGroup } from '@blueprintjs/core'
import { FilterList } from '@blueprintjs/icons'
import { useState } from 'react'
import { importCapture } from '../../app/actions/importCapture.ts'
import { useSelectedSubjectId, useSubjects } from '../../app/state/selection.ts'
import { ActionButton } from '../controls/ActionButton.tsx'
import { Picker } from '../controls/Picker.tsx'
import { SubjectList } from './SubjectList.tsx'
import { filterSubjects, type SubjectFilter, subjectFilters } from './subjectFilters.ts'

export const SubjectPanel = () => {
  const subjects = useSubjects()
  const selectedId = useSelectedSubjectId()
  const [text, setText] = useState('')
  const [only, setOnly] = useState<SubjectFilter>('all')
  const shown = filterSubjects(subjects ?? [], { text, only })
  return (
    <nav className="panel" aria-label="Subjects">
      <div className="bar">
        <h2 className="section-title grow">Subjects{subjects && subjects.length > 0 ? ` · ${subjects.length}` : ''}</h2>
        <ActionButton action={importCapture} size="small" text="Import" />
      </div>
      {subjects && subjects.length === 0 ? (
        <p className="folder-message muted">The people you import appear here, with the state of their work.</p>
      ) : (
        <>
          <div className="subject-filter row row-tight">
            <InputGroup
              size="small"
              className="grow"
              aria-label="Filter subjects"
              placeholder="Filter by name"
              leftElement={<FilterList className="input-icon input-icon-small" />}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
            <Picker
              size="small"
              variant="minimal"
              label="Show"
              value={only}
              options={subjectFilters}
              onChange={setOnly}
            />
          </div>
          <SubjectList
            subjects={shown}
            selectedId={selectedId}
            emptyText={(subjects?.length ?? 0) > 0 ? 'No subject matches the filter.' : ''}
          />
        </>
      )}
    </nav>
  )
}
