import { StepForward } from '@blueprintjs/icons'
import { checkAndSort, orderedImages, useMaskChecks } from '../state/maskChecks.ts'
import { selectedSubject, selectImage, shownImage } from '../state/selection.ts'
import type { Action } from './action.ts'
import { showsPhoto } from './conditions.ts'

/** To the photo whose mask disagrees most with the scan, then to the next of them; checks the masks where that is due. */
export const nextWorstPhoto: Action = {
  id: 'photo.worst',
  title: 'Go to the mask that disagrees next most',
  group: 'Photo',
  scope: 'photo',
  keys: ['shift+j'],
  icon: StepForward,
  isEnabled: showsPhoto,
  run: async () => {
    const subject = selectedSubject()
    if (!subject) return
    const { views, isSorted } = useMaskChecks.getState()
    const isBegun = isSorted && views[subject.id] !== undefined
    if (!isBegun) await checkAndSort(subject.id)
    const images = orderedImages(subject, useMaskChecks.getState())
    const at = isBegun ? images.findIndex(({ id }) => id === shownImage()?.id) + 1 : 0
    const next = images[at] ?? images[0]
    if (next) selectImage(subject.id, next.id)
  },
}
