import { memo } from 'react'
import { acceptProposal } from '../../app/actions/acceptProposal.ts'
import { blinkSilhouette } from '../../app/actions/blinkSilhouette.ts'
import { photoLayerActions } from '../../app/actions/photoLayers.ts'
import { redo, undo } from '../../app/actions/undoRedo.ts'
import type { PhotoShow } from '../../image/photoLook.ts'
import { ActionButton } from '../controls/ActionButton.tsx'
import { ActionGroup } from '../controls/ActionGroup.tsx'

const layerTexts: Readonly<Record<PhotoShow, string>> = {
  photo: 'Photo',
  mask: 'Mask',
  outline: 'Outline',
  proposal: 'Proposal',
  difference: 'Difference',
  silhouette: 'Silhouette',
  cutout: 'Cut-out',
  'cutout-black': 'Black',
  'cutout-white': 'White',
  'cutout-grey': 'Grey',
  'mask-only': 'Mask only',
}

/** What of the photo is shown, and what is done to the mask as a whole. */
export const PhotoToolbar = memo(() => (
  <div className="bar photo-toolbar" role="toolbar" aria-label="Photo">
    <ActionGroup
      label="Shown of the photo"
      isCompact
      choices={Object.entries(photoLayerActions).map(([show, action]) => ({
        action,
        text: layerTexts[show as PhotoShow],
      }))}
    />
    <ActionButton action={blinkSilhouette} size="small" />
    <span className="grow" />
    <ActionButton action={undo} size="small" />
    <ActionButton action={redo} size="small" />
    <ActionButton action={acceptProposal} size="small" text="Accept" />
  </div>
))
