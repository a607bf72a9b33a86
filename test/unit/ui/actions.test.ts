import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { normalizeShortcut, shortcutConflicts } from '#core/editor/shortcut.ts'
import type { Action } from '../../../src/renderer/app/actions/action.ts'
import { photoKeys } from '../../../src/renderer/image/photoKeys.ts'
import { viewportKeys } from '../../../src/renderer/viewport/viewportKeys.ts'

/** The registry is read as the window reads it; of the browser it needs only the few objects its modules touch at once. */
const loadActions = async (): Promise<readonly Action[]> => {
  vi.stubGlobal('window', globalThis)
  vi.stubGlobal(
    'EventSource',
    class {
      close(): void {}
    },
  )
  return (await import('../../../src/renderer/app/actions/index.ts')).actions
}

let actions: readonly Action[] = []
beforeAll(async () => {
  actions = await loadActions()
})
afterAll(() => vi.unstubAllGlobals())

describe('registry of actions', () => {
  it('has every action once, with a title', () => {
    expect(new Set(actions.map(({ id }) => id)).size).toBe(actions.length)
    expect(actions.filter(({ title }) => title.trim() === '')).toEqual([])
    expect(new Set(actions.map(({ title }) => title)).size).toBe(actions.length)
  })

  it('gives no key to two actions in one place', () => {
    expect(shortcutConflicts(actions)).toEqual([])
  })

  it('gives every action a key', () => {
    expect(actions.filter(({ keys }) => keys.length === 0).map(({ id }) => id)).toEqual([])
  })

  it('means the same by a key of a view as the action that has it', () => {
    const plain = (text: string): string => text.toLowerCase().replace(/[’']/g, '').split(' (')[0]
    const views = [
      { scope: 'scan', keys: viewportKeys },
      { scope: 'photo', keys: photoKeys },
    ] as const
    for (const view of views) {
      for (const { keys, title } of view.keys) {
        const owners = actions.filter(
          (action) =>
            (action.scope === 'anywhere' || action.scope === view.scope) &&
            action.keys.some((key) => keys.some((each) => each.toLowerCase() === key)),
        )
        for (const owner of owners) {
          expect(plain(title).split(', '), `${owner.id} in the ${view.scope} view`).toContain(plain(owner.title))
        }
      }
    }
  })

  it('leaves the browser its own keys', () => {
    const taken = actions.flatMap(({ keys }) => keys.map(normalizeShortcut))
    for (const reserved of ['mod+t', 'mod+w', 'mod+n', 'mod+r', 'mod+l', 'mod+shift+n', 'mod+shift+t', 'f5', 'f11']) {
      expect(taken).not.toContain(reserved)
    }
  })

  it('asks nothing of the host to tell whether an action can be done', () => {
    for (const action of actions) expect(typeof action.isEnabled(), action.id).toBe('boolean')
  })
})
