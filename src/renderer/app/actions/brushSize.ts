import { Minus, Plus } from '@blueprintjs/icons'
import { setPreferences, usePreferences } from '../state/preferences.ts'
import type { Action } from './action.ts'
import { showsPhoto } from './conditions.ts'

/** Brush radii the photo view offers, in pixels of the photo or of the screen. */
export const brushRangePx = { min: 0.5, max: 400 } as const

const scaleBrush = (factor: number): void => {
  const { photoTool, brushRadiusPx, eraserRadiusPx } = usePreferences.getState()
  const radiusPx = photoTool === 'erase' ? eraserRadiusPx : brushRadiusPx
  const scaledPx = Math.round(radiusPx * factor * 2) / 2
  // Small brushes move by half pixels, or they would never change.
  const steppedPx = scaledPx === radiusPx ? radiusPx + Math.sign(factor - 1) * 0.5 : scaledPx
  const limitedPx = Math.min(brushRangePx.max, Math.max(brushRangePx.min, steppedPx))
  setPreferences(photoTool === 'erase' ? { eraserRadiusPx: limitedPx } : { brushRadiusPx: limitedPx })
}

export const smallerBrush: Action = {
  id: 'photo.brush.smaller',
  title: 'Smaller brush',
  group: 'Photo',
  scope: 'photo',
  keys: ['['],
  icon: Minus,
  isEnabled: showsPhoto,
  run: () => scaleBrush(0.8),
}

export const largerBrush: Action = {
  id: 'photo.brush.larger',
  title: 'Larger brush',
  group: 'Photo',
  scope: 'photo',
  keys: [']'],
  icon: Plus,
  isEnabled: showsPhoto,
  run: () => scaleBrush(1.25),
}
