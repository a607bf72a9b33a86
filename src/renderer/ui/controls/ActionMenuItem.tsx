import { MenuItem } from '@blueprintjs/core'
import { keyCaps } from '#core/editor/shortcut.ts'
import type { Action } from '../../app/actions/action.ts'
import { runAction, useIsActive, useIsEnabled } from '../../app/actions/useActions.ts'
import { platform } from './KeyCaps.tsx'

/** A menu line of an action. */
export const ActionMenuItem = ({ action }: { readonly action: Action }) => {
  const Icon = action.icon
  return (
    <MenuItem
      icon={<Icon />}
      text={action.title}
      label={action.keys[0] && keyCaps(action.keys[0], platform).join(' ')}
      disabled={!useIsEnabled(action)}
      active={useIsActive(action)}
      onClick={() => runAction(action)}
    />
  )
}
