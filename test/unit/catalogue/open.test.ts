import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { catalogueFileName } from '#main/catalogue/open.ts'
import { temporaryFolder } from './temporaryFolder.ts'
import { makeCatalogue, reopen } from './testCatalogue.ts'

const root = temporaryFolder('open')
const fresh = (name: string): string => {
  const folder = join(root, name)
  mkdirSync(folder)
  return folder
}

const failure = async (work: Promise<unknown>): Promise<{ code: string; message: string }> =>
  work.then(
    () => expect.fail('it should have been refused'),
    (error: { code: string; message: string }) => error,
  )

describe('opening a catalogue', () => {
  test('is durable after a write: WAL, synchronous FULL, foreign keys, no mapping, no trusted schema', async () => {
    const catalogue = await makeCatalogue(fresh('durable'))
    catalogue.tables.subjects.insert('anna', null)
    const { db } = catalogue
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(db.pragma('synchronous', { simple: true })).toBe(2)
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1)
    expect(db.pragma('trusted_schema', { simple: true })).toBe(0)
    expect(db.pragma('cell_size_check', { simple: true })).toBe(1)
    expect(db.pragma('mmap_size', { simple: true }) ?? 0).toBe(0)
    expect(db.pragma('busy_timeout', { simple: true })).toBe(5000)
    catalogue.close()
  })

  test('a folder without one is no project, and none is made', async () => {
    const folder = fresh('nothing')
    expect((await failure(reopen(folder))).code).toBe('project/not-found')
    expect(readdirSync(folder)).toEqual([])
  })

  test('a catalogue that is gone while its backups are there is not replaced by an empty one', async () => {
    const folder = fresh('gone')
    const catalogue = await makeCatalogue(folder)
    catalogue.close()
    rmSync(join(folder, catalogueFileName))
    const error = await failure(reopen(folder))
    expect(error.code).toBe('project/catalogue-missing')
    expect(error.message).toContain('backups')
    expect((await failure(makeCatalogue(folder))).code).toBe('project/catalogue-missing')
    expect(existsSync(join(folder, catalogueFileName))).toBe(false)
  })

  test('creating refuses a folder that holds one', async () => {
    const folder = fresh('twice')
    const catalogue = await makeCatalogue(folder)
    catalogue.close()
    expect((await failure(makeCatalogue(folder))).code).toBe('project/exists')
  })

  test.each([
    ['empty', (path: string) => writeFileSync(path, '')],
    ['text', (path: string) => writeFileSync(path, 'not a database, but longer than a hundred bytes. '.repeat(5))],
    ['truncated', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 60))],
    [
      'overwritten in the middle',
      (path: string) => {
        const bytes = readFileSync(path)
        bytes.fill(0xa5, 4096, bytes.length - 4096)
        writeFileSync(path, bytes)
      },
    ],
  ])('a damaged file (%s) is named, kept as it is, and the backup is pointed out', async (name, damage) => {
    const folder = fresh(`damaged ${name}`)
    const catalogue = await makeCatalogue(folder)
    catalogue.close()
    const path = join(folder, catalogueFileName)
    damage(path)
    const before = readFileSync(path)
    const error = await failure(reopen(folder))
    expect(error.code).toBe('project/damaged')
    expect(error.message).toContain(path)
    expect(error.message).toContain(join(folder, 'backups'))
    expect(readFileSync(path).equals(before)).toBe(true)
    expect(existsSync(join(folder, 'cameo.lock'))).toBe(false)
  })

  test("another program's database is not touched", async () => {
    const folder = fresh('foreign')
    const path = join(folder, catalogueFileName)
    const foreign = new Database(path)
    foreign.exec('CREATE TABLE thing (id INTEGER)')
    foreign.close()
    const { mtimeMs } = statSync(path)
    expect((await failure(reopen(folder))).code).toBe('project/not-a-catalogue')
    expect(statSync(path).mtimeMs).toBe(mtimeMs)
  })

  test('a catalogue of a newer version is refused', async () => {
    const folder = fresh('newer')
    const catalogue = await makeCatalogue(folder)
    catalogue.db.pragma('user_version = 99')
    catalogue.close()
    expect((await failure(reopen(folder))).code).toBe('project/newer')
  })
})

describe('what the schema holds itself', () => {
  test('events and alignments are only ever added', async () => {
    const catalogue = await makeCatalogue(fresh('append'))
    const { db } = catalogue
    expect(db.prepare('SELECT count(*) AS n FROM event').get()).toEqual({ n: 1 })
    expect(() => db.exec("UPDATE event SET actor = 'someone else'")).toThrow(/only ever added/)
    expect(() => db.exec('DELETE FROM event')).toThrow(/only ever added/)
    expect(() => db.exec("INSERT OR REPLACE INTO event VALUES (1, 't', 'x', 'v', 'forged', NULL, '{}')")).toThrow(
      /only ever added/,
    )
    const subjectId = catalogue.tables.subjects.insert('anna', null)
    expect(() =>
      db.prepare('INSERT INTO alignment_step VALUES (?,?,?,?,?,?,?,?)').run('s', 'no', null, 0, 'icp', '[]', '{}', ''),
    ).toThrow()
    expect(catalogue.tables.subjects.get(subjectId)?.name).toBe('anna')
    catalogue.close()
  })

  test('a transaction that fails leaves nothing', async () => {
    const catalogue = await makeCatalogue(fresh('rollback'))
    expect(() =>
      catalogue.transaction(() => {
        catalogue.tables.subjects.insert('anna', null)
        throw new Error('stop')
      }),
    ).toThrow('stop')
    expect(catalogue.tables.subjects.list()).toEqual([])
    catalogue.close()
  })
})
