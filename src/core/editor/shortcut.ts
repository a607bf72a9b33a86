/**
 * Keyboard shortcuts as text: parts joined by `+`, modifiers first (`mod` is Ctrl, on a Mac ⌘), the key as the
 * keyboard produces it: `mod+shift+z`, `f`, `shift+?`, `tab`.
 */
export type Platform = 'mac' | 'other'

const macCaps: Readonly<Record<string, string>> = { mod: '⌘', ctrl: '⌃', alt: '⌥', shift: '⇧', meta: '⌘' }
const otherCaps: Readonly<Record<string, string>> = {
  mod: 'Ctrl',
  ctrl: 'Ctrl',
  alt: 'Alt',
  shift: 'Shift',
  meta: 'Win',
}
const namedCaps: Readonly<Record<string, string>> = {
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  escape: 'Esc',
  delete: 'Del',
  backspace: '⌫',
  enter: 'Enter',
  tab: 'Tab',
}

/** What is printed on the keys, in the order they are pressed. Shift is left out where the sign itself needs it (`?`). */
export const keyCaps = (shortcut: string, platform: Platform): readonly string[] => {
  const parts = shortcut.toLowerCase().split('+')
  const key = parts[parts.length - 1]
  const isShiftedSign = key.length === 1 && !/[a-z0-9]/.test(key)
  const modifiers = parts.slice(0, -1).filter((modifier) => !(modifier === 'shift' && isShiftedSign))
  const caps = platform === 'mac' ? macCaps : otherCaps
  return [...modifiers.map((modifier) => caps[modifier] ?? modifier), namedCaps[key] ?? key.toUpperCase()]
}

/** The same shortcut always gives the same text, however its modifiers were ordered. */
export const normalizeShortcut = (shortcut: string): string => {
  const parts = shortcut.toLowerCase().split('+')
  return [...parts.slice(0, -1).sort(), parts[parts.length - 1]].join('+')
}

export interface ShortcutOwner {
  readonly id: string
  readonly keys: readonly string[]
  /** Where the shortcut works: two owners in different places may share one. */
  readonly scope: 'anywhere' | 'scan' | 'photo'
}

/** Pairs of owners that would answer to the same keys in the same place. */
export const shortcutConflicts = (owners: readonly ShortcutOwner[]): readonly string[] => {
  const conflicts: string[] = []
  for (const [index, first] of owners.entries()) {
    for (const second of owners.slice(index + 1)) {
      if (first.scope !== second.scope && first.scope !== 'anywhere' && second.scope !== 'anywhere') continue
      const taken = new Set(first.keys.map(normalizeShortcut))
      for (const keys of second.keys.map(normalizeShortcut)) {
        if (taken.has(keys)) conflicts.push(`${keys}: ${first.id} and ${second.id}`)
      }
    }
  }
  return conflicts
}
