import { Draw, Eraser, Hand } from '@blueprintjs/icons'
import { type PhotoTool, setPreferences, usePreferences } from '../state/preferences.ts'
import type { Action } from './action.ts'
import { showsPhoto } from './conditions.ts'

const toolAction = (photoTool: PhotoTool, look: Pick<Action, 'title' | 'icon' | 'keys'>): Action => ({
  ...look,
  id: `photo.tool.${photoTool}`,
  group: 'Photo',
  scope: 'photo',
  isEnabled: showsPhoto,
  isActive: () => usePreferences.getState().photoTool === photoTool,
  run: () => setPreferences({ photoTool }),
})

/** One action per tool of the photo view. */
export const photoToolActions: Readonly<Record<PhotoTool, Action>> = {
  pan: toolAction('pan', { title: 'Move the photo', icon: Hand, keys: ['v'] }),
  paint: toolAction('paint', { title: 'Paint the mask', icon: Draw, keys: ['b'] }),
  erase: toolAction('erase', { title: 'Erase from the mask', icon: Eraser, keys: ['e'] }),
}
