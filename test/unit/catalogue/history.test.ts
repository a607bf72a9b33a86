import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Catalogue } from '#main/catalogue/open.ts'
import { temporaryFolder } from './temporaryFolder.ts'
import { makeCatalogue, reopen } from './testCatalogue.ts'

const root = temporaryFolder('history')

/** A document that holds one number, edited through the history alone. */
class NumberDocument {
  value = 0
  private readonly catalogue: Catalogue
  private readonly name: string

  constructor(catalogue: Catalogue, name: string) {
    this.catalogue = catalogue
    this.name = name
  }

  private get history() {
    return this.catalogue.tables.history
  }

  set(value: number): void {
    this.history.record(this.name, { kind: 'set', before: this.value, after: value, delta: null }, 'tester')
    this.value = value
  }

  undo(): boolean {
    const entry = this.history.undoable(this.name)
    if (!entry) return false
    this.value = entry.before as number
    this.history.moveTo(this.name, entry.depth - 1)
    return true
  }

  redo(): boolean {
    const entry = this.history.redoable(this.name)
    if (!entry) return false
    this.value = entry.after as number
    this.history.moveTo(this.name, entry.depth)
    return true
  }
}

describe('history', () => {
  test('undo and redo, 300 deep, across a restart', async () => {
    const folder = join(root, 'deep')
    const first = await makeCatalogue(folder)
    const document = new NumberDocument(first, 'd')
    for (let value = 1; value <= 300; value++) document.set(value)
    for (let i = 0; i < 150; i++) document.undo()
    first.close()
    const second = await reopen(folder)
    const again = new NumberDocument(second, 'd')
    again.value = 150
    for (let value = 149; value >= 0; value--) {
      expect(again.undo()).toBe(true)
      expect(again.value).toBe(value)
    }
    expect(again.undo()).toBe(false)
    for (let value = 1; value <= 300; value++) {
      expect(again.redo()).toBe(true)
      expect(again.value).toBe(value)
    }
    expect(again.redo()).toBe(false)
    second.close()
  })

  test('an edit after an undo keeps what it replaces, and never leads back to it', async () => {
    const catalogue = await makeCatalogue(join(root, 'branch'))
    const document = new NumberDocument(catalogue, 'd')
    for (const value of [1, 2, 3]) document.set(value)
    document.undo()
    document.undo()
    document.set(7)
    expect(document.redo()).toBe(false)
    expect(document.undo()).toBe(true)
    expect(document.value).toBe(1)
    const left = catalogue.db.prepare('SELECT after FROM history WHERE left_behind_at IS NOT NULL ORDER BY seq').all()
    expect(left).toEqual([{ after: '2' }, { after: '3' }])
    catalogue.close()
  })

  test('any sequence of edits, undos and redos on two documents behaves like a list with a cursor', async () => {
    const catalogue = await makeCatalogue(join(root, 'property'))
    const step = fc.record({
      document: fc.constantFrom('a', 'b'),
      kind: fc.constantFrom('set', 'undo', 'redo'),
      value: fc.nat(99),
    })
    let run = 0
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        run += 1
        const models = new Map(
          ['a', 'b'].map((name) => [
            name,
            { document: new NumberDocument(catalogue, `${name}${run}`), line: [0], at: 0 },
          ]),
        )
        for (const { document: name, kind, value } of steps) {
          const model = models.get(name)!
          if (kind === 'set') {
            model.document.set(value)
            model.line = [...model.line.slice(0, model.at + 1), value]
            model.at += 1
          } else if (kind === 'undo') {
            expect(model.document.undo()).toBe(model.at > 0)
            model.at = Math.max(0, model.at - 1)
          } else {
            expect(model.document.redo()).toBe(model.at < model.line.length - 1)
            model.at = Math.min(model.line.length - 1, model.at + 1)
          }
          expect(model.document.value).toBe(model.line[model.at])
        }
      }),
      { seed: 20250131, numRuns: 60 },
    )
    catalogue.close()
  })
})
