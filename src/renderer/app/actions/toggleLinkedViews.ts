import { Link } from '@blueprintjs/icons'
import { effectiveShow } from '#core/editor/scanViews.ts'
import { setPreferences, usePreferences } from '../state/preferences.ts'
import { selectedSubject } from '../state/selection.ts'
import type { Action } from './action.ts'
import { showsScan } from './conditions.ts'

const showsTwo = (): boolean => {
  const subject = selectedSubject()
  return showsScan() && subject !== null && effectiveShow(subject, usePreferences.getState().show) === 'side'
}

export const toggleLinkedViews: Action = {
  id: 'view.linked',
  title: 'Move both views as one',
  group: '3D view',
  scope: 'scan',
  keys: ['y'],
  icon: Link,
  isEnabled: showsTwo,
  isActive: () => usePreferences.getState().linkedViews,
  run: () => setPreferences({ linkedViews: !usePreferences.getState().linkedViews }),
}
