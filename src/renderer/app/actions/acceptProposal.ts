import { Endorsed } from '@blueprintjs/icons'
import { editMask, maskDocuments } from '../documents/maskDocuments.ts'
import { setPreferences } from '../state/preferences.ts'
import { shownImage } from '../state/selection.ts'
import type { Action } from './action.ts'
import { showsPhoto } from './conditions.ts'

export const acceptProposal: Action = {
  id: 'photo.accept-proposal',
  title: 'Accept the proposed mask',
  group: 'Photo',
  scope: 'photo',
  keys: ['a'],
  icon: Endorsed,
  isEnabled: () => showsPhoto() && Boolean(shownImage()?.proposalUrl),
  run: async () => {
    const image = shownImage()
    if (!image) return
    await maskDocuments.ensure(image.id)
    editMask(image.id, { kind: 'acceptProposal' })
    setPreferences({ photoShow: 'mask' })
  },
}
