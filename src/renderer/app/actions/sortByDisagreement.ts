import { SortAsc } from '@blueprintjs/icons'
import { checkAndSort, useMaskChecks } from '../state/maskChecks.ts'
import { selectedSubjectId } from '../state/selection.ts'
import type { Action } from './action.ts'
import { showsPhoto } from './conditions.ts'

export const sortByDisagreement: Action = {
  id: 'photo.sort',
  title: 'Check the masks and show those that disagree most first',
  group: 'Photo',
  scope: 'photo',
  keys: ['shift+w'],
  icon: SortAsc,
  isEnabled: showsPhoto,
  isActive: () => useMaskChecks.getState().isSorted,
  run: async () => {
    const subjectId = selectedSubjectId()
    if (useMaskChecks.getState().isSorted) useMaskChecks.setState({ isSorted: false })
    else if (subjectId) await checkAndSort(subjectId)
  },
}
