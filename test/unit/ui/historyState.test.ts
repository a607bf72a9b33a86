import { expect, it } from 'vitest'
import { historyState } from '#core/editor/historyState.ts'

const none = { canUndo: false, canRedo: false }
const both = { canUndo: true, canRedo: true }
const undo = { kind: 'undo' }
const redo = { kind: 'redo' }
const place = { kind: 'place' }

it('knows what can be undone and redone while steps are on their way', () => {
  expect(historyState(none, [])).toEqual(none)
  expect(historyState(both, [])).toEqual(both)
  expect(historyState(none, [place])).toEqual({ canUndo: true, canRedo: false })
  expect(historyState(both, [redo, redo]).canRedo).toBe(true)
  expect(historyState({ canUndo: true, canRedo: false }, [undo]).canRedo).toBe(true)
  expect(historyState(both, [undo, place]).canRedo).toBe(false)
})
