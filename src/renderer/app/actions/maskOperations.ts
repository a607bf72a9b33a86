import {
  CollapseAll,
  Contrast,
  Duplicate,
  ExpandAll,
  Filter,
  FullCircle,
  Maximize,
  Minimize,
  Remove,
  Tint,
} from '@blueprintjs/icons'
import { badInput } from '#core/model/errors.ts'
import type { MaskOperation } from '../../image/types.ts'
import { type Preferences, usePreferences } from '../state/preferences.ts'
import { selectedSubject, shownImage } from '../state/selection.ts'
import { useSession } from '../state/session.ts'
import { shownPhotoView } from '../state/viewHandles.ts'
import { bytesAddress } from '../transport/addresses.ts'
import { client } from '../transport/client.ts'
import type { Action } from './action.ts'
import { showsPhoto } from './conditions.ts'

interface Operation extends Pick<Action, 'title' | 'keys' | 'icon'> {
  readonly name: string
  readonly of: (preferences: Preferences) => MaskOperation
}

const operation = ({ name, of, ...look }: Operation): Action => ({
  ...look,
  id: `photo.mask.${name}`,
  group: 'Photo',
  scope: 'photo',
  isEnabled: showsPhoto,
  run: () => shownPhotoView()?.operate(of(usePreferences.getState())),
})

const step = (kind: 'grow' | 'shrink' | 'open' | 'close', look: Pick<Action, 'title' | 'keys' | 'icon'>): Action =>
  operation({ ...look, name: kind, of: ({ maskStepPx }) => ({ kind: 'work', work: { kind, radiusPx: maskStepPx } }) })

/** Work on the whole mask of the class that is shown, each one undo entry. */
export const maskOperationActions = {
  grow: step('grow', { title: 'Grow the mask', keys: ['.'], icon: Maximize }),
  shrink: step('shrink', { title: 'Shrink the mask', keys: [','], icon: Minimize }),
  open: step('open', { title: 'Open the mask: take thin parts away', keys: ['shift+o'], icon: CollapseAll }),
  close: step('close', { title: 'Close the mask: fill thin gaps', keys: ['shift+c'], icon: ExpandAll }),
  holes: operation({
    name: 'holes',
    title: 'Fill holes of the mask',
    keys: ['shift+h'],
    icon: FullCircle,
    of: ({ speckPx }) => ({ kind: 'work', work: { kind: 'holes', largestPx: speckPx } }),
  }),
  islands: operation({
    name: 'islands',
    title: 'Remove islands of the mask',
    keys: ['shift+i'],
    icon: Remove,
    of: ({ speckPx }) => ({ kind: 'work', work: { kind: 'islands', largestPx: speckPx } }),
  }),
  invert: operation({
    name: 'invert',
    title: 'Invert the mask',
    keys: ['shift+x'],
    icon: Contrast,
    of: () => ({ kind: 'invert' }),
  }),
  addBrightness: operation({
    name: 'add-brightness',
    title: 'Add all pixels in the range of brightness',
    keys: ['shift+t'],
    icon: Tint,
    of: ({ brightness }) => ({ kind: 'brightness', range: brightness, mode: 'add' }),
  }),
  keepBrightness: operation({
    name: 'keep-brightness',
    title: 'Keep only pixels in the range of brightness',
    keys: ['shift+k'],
    icon: Filter,
    of: ({ brightness }) => ({ kind: 'brightness', range: brightness, mode: 'intersect' }),
  }),
} as const satisfies Record<string, Action>

/** The photo that was looked at before this one, any of the subject's; before any was, the one before it in the list. */
const photoBefore = () => {
  const [subject, shown] = [selectedSubject(), shownImage()]
  const images = subject?.images ?? []
  const { imageBefore } = useSession.getState()
  const lookedAt = images.find(({ id }) => id === imageBefore && id !== shown?.id)
  return lookedAt ?? images[images.findIndex(({ id }) => id === shown?.id) - 1] ?? null
}

export const copyMask: Action = {
  id: 'photo.mask.copy',
  title: 'Copy the mask of the photo shown before',
  group: 'Photo',
  scope: 'photo',
  keys: ['shift+v'],
  icon: Duplicate,
  isEnabled: () => showsPhoto() && (photoBefore()?.maskUrl ?? null) !== null,
  run: async () => {
    const [from, to] = [photoBefore(), shownImage()]
    if (!from || !to) return
    if (from.widthPx !== to.widthPx || from.heightPx !== to.heightPx) {
      const sizes = `${from.widthPx} × ${from.heightPx} px, this one ${to.widthPx} × ${to.heightPx} px`
      throw badInput(
        'mask-copy',
        `${from.name}, shown before, measures ${sizes}. A mask can only be copied to the same size.`,
      )
    }
    const { layersUrl } = await client.call('masks.get', { imageId: from.id })
    if (layersUrl) shownPhotoView()?.operate({ kind: 'copy', layersUrl: bytesAddress(layersUrl) })
  },
}
