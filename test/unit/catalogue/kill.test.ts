import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ended, readLines, startScript } from './otherProcess.ts'
import { temporaryFolder } from './temporaryFolder.ts'
import { makeCatalogue, reopen } from './testCatalogue.ts'

const root = temporaryFolder('kill')

describe('kill -9 in the middle of writing', () => {
  test.each([20, 90, 250])('keeps every acknowledged commit (after %i)', async (count) => {
    const folder = join(root, String(count))
    ;(await makeCatalogue(folder)).close()
    const child = startScript('commitUntilKilled.ts', folder)
    const lines = readLines(child, (read) => read.length >= count)
    await lines
    let acknowledged = ''
    child.stdout?.on('data', (piece: Buffer) => {
      acknowledged += piece.toString()
    })
    child.kill('SIGKILL')
    await ended(child)
    const said = [...(await lines), ...acknowledged.split('\n').slice(0, -1)]
      .filter((line) => /^\d+$/.test(line))
      .map(Number)
    const last = Math.max(...said)
    const catalogue = await reopen(folder)
    expect(catalogue.db.pragma('integrity_check', { simple: true })).toBe('ok')
    const subjects = catalogue.tables.subjects.list()
    expect(subjects.length).toBeGreaterThan(last)
    for (let number = 0; number <= last; number++) {
      const subject = catalogue.tables.subjects.byName(`subject ${number}`)
      expect(subject && catalogue.tables.subjectValues.get(subject.id)).toEqual({ number: String(number) })
    }
    catalogue.close()
  })
})
