import { PolygonFilter } from '@blueprintjs/icons'
import { currentAlignment } from '#core/editor/subjectSteps.ts'
import { setPreferences, usePreferences } from '../state/preferences.ts'
import { selectedSubject } from '../state/selection.ts'
import type { Action } from './action.ts'
import { showsPhoto } from './conditions.ts'

const hasAlignment = (): boolean => {
  const subject = selectedSubject()
  return subject !== null && currentAlignment(subject) !== null
}

export const toggleAlignedOutline: Action = {
  id: 'photo.aligned-outline',
  title: 'Show the aligned scan in the photo: outline and landmarks',
  group: 'Photo',
  scope: 'photo',
  keys: ['o'],
  icon: PolygonFilter,
  isEnabled: () => showsPhoto() && hasAlignment(),
  isActive: () => usePreferences.getState().showAlignedOutline,
  run: () => setPreferences({ showAlignedOutline: !usePreferences.getState().showAlignedOutline }),
}
