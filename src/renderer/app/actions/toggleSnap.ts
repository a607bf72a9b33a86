import { Target } from '@blueprintjs/icons'
import { type Preferences, setPreferences, usePreferences } from '../state/preferences.ts'
import { showNote } from '../state/toasts.ts'
import type { Action } from './action.ts'
import { placesLandmarks } from './conditions.ts'

const order: readonly Preferences['snapTo'][] = ['off', 'curvature', 'corner']
const texts = {
  off: 'Points stay where they are clicked.',
  curvature: 'Points go to where the surface bends most',
  corner: 'Points go to corners of the colours',
} as const

/** Off, by the form of the surface, by its colours, and off again. */
export const toggleSnap: Action = {
  id: 'landmark.snap',
  title: 'Points go to what stands out: form, colours, off',
  group: 'Landmarks',
  scope: 'scan',
  keys: ['mod+shift+g'],
  icon: Target,
  isEnabled: placesLandmarks,
  isActive: () => usePreferences.getState().snapTo !== 'off',
  run: () => {
    const { snapTo, snapRadiusMm } = usePreferences.getState()
    const next = order[(order.indexOf(snapTo) + 1) % order.length]
    setPreferences({ snapTo: next })
    const where = next === 'off' ? texts.off : `${texts[next]}, within ${snapRadiusMm} mm.`
    void showNote({ message: where })
  },
}
