import { Button, Tooltip } from '@blueprintjs/core'
import type { Action } from '../../app/actions/action.ts'
import { runAction, useIsActive, useIsEnabled } from '../../app/actions/useActions.ts'
import { KeyCaps } from './KeyCaps.tsx'

interface Choice {
  readonly action: Action
  /** Shown instead of the icon. */
  readonly text?: string
  /** Why it cannot be chosen, for the tooltip. */
  readonly obstacle?: string | null
}

const ChoiceButton = ({ action, text, obstacle, isCompact }: Choice & { readonly isCompact: boolean }) => {
  const isEnabled = useIsEnabled(action)
  const isActive = useIsActive(action)
  const Icon = action.icon
  return (
    <Tooltip
      placement="bottom"
      hoverOpenDelay={450}
      content={
        <span>
          {obstacle ?? action.title}
          {!obstacle && action.keys[0] && <KeyCaps shortcut={action.keys[0]} />}
        </span>
      }
    >
      <Button
        size="small"
        variant={isActive ? 'solid' : 'minimal'}
        role="radio"
        aria-checked={isActive}
        aria-label={text ?? action.title}
        tabIndex={isActive ? 0 : -1}
        disabled={!isEnabled}
        icon={text && !isCompact ? undefined : <Icon />}
        text={text}
        onClick={() => runAction(action)}
      />
    </Tooltip>
  )
}

const moveFocus = (event: React.KeyboardEvent<HTMLDivElement>): void => {
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
  if (!by) return
  const choices = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('[role="radio"]:not(:disabled)')]
  const at = choices.indexOf(document.activeElement as HTMLButtonElement)
  const next = choices[(at + by + choices.length) % choices.length]
  if (at < 0 || !next) return
  event.preventDefault()
  next.click()
  next.focus()
}

/** Actions of which one is on, as one control. */
export const ActionGroup = (props: {
  readonly label: string
  readonly choices: readonly Choice[]
  /** One below the other. */
  readonly isVertical?: boolean
  /** Where the bar is narrow only the chosen one keeps its text, the others have icons. */
  readonly isCompact?: boolean
}) => {
  const { label, choices, isVertical = false, isCompact = false } = props
  const kinds = [isVertical ? 'action-group-vertical' : '', isCompact ? 'action-group-compact' : '']
  return (
    <div
      className={`bp6-segmented-control action-group ${kinds.join(' ')}`}
      role="radiogroup"
      aria-label={label}
      aria-orientation={isVertical ? 'vertical' : undefined}
      onKeyDown={moveFocus}
    >
      {choices.map((choice) => (
        <ChoiceButton key={choice.action.id} {...choice} isCompact={isCompact} />
      ))}
    </div>
  )
}
