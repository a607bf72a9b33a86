import {
  AreaOfInterest,
  Clean,
  ColorFill,
  Cut,
  Draw,
  Endorsed,
  Eraser,
  Hand,
  Highlight,
  PolygonFilter,
  WidgetButton,
} from '@blueprintjs/icons'
import type { PhotoToolName } from '../../image/types.ts'
import { setPreferences, usePreferences } from '../state/preferences.ts'
import type { Action } from './action.ts'
import { showsPhoto } from './conditions.ts'

const toolAction = (photoTool: PhotoToolName, look: Pick<Action, 'title' | 'icon' | 'keys'>): Action => ({
  ...look,
  id: `photo.tool.${photoTool}`,
  group: 'Photo',
  scope: 'photo',
  isEnabled: showsPhoto,
  isActive: () => usePreferences.getState().photoTool === photoTool,
  run: () => setPreferences({ photoTool }),
})

/** One action per tool of the photo view. */
export const photoToolActions: Readonly<Record<PhotoToolName, Action>> = {
  pan: toolAction('pan', { title: 'Move the photo', icon: Hand, keys: ['v'] }),
  paint: toolAction('paint', { title: 'Paint the mask', icon: Draw, keys: ['b'] }),
  erase: toolAction('erase', { title: 'Erase from the mask', icon: Eraser, keys: ['e'] }),
  accept: toolAction('accept', { title: 'Accept the proposal under the brush', icon: Endorsed, keys: ['u'] }),
  polygon: toolAction('polygon', { title: 'Outline an area corner by corner', icon: PolygonFilter, keys: ['p'] }),
  lasso: toolAction('lasso', { title: 'Outline an area by drawing around it', icon: AreaOfInterest, keys: ['n'] }),
  scissors: toolAction('scissors', {
    title: 'Outline along the edges of the picture (scissors)',
    icon: Cut,
    keys: ['i'],
  }),
  fill: toolAction('fill', { title: 'Fill a connected area', icon: ColorFill, keys: ['g'] }),
  wand: toolAction('wand', { title: 'Select by colour (wand)', icon: Clean, keys: ['w'] }),
  box: toolAction('box', { title: 'Propose from a box about the subject', icon: WidgetButton, keys: ['y'] }),
  strokes: toolAction('strokes', {
    title: 'Propose from strokes on the subject and the background',
    icon: Highlight,
    keys: ['shift+y'],
  }),
}
