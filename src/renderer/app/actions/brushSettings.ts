import { Circle, FilterList, Flash, Remove, SymbolCircle } from '@blueprintjs/icons'
import { builtInClasses } from '#core/model/maskClasses.ts'
import { type Preferences, setPreferences, usePreferences } from '../state/preferences.ts'
import { peekServerData } from '../state/serverData.ts'
import type { Action } from './action.ts'
import { showsPhoto } from './conditions.ts'

/** How soft the soft brush is: half of its radius is covered fully. */
const softHardness = 0.5

interface Toggle extends Pick<Action, 'id' | 'title' | 'keys' | 'icon'> {
  readonly isOn: (preferences: Preferences) => boolean
  readonly turn: (on: boolean) => Partial<Preferences>
}

const toggle = ({ isOn, turn, ...look }: Toggle): Action => ({
  ...look,
  group: 'Photo',
  scope: 'photo',
  isEnabled: showsPhoto,
  isActive: () => isOn(usePreferences.getState()),
  run: () => setPreferences(turn(!isOn(usePreferences.getState()))),
})

export const softBrush = toggle({
  id: 'photo.brush.soft',
  title: 'Brush with a soft edge',
  keys: ['h'],
  icon: SymbolCircle,
  isOn: ({ brushHardness }) => brushHardness < 1,
  turn: (on) => ({ brushHardness: on ? softHardness : 1 }),
})

export const penPressure = toggle({
  id: 'photo.brush.pressure',
  title: 'Pressing a pen harder makes the brush larger',
  keys: ['k'],
  icon: Flash,
  isOn: (preferences) => preferences.penPressure,
  turn: (on) => ({ penPressure: on }),
})

export const screenSizedBrush = toggle({
  id: 'photo.brush.screen',
  title: 'The brush keeps its size on the screen',
  keys: ['shift+b'],
  icon: Circle,
  isOn: ({ brushUnit }) => brushUnit === 'screen',
  turn: (on) => ({ brushUnit: on ? 'screen' : 'image' }),
})

export const limitedBrush = toggle({
  id: 'photo.brush.limited',
  title: 'Paint only pixels in the range of brightness',
  keys: ['t'],
  icon: FilterList,
  isOn: ({ isPaintLimited }) => isPaintLimited,
  turn: (on) => ({ isPaintLimited: on }),
})

export const subtractAreas = toggle({
  id: 'photo.area.subtract',
  title: 'Area tools take away instead of adding',
  keys: ['x'],
  icon: Remove,
  isOn: ({ isSubtracting }) => isSubtracting,
  turn: (on) => ({ isSubtracting: on }),
})

export const nextClass: Action = {
  id: 'photo.class.next',
  title: 'Next class of the mask',
  group: 'Photo',
  scope: 'photo',
  keys: ['c'],
  icon: Circle,
  isEnabled: showsPhoto,
  run: () => {
    const classes = peekServerData('masks.classes', {})?.classes ?? builtInClasses
    const at = classes.findIndex(({ name }) => name === usePreferences.getState().maskClass)
    setPreferences({ maskClass: classes[(at + 1) % classes.length].name })
  },
}
