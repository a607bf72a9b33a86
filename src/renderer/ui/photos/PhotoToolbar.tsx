import { Slider } from '@blueprintjs/core'
import { acceptProposal } from '../../app/actions/acceptProposal.ts'
import { brushRangePx } from '../../app/actions/brushSize.ts'
import { fitView } from '../../app/actions/fitView.ts'
import { photoLayerActions } from '../../app/actions/photoLayers.ts'
import { photoToolActions } from '../../app/actions/photoTools.ts'
import { toggleAlignedOutline } from '../../app/actions/toggleAlignedOutline.ts'
import { togglePhotoPoints } from '../../app/actions/togglePhotoPoints.ts'
import { redo, undo } from '../../app/actions/undoRedo.ts'
import { type PhotoShow, setPreferences, usePreferences } from '../../app/state/preferences.ts'
import { ActionButton } from '../controls/ActionButton.tsx'
import { ActionGroup } from '../controls/ActionGroup.tsx'

const layerTexts: Readonly<Record<PhotoShow, string>> = {
  photo: 'Photo',
  mask: 'Mask',
  proposal: 'Proposal',
  cutout: 'Cut-out',
}

/** A brush is chosen by feel: equal steps of the slider are equal ratios of the radius. */
const sliderOfRadius = (radiusPx: number): number => Math.log2(radiusPx)
const radiusOfSlider = (value: number): number => Math.round(2 ** value * 2) / 2

const BrushSlider = () => {
  const { brushRadiusPx, photoTool } = usePreferences()
  return (
    <div className="brush-slider row row-tight">
      <Slider
        min={sliderOfRadius(brushRangePx.min)}
        max={sliderOfRadius(brushRangePx.max)}
        stepSize={0.1}
        labelRenderer={false}
        disabled={photoTool === 'pan'}
        value={Math.min(sliderOfRadius(brushRangePx.max), sliderOfRadius(brushRadiusPx))}
        handleHtmlProps={{ 'aria-label': 'Brush radius' }}
        onChange={(value) => setPreferences({ brushRadiusPx: radiusOfSlider(value) })}
      />
      <span className="quiet brush-size">{Math.round(brushRadiusPx * 2)} px</span>
    </div>
  )
}

/** What of the photo is shown and what the pointer does. */
export const PhotoToolbar = () => (
  <div className="bar scan-toolbar" role="toolbar" aria-label="Photo">
    <ActionGroup
      label="Shown of the photo"
      choices={Object.entries(photoLayerActions).map(([show, action]) => ({
        action,
        text: layerTexts[show as PhotoShow],
      }))}
    />
    <span className="grow" />
    <ActionGroup label="Tool" choices={Object.values(photoToolActions).map((action) => ({ action }))} />
    <BrushSlider />
    <ActionButton action={undo} size="small" />
    <ActionButton action={redo} size="small" />
    <ActionButton action={acceptProposal} size="small" text="Accept" />
    <span className="bar-rule" />
    <ActionButton action={togglePhotoPoints} size="small" />
    <ActionButton action={toggleAlignedOutline} size="small" />
    <ActionButton action={fitView} size="small" />
  </div>
)
