import { Button, type ButtonProps, Tooltip } from '@blueprintjs/core'
import type { Action } from '../../app/actions/action.ts'
import { runAction, useIsActive, useIsEnabled } from '../../app/actions/useActions.ts'
import { KeyCaps } from './KeyCaps.tsx'

export interface ActionButtonProps extends Pick<ButtonProps, 'variant' | 'size' | 'intent' | 'fill' | 'alignText'> {
  readonly action: Action
  /** Shown beside the icon; without it the button is an icon with a tooltip. */
  readonly text?: string
  readonly showIcon?: boolean
}

/** A button of an action: its icon, name, keys and condition come from the registry. */
export const ActionButton = ({ action, text, showIcon = true, ...look }: ActionButtonProps) => {
  const isEnabled = useIsEnabled(action)
  const isActive = useIsActive(action)
  const Icon = action.icon
  return (
    <Tooltip
      placement="bottom"
      hoverOpenDelay={450}
      content={
        <span>
          {action.title}
          {action.keys[0] && <KeyCaps shortcut={action.keys[0]} />}
        </span>
      }
    >
      <Button
        variant="minimal"
        {...look}
        aria-label={text ?? action.title}
        aria-pressed={action.isActive ? isActive : undefined}
        active={isActive}
        disabled={!isEnabled}
        icon={showIcon ? <Icon /> : undefined}
        text={text}
        onClick={() => runAction(action)}
      />
    </Tooltip>
  )
}
