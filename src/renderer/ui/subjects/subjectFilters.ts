import type { SubjectSummary } from '#core/contract/contract.ts'
import { filterByText } from '#core/editor/textMatch.ts'
import type { PickerOption } from '../controls/Picker.tsx'

export type SubjectFilter = 'all' | 'open' | 'landmarks' | 'failed'

type Test = (subject: SubjectSummary) => boolean

const statesOf = ({ status }: SubjectSummary) => Object.values(status)

const tests: Readonly<Record<SubjectFilter, Test>> = {
  all: () => true,
  open: (subject) => statesOf(subject).some((state) => state !== 'done'),
  landmarks: ({ status }) => status.landmarks !== 'done',
  failed: (subject) => subject.missingFiles > 0 || statesOf(subject).includes('failed'),
}

export const subjectFilters: readonly PickerOption<SubjectFilter>[] = [
  { value: 'all', text: 'All' },
  { value: 'open', text: 'Open', detail: 'Some step is not done' },
  { value: 'landmarks', text: 'To click', detail: 'Landmarks are missing' },
  { value: 'failed', text: 'Trouble', detail: 'A step failed or files are missing' },
]

export const filterSubjects = (
  subjects: readonly SubjectSummary[],
  { text, only }: { text: string; only: SubjectFilter },
): readonly SubjectSummary[] => filterByText(subjects.filter(tests[only]), text, ({ name }) => name)
