import { Minus, Plus } from '@blueprintjs/icons'
import { setPreferences, usePreferences } from '../state/preferences.ts'
import type { Action } from './action.ts'
import { showsPhoto } from './conditions.ts'

/** Brush radii the photo view offers, in image pixels. */
export const brushRangePx = { min: 0.5, max: 400 } as const

const scaleBrush = (factor: number): void => {
  const scaledPx = usePreferences.getState().brushRadiusPx * factor
  const roundedPx = Math.round(scaledPx * 2) / 2
  setPreferences({ brushRadiusPx: Math.min(brushRangePx.max, Math.max(brushRangePx.min, roundedPx)) })
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
