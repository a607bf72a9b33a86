import { describe, expect, it } from 'vitest'
import { keyCaps, normalizeShortcut, shortcutConflicts } from '#core/editor/shortcut.ts'

describe('keyboard shortcuts', () => {
  it('reads modifiers and the key as they are printed on each platform', () => {
    expect(keyCaps('mod+shift+z', 'other')).toEqual(['Ctrl', 'Shift', 'Z'])
    expect(keyCaps('mod+shift+z', 'mac')).toEqual(['⌘', '⇧', 'Z'])
    expect(keyCaps('alt+arrowdown', 'other')).toEqual(['Alt', '↓'])
  })

  it('leaves Shift out where the sign itself needs it', () => {
    expect(keyCaps('shift+?', 'other')).toEqual(['?'])
    expect(keyCaps('shift+a', 'other')).toEqual(['Shift', 'A'])
  })

  it('takes modifiers in any order for the same shortcut', () => {
    expect(normalizeShortcut('Shift+Mod+Z')).toBe(normalizeShortcut('mod+shift+z'))
    expect(normalizeShortcut('z')).toBe('z')
  })

  it('finds two owners of one key in one place, and none in different places', () => {
    const scan = { id: 'a', keys: ['1'], scope: 'scan' } as const
    const photo = { id: 'b', keys: ['1'], scope: 'photo' } as const
    const anywhere = { id: 'c', keys: ['1'], scope: 'anywhere' } as const
    expect(shortcutConflicts([scan, photo])).toEqual([])
    expect(shortcutConflicts([scan, anywhere])).toEqual(['1: a and c'])
    expect(shortcutConflicts([photo, { ...photo, id: 'd' }])).toEqual(['1: b and d'])
  })
})
