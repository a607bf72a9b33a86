import { useSyncExternalStore } from 'react'
import { type Options, useHotkeys } from 'react-hotkeys-hook'
import { normalizeShortcut } from '#core/editor/shortcut.ts'
import { subscribeDocuments } from '../documents/everyDocument.ts'
import { useJobs } from '../state/jobs.ts'
import { useMaskChecks } from '../state/maskChecks.ts'
import { usePreferences } from '../state/preferences.ts'
import { useServerEntries } from '../state/serverData.ts'
import { closeDialog, useSession } from '../state/session.ts'
import { attempt } from '../state/toasts.ts'
import type { Action } from './action.ts'
import { actions } from './index.ts'

/** Everything an action's conditions may read. */
const subscribeAll = (listener: () => void): (() => void) => {
  const stops = [
    usePreferences.subscribe(listener),
    useSession.subscribe(listener),
    useServerEntries.subscribe(listener),
    useJobs.subscribe(listener),
    useMaskChecks.subscribe(listener),
    subscribeDocuments(listener),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

export const useIsEnabled = (action: Action): boolean => useSyncExternalStore(subscribeAll, action.isEnabled)

const neverActive = (): boolean => false
export const useIsActive = (action: Action): boolean =>
  useSyncExternalStore(subscribeAll, action.isActive ?? neverActive)

export const runAction = (action: Action): void => {
  if (action.isEnabled()) void attempt(action.run)
}

const scopeOfTab = { scan: 'scan', photos: 'photo' } as const

const isInScope = ({ scope }: Action): boolean =>
  scope === 'anywhere' || scopeOfTab[usePreferences.getState().tab] === scope

/** Tab is a shortcut only where it does not take the keyboard away from a control. */
const takesTab = (target: EventTarget | null): boolean =>
  target === document.body || (target instanceof Element && target.closest('[role="application"]') !== null)

const shortcutOf = (event: KeyboardEvent): string => {
  const modifiers = [
    event.ctrlKey || event.metaKey ? 'mod' : '',
    event.altKey ? 'alt' : '',
    event.shiftKey ? 'shift' : '',
  ].filter(Boolean)
  return normalizeShortcut([...modifiers, event.key].join('+'))
}

const actionFor = (event: KeyboardEvent): Action | undefined => {
  const pressed = shortcutOf(event)
  return actions.find(
    (action) =>
      isInScope(action) && action.keys.some((keys) => normalizeShortcut(keys) === pressed) && action.isEnabled(),
  )
}

/** What is typed there belongs to the field; a switch or a slider that was clicked takes no letters. */
const takesText = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.matches(
    'textarea, select, input:not([type="checkbox"], [type="radio"], [type="range"]), [contenteditable="true"], [role="textbox"], [role="searchbox"], [role="spinbutton"], [role^="menuitem"]',
  )

const isLeftAlone = (event: KeyboardEvent): boolean => {
  const { dialog } = useSession.getState()
  if (event.defaultPrevented || dialog !== null || takesText(event.target)) return true
  return event.key === 'Tab' && !takesTab(event.target)
}

const options: Options = {
  useKey: true,
  delimiter: ' ',
  enableOnFormTags: true,
  ignoreEventWhen: isLeftAlone,
}

const allKeys = [...new Set(actions.flatMap(({ keys }) => keys))].join(' ')

/** A dialog closes itself on Escape once it has the keyboard; until then, and where the focus was lost, this does. */
const isOutsideDialogs = (event: KeyboardEvent): boolean =>
  useSession.getState().dialog !== null &&
  !(event.target instanceof Element && event.target.closest('.bp6-overlay, .bp6-portal'))

/** Listens for every action's keys while the window lives. */
export const useActionShortcuts = (): void => {
  useHotkeys(
    allKeys,
    (event) => {
      const action = actionFor(event)
      if (!action) return
      event.preventDefault()
      runAction(action)
    },
    options,
  )
  useHotkeys('escape', closeDialog, { useKey: true, enabled: isOutsideDialogs })
}
