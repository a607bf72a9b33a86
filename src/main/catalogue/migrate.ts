import type Database from 'better-sqlite3'
import { CameoError } from '#core/model/errors.ts'
import { migrations as allMigrations, type Migration } from './migrations/index.ts'

export const schemaVersionOf = (db: Database.Database): number => db.pragma('user_version', { simple: true }) as number

export const latestSchemaVersion = (migrations: readonly Migration[] = allMigrations): number =>
  migrations.at(-1)?.number ?? 0

/** Throws `project/newer` where a newer Cameo has written the catalogue. */
export const pendingMigrations = (
  db: Database.Database,
  migrations: readonly Migration[] = allMigrations,
): readonly Migration[] => {
  const version = schemaVersionOf(db)
  if (version > latestSchemaVersion(migrations)) {
    throw new CameoError(
      'project/newer',
      `This project was last opened by a newer Cameo (catalogue version ${version}, this one knows ${latestSchemaVersion(migrations)}). Update Cameo to open it.`,
    )
  }
  return migrations.filter(({ number }) => number > version)
}

/** Applies each migration in one transaction of its own: it happens as a whole or not at all. */
export const applyMigrations = (db: Database.Database, migrations: readonly Migration[], toolVersion: string): void => {
  for (const { number, name, sql } of migrations) {
    db.transaction(() => {
      db.exec(sql)
      db.prepare('INSERT INTO migration (number, name, applied_at, tool_version) VALUES (?, ?, ?, ?)').run(
        number,
        name,
        new Date().toISOString(),
        toolVersion,
      )
      db.pragma(`user_version = ${number}`)
    }).immediate()
  }
}
