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

/**
 * Applies each migration in one transaction of its own: it happens as a whole or not at all. Foreign keys are not
 * enforced meanwhile, so that a table that others refer to can be made anew; what each migration leaves is checked
 * before it is committed.
 */
export const applyMigrations = (db: Database.Database, migrations: readonly Migration[], toolVersion: string): void => {
  const enforced = db.pragma('foreign_keys', { simple: true })
  // Within a transaction this would do nothing.
  db.pragma('foreign_keys = OFF')
  try {
    for (const migration of migrations) db.transaction(() => applyMigration(db, migration, toolVersion)).immediate()
  } finally {
    db.pragma(`foreign_keys = ${enforced}`)
  }
}

const applyMigration = (db: Database.Database, { number, name, sql }: Migration, toolVersion: string): void => {
  db.exec(sql)
  const broken = db.pragma('foreign_key_check') as readonly { table: string; parent: string }[]
  if (broken.length > 0) {
    const [{ table, parent }] = broken
    throw new CameoError(
      'internal/migration-breaks-references',
      `The migration “${name}” would leave ${broken.length} rows of ${table} without their ${parent}; nothing was changed.`,
    )
  }
  db.prepare('INSERT INTO migration (number, name, applied_at, tool_version) VALUES (?, ?, ?, ?)').run(
    number,
    name,
    new Date().toISOString(),
    toolVersion,
  )
  db.pragma(`user_version = ${number}`)
}
