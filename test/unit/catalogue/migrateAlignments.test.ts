import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { applyMigrations } from '#main/catalogue/migrate.ts'
import { migrations } from '#main/catalogue/migrations/index.ts'
import { catalogueFileName } from '#main/catalogue/open.ts'
import { temporaryFolder } from './temporaryFolder.ts'
import { reopen } from './testCatalogue.ts'

const folder = temporaryFolder('migrate-alignments')

/** A catalogue of version 3 with two alignments of one pair, the older one stored under the later id. */
const writeVersion3 = (): void => {
  const db = new Database(join(folder, catalogueFileName))
  db.pragma('application_id = 0x43414d45')
  applyMigrations(db, migrations.slice(0, 3), '0.0.0')
  const insert = (table: string, ...values: (string | number | null)[]): void => {
    db.prepare(`INSERT INTO ${table} VALUES (${values.map(() => '?').join(',')})`).run(...values)
  }
  const at = '2026-01-01T00:00:00.000Z'
  const matrix = JSON.stringify([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])
  insert('project', 1, 'project', 'Heads', '', null, at)
  insert('subject', 'anna', 'anna', null, null, null, null, at)
  insert('sequence', 'sequence', 'anna', 'one')
  insert('frame', 'frame', 'sequence', 0, null)
  insert('file', 'file', 'a.ply', 'a'.repeat(64), 1, 1)
  for (const role of ['coarse', 'fine']) {
    const numbers = ['guessed', '+y', 3, 1, 0, '[]', at]
    insert('scan', role, 'anna', 'frame', role, role, 'file', null, 'mm', ...numbers)
  }
  for (const [id, parent] of [
    ['z-older', null],
    ['a-newer', 'z-older'],
  ]) {
    const numbers = ['key', '{}', 1, 0.5, '{}', 'residual.f32', 0.9, 'converged', 7, '[]', at]
    insert('alignment', id, 'anna', 'coarse', 'fine', parent, ...numbers)
    insert('alignment_step', `${id}-step`, id, null, 0, 'icp', matrix, '{}', '')
    insert('alignment_certificate', id, 'green', '{}', null)
  }
  db.close()
}

describe('alignments of an older catalogue', () => {
  test('are kept with all that refers to them, in their order; new ones need no landmarks', async () => {
    writeVersion3()
    const { db, tables, close } = await reopen(folder)
    expect(tables.alignments.bySubject('anna').map(({ id, parentId }) => [id, parentId])).toEqual([
      ['a-newer', 'z-older'],
      ['z-older', null],
    ])
    expect(tables.alignments.current('coarse', 'fine')).toMatchObject({ id: 'a-newer', landmarkRmsMm: 0.5 })
    expect(tables.alignmentSteps.chain('z-older')).toHaveLength(1)
    expect(tables.alignmentCertificates.get('a-newer')).toBeDefined()
    expect(db.pragma('foreign_key_check')).toEqual([])
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1)
    const { id: _, createdAt: __, ...row } = tables.alignments.get('a-newer')!
    const id = tables.alignments.insert({ ...row, parentId: 'a-newer', landmarkRmsMm: null })
    expect(tables.alignments.current('coarse', 'fine')).toMatchObject({ id, landmarkRmsMm: null })
    expect(() => tables.alignments.insert({ ...row, parentId: 'nobody' })).toThrow(/FOREIGN KEY/)
    expect(() => db.exec("UPDATE alignment SET scale = 2 WHERE id = 'a-newer'")).toThrow(/only ever added/)
    expect(() => db.exec('DELETE FROM alignment')).toThrow(/only ever added/)
    expect(db.pragma('index_list(alignment)')).toContainEqual(expect.objectContaining({ name: 'alignment_by_pair' }))
    close()
  })

  test('a migration that would leave a reference to nothing is undone as a whole', () => {
    const db = new Database(':memory:')
    applyMigrations(db, migrations, '0.0.0')
    const losing = {
      number: 1000,
      name: 'losing',
      sql: `INSERT INTO subject VALUES ('s', 's', NULL, NULL, NULL, NULL, 't');
        INSERT INTO sequence VALUES ('q', 's', 'one'); DROP TABLE subject_value; DELETE FROM subject;`,
    }
    expect(() => applyMigrations(db, [losing], '0.0.0')).toThrow(/“losing” would leave 1 rows of sequence/)
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1)
    expect(db.prepare('SELECT count(*) AS n FROM subject_value').get()).toEqual({ n: 0 })
    db.close()
  })
})
