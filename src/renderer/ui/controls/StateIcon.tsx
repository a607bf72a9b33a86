import { Spinner } from '@blueprintjs/core'
import { CircleDashed, Error as ErrorIcon, Ring, TickCircle } from '@blueprintjs/icons'
import type { StepState } from '#core/editor/subjectSteps.ts'

/** What a state is called for a person. */
export const stateTitles: Readonly<Record<StepState, string>> = {
  'missing-input': 'waits for something',
  ready: 'ready',
  done: 'done',
  failed: 'failed',
  running: 'running',
}

const icons = { 'missing-input': CircleDashed, ready: Ring, done: TickCircle, failed: ErrorIcon } as const

/** A step's state as a sign; its form differs as well as its colour. */
export const StateIcon = ({ state, size = 14 }: { readonly state: StepState; readonly size?: number }) => {
  if (state === 'running') return <Spinner size={size} intent="primary" aria-label="running" />
  const Icon = icons[state]
  return <Icon className={`state-${state}`} size={size} />
}
