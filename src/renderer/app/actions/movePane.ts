import { ArrowLeft, ArrowRight } from '@blueprintjs/icons'
import { type Action, always } from './action.ts'

/** The parts of the window in their order, and what of each takes the keyboard. */
const panes = [
  { within: '.top-bar', first: 'button' },
  { within: 'nav', first: '[role="listbox"], input' },
  { within: 'main', first: '[role="application"], [role="tab"]' },
  { within: 'aside', first: 'button' },
] as const

/** In the views Tab changes the scan: these keys lead out of them, from part to part. */
const move = (by: 1 | -1): void => {
  const there = panes.flatMap(({ within, first }) => {
    const pane = document.querySelector(within)
    const target = pane?.querySelector<HTMLElement>(first)
    return pane && target ? [{ pane, target }] : []
  })
  const at = there.findIndex(({ pane }) => pane.contains(document.activeElement))
  const next = at < 0 ? 0 : (at + by + there.length) % there.length
  there[next]?.target.focus({ focusVisible: true } as FocusOptions)
}

const paneAction = (look: Pick<Action, 'id' | 'title' | 'icon' | 'keys'>, by: 1 | -1): Action => ({
  ...look,
  group: 'Window',
  scope: 'anywhere',
  isEnabled: always,
  run: () => move(by),
})

export const nextPane = paneAction(
  { id: 'window.next-pane', title: 'Keyboard to the next part of the window', icon: ArrowRight, keys: ['f6'] },
  1,
)

export const previousPane = paneAction(
  {
    id: 'window.previous-pane',
    title: 'Keyboard to the part of the window before',
    icon: ArrowLeft,
    keys: ['shift+f6'],
  },
  -1,
)
