import { Slider } from '@blueprintjs/core'
import { memo } from 'react'
import type { MaskClass } from '#core/model/maskClasses.ts'
import {
  limitedBrush,
  penPressure,
  screenSizedBrush,
  softBrush,
  subtractAreas,
} from '../../app/actions/brushSettings.ts'
import { brushRangePx } from '../../app/actions/brushSize.ts'
import { editClasses } from '../../app/actions/editClasses.ts'
import { fitView } from '../../app/actions/fitView.ts'
import { toggleAlignedOutline } from '../../app/actions/toggleAlignedOutline.ts'
import { togglePhotoPoints } from '../../app/actions/togglePhotoPoints.ts'
import { setPreferences, usePreferences } from '../../app/state/preferences.ts'
import type { PhotoToolName } from '../../image/types.ts'
import { ActionButton } from '../controls/ActionButton.tsx'
import { Picker } from '../controls/Picker.tsx'

/** A brush is chosen by feel: equal steps of the slider are equal ratios of the radius. */
const sliderOfRadius = (radiusPx: number): number => Math.log2(radiusPx)
const radiusOfSlider = (value: number): number => Math.round(2 ** value * 2) / 2

const BrushSize = () => {
  const isEraser = usePreferences(({ photoTool }) => photoTool === 'erase')
  const radiusPx = usePreferences(({ brushRadiusPx, eraserRadiusPx }) => (isEraser ? eraserRadiusPx : brushRadiusPx))
  const label = isEraser ? 'Eraser radius' : 'Brush radius'
  return (
    <div className="brush-slider row row-tight">
      <span className="muted brush-name">{isEraser ? 'Eraser' : 'Brush'}</span>
      <Slider
        min={sliderOfRadius(brushRangePx.min)}
        max={sliderOfRadius(brushRangePx.max)}
        stepSize={0.1}
        labelRenderer={false}
        value={Math.min(sliderOfRadius(brushRangePx.max), sliderOfRadius(radiusPx))}
        handleHtmlProps={{ 'aria-label': label }}
        onChange={(value) => {
          const changed = radiusOfSlider(value)
          setPreferences(isEraser ? { eraserRadiusPx: changed } : { brushRadiusPx: changed })
        }}
      />
      <span className="quiet brush-size">{Math.round(radiusPx * 2)} px</span>
    </div>
  )
}

const Hardness = () => {
  const hardness = usePreferences((preferences) => preferences.brushHardness)
  return (
    <div className="brush-slider row row-tight">
      <span className="muted brush-name">Hardness</span>
      <Slider
        min={0}
        max={1}
        stepSize={0.05}
        labelRenderer={false}
        value={hardness}
        handleHtmlProps={{ 'aria-label': 'Hardness of the brush' }}
        onChange={(value) => setPreferences({ brushHardness: value })}
      />
      <span className="quiet brush-size">{Math.round(hardness * 100)} %</span>
    </div>
  )
}

const WandTolerance = () => {
  const tolerance = usePreferences((preferences) => preferences.wandTolerance)
  return (
    <div className="brush-slider row row-tight">
      <span className="muted brush-name">Tolerance</span>
      <Slider
        min={0}
        max={128}
        stepSize={1}
        labelRenderer={false}
        value={tolerance}
        handleHtmlProps={{ 'aria-label': 'Tolerance of the wand' }}
        onChange={(wandTolerance) => setPreferences({ wandTolerance })}
      />
      <span className="quiet brush-size">{tolerance}</span>
    </div>
  )
}

const hintTexts: Readonly<Partial<Record<PhotoToolName, string>>> = {
  box: 'Drag a box about the subject: a proposal comes from the colours inside.',
  strokes: 'Draw on the subject; X or Alt: on the background. Backspace takes back.',
}

/** The class that is painted, and what there is to set of the chosen tool. */
export const BrushBar = memo(({ classes }: { readonly classes: readonly MaskClass[] }) => {
  const photoTool = usePreferences((preferences) => preferences.photoTool)
  const maskClass = usePreferences((preferences) => preferences.maskClass)
  const isBrush = photoTool === 'paint' || photoTool === 'erase' || photoTool === 'accept'
  return (
    <div className="bar brush-bar" role="toolbar" aria-label="Tool settings">
      <Picker
        label="Class of the mask"
        size="small"
        value={maskClass}
        options={classes.map(({ name, title }) => ({ value: name, text: title }))}
        onChange={(name) => setPreferences({ maskClass: name })}
      />
      {!isBrush && <ActionButton action={editClasses} size="small" />}
      <span className="bar-rule" />
      {isBrush && (
        <>
          <BrushSize />
          <Hardness />
          <ActionButton action={softBrush} size="small" />
          <ActionButton action={penPressure} size="small" />
          <ActionButton action={screenSizedBrush} size="small" />
          <ActionButton action={limitedBrush} size="small" />
        </>
      )}
      {!isBrush && photoTool !== 'pan' && photoTool !== 'box' && (
        <ActionButton action={subtractAreas} size="small" text={photoTool === 'strokes' ? 'Background' : 'Take away'} />
      )}
      {photoTool in hintTexts && <span className="quiet">{hintTexts[photoTool]}</span>}
      {photoTool === 'wand' && <WandTolerance />}
      {photoTool === 'pan' && <span className="quiet">Choose a tool to paint: B brush, E eraser, P polygon…</span>}
      <span className="grow" />
      <ActionButton action={togglePhotoPoints} size="small" />
      <ActionButton action={toggleAlignedOutline} size="small" />
      <ActionButton action={fitView} size="small" />
    </div>
  )
})
