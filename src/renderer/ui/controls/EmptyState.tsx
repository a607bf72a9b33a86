import { NonIdealState } from '@blueprintjs/core'
import type { ReactElement, ReactNode } from 'react'

/** Nothing is here yet: says so and what to do. */
export const EmptyState = (props: {
  readonly icon: ReactElement
  readonly title: string
  readonly description: ReactNode
  readonly action?: ReactElement
}) => (
  <div className="empty-state">
    <NonIdealState
      icon={props.icon}
      iconMuted={false}
      title={props.title}
      description={<div className="muted empty-text">{props.description}</div>}
      action={props.action}
    />
  </div>
)
