import { Confirm, Endorsed } from '@blueprintjs/icons'
import type { Image } from '#core/contract/contract.ts'
import { editMask } from '../documents/maskDocuments.ts'
import { setPreferences } from '../state/preferences.ts'
import { selectedSubject, shownImage } from '../state/selection.ts'
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
  run: () => {
    const image = shownImage()
    if (!image) return
    setPreferences({ photoShow: 'mask' })
    return editMask(image.id, 'acceptProposal')
  },
}

/** Photos that have a proposal and no mask yet. */
const undecided = (): readonly Image[] =>
  selectedSubject()?.images.filter(({ maskUrl, proposalUrl }) => proposalUrl !== null && maskUrl === null) ?? []

export const acceptAllProposals: Action = {
  id: 'photo.accept-all-proposals',
  title: 'Accept all proposed masks of the subject',
  group: 'Photo',
  scope: 'photo',
  keys: ['shift+q'],
  icon: Confirm,
  isEnabled: () => undecided().length > 0,
  run: async () => {
    for (const { id } of undecided()) await editMask(id, 'acceptProposal')
    setPreferences({ photoShow: 'mask' })
  },
}
