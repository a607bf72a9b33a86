import { ArrowDown, ArrowUp } from '@blueprintjs/icons'
import { currentSubjects, selectedSubjectId, selectSubject } from '../state/selection.ts'
import { setSession } from '../state/session.ts'
import type { Action } from './action.ts'
import { hasSubjects } from './conditions.ts'

const move = (by: 1 | -1): void => {
  const subjects = currentSubjects()
  const at = subjects.findIndex(({ id }) => id === selectedSubjectId())
  const next = subjects[at + by]
  if (!next) return
  setSession({ currentPoint: null })
  selectSubject(next.id)
}

export const nextSubject: Action = {
  id: 'subject.next',
  title: 'Next subject',
  group: 'Subject',
  scope: 'anywhere',
  keys: ['alt+arrowdown'],
  icon: ArrowDown,
  isEnabled: hasSubjects,
  run: () => move(1),
}

export const previousSubject: Action = {
  id: 'subject.previous',
  title: 'Previous subject',
  group: 'Subject',
  scope: 'anywhere',
  keys: ['alt+arrowup'],
  icon: ArrowUp,
  isEnabled: hasSubjects,
  run: () => move(-1),
}
