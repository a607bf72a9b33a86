import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { backupCatalogue } from '#main/catalogue/backup.ts'
import { latestSchemaVersion } from '#main/catalogue/migrate.ts'
import { migrations } from '#main/catalogue/migrations/index.ts'
import { openCatalogue } from '#main/catalogue/open.ts'
import { temporaryFolder } from './temporaryFolder.ts'
import { makeCatalogue, optionsFor, reopen } from './testCatalogue.ts'

const root = temporaryFolder('backup')
const backupsOf = (folder: string): string[] => readdirSync(join(folder, 'backups')).sort()

describe('backups', () => {
  test('one a day, sound and complete', async () => {
    const folder = join(root, 'daily')
    const catalogue = await makeCatalogue(folder)
    catalogue.tables.subjects.insert('anna', null)
    await catalogue.backupDaily()
    expect(backupsOf(folder)).toHaveLength(1)
    await backupCatalogue(catalogue.db, folder, 'daily')
    const names = backupsOf(folder)
    expect(names).toHaveLength(2)
    const copy = new Database(join(folder, 'backups', names[1]), { readonly: true })
    expect(copy.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(copy.prepare('SELECT name FROM subject').get()).toEqual({ name: 'anna' })
    copy.close()
    catalogue.close()
  })

  test('the newest seven daily ones are kept; foreign files stay', async () => {
    const folder = join(root, 'retention')
    const catalogue = await makeCatalogue(folder)
    const backups = join(folder, 'backups')
    for (let day = 1; day <= 9; day++)
      writeFileSync(join(backups, `catalogue-2024010${day}T120000000Z-daily.sqlite`), '')
    writeFileSync(join(backups, 'notes.txt'), 'mine')
    const made = await backupCatalogue(catalogue.db, folder, 'daily')
    const names = backupsOf(folder)
    expect(names.filter((name) => name.endsWith('-daily.sqlite'))).toHaveLength(7)
    expect(names).toContain('notes.txt')
    expect(names.map((name) => join(backups, name))).toContain(made)
    expect(names).not.toContain('catalogue-20240101T120000000Z-daily.sqlite')
    catalogue.close()
  })
})

describe('migrations', () => {
  const added = { number: latestSchemaVersion() + 1, name: 'added', sql: 'CREATE TABLE added (id INTEGER) STRICT' }
  const broken = { ...added, sql: 'CREATE TABLE added (id INTEGER) STRICT; CREATE TABLE nonsense nonsense' }

  test('a migration is preceded by a backup of the old form', async () => {
    const folder = join(root, 'migrate')
    ;(await makeCatalogue(folder)).close()
    const catalogue = await openCatalogue({ ...optionsFor(folder), migrations: [...migrations, added] })
    expect(catalogue.db.pragma('user_version', { simple: true })).toBe(added.number)
    expect(catalogue.db.prepare('SELECT name FROM migration ORDER BY number').all()).toContainEqual({ name: 'added' })
    catalogue.close()
    const [backup] = backupsOf(folder).filter((name) => name.includes('before-migration'))
    const copy = new Database(join(folder, 'backups', backup), { readonly: true })
    expect(copy.pragma('user_version', { simple: true })).toBe(latestSchemaVersion())
    copy.close()
  })

  test('a migration that fails leaves the catalogue as it was', async () => {
    const folder = join(root, 'broken')
    mkdirSync(folder)
    ;(await makeCatalogue(folder)).close()
    await expect(openCatalogue({ ...optionsFor(folder), migrations: [...migrations, broken] })).rejects.toThrow()
    const catalogue = await reopen(folder)
    expect(catalogue.db.pragma('user_version', { simple: true })).toBe(latestSchemaVersion())
    expect(() => catalogue.db.prepare('SELECT * FROM added')).toThrow()
    catalogue.close()
  })
})
