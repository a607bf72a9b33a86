import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { CameoError } from '#core/model/errors.ts'
import { isThere } from '../files/isThere.ts'
import { syncFolder } from '../files/writeFileAtomic.ts'
import { backupCatalogue, isDailyBackupDue, newestBackup } from './backup.ts'
import { applyMigrations, pendingMigrations } from './migrate.ts'
import { migrations as allMigrations, type Migration } from './migrations/index.ts'
import { explainSqliteError, isDamage } from './sqliteErrors.ts'
import { createTables, type Tables } from './tables/index.ts'
import { takeWriterLock } from './writerLock.ts'

export const catalogueFileName = 'catalogue.sqlite'
/** "CAME", at byte 68 of the file. */
const applicationId = 0x43414d45
/** Below this the WAL-reset corruption bug is there. */
const oldestSqlite = [3, 51, 3] as const
/** Catalogues up to this size are checked whenever they are opened; larger ones with each daily backup. */
const quickCheckBytes = 64 * 1024 * 1024

export interface OpenOptions {
  readonly folder: string
  /** Who opens it: named to others who try. */
  readonly holderName: string
  readonly toolVersion: string
  /** For tests of what is to come. */
  readonly migrations?: readonly Migration[]
}

export interface Catalogue {
  readonly folder: string
  readonly path: string
  readonly db: Database.Database
  readonly tables: Tables
  /** Runs `work` as one durable change: committed and flushed when it returns, undone as a whole when it throws. */
  transaction<T>(work: () => T): T
  /** A checked backup, unless there is one of the last 24 hours. */
  backupDaily(): Promise<void>
  close(): void
}

const checkSqliteVersion = (): void => {
  const db = new Database(':memory:')
  const { version } = db.prepare<[], { version: string }>('SELECT sqlite_version() AS version').get()!
  db.close()
  const parts = version.split('.').map(Number)
  const first = oldestSqlite.findIndex((number, i) => parts[i] !== number)
  if (first >= 0 && parts[first] < oldestSqlite[first]) {
    throw new CameoError(
      'internal/sqlite-too-old',
      `SQLite ${version} can damage catalogues; ${oldestSqlite.join('.')} or newer is needed. Run npm ci.`,
    )
  }
}

const damaged = async (folder: string, reason: string): Promise<CameoError> => {
  const path = join(folder, catalogueFileName)
  const backup = await newestBackup(folder)
  const way = backup
    ? `The newest checked backup is ${backup}: move the damaged file aside and copy the backup to its place.`
    : 'There is no backup beside it.'
  return new CameoError('project/damaged', `${path} is damaged (${reason}). It was left untouched. ${way}`, {
    path,
    backup,
    reason,
  })
}

const notFound = async (folder: string): Promise<CameoError> => {
  const path = join(folder, catalogueFileName)
  const backup = await newestBackup(folder)
  const left = backup ?? ((await isThere(`${path}-wal`)) ? `${path}-wal` : null)
  if (left) {
    return new CameoError(
      'project/catalogue-missing',
      `${path} is gone, but ${left} is still there. No new catalogue was made in its place: restore the file first.`,
      { path, left },
    )
  }
  return new CameoError('project/not-found', `${folder} is not a Cameo project: it holds no ${catalogueFileName}.`, {
    path,
  })
}

/** Looks at the first hundred bytes before SQLite does: it would turn an empty file into a new catalogue. */
const checkHeader = async (folder: string): Promise<void> => {
  const path = join(folder, catalogueFileName)
  const handle = await open(path, 'r')
  const header = Buffer.alloc(100)
  const { bytesRead } = await handle.read(header, 0, 100, 0).finally(() => handle.close())
  if (bytesRead < 100) throw await damaged(folder, `it has only ${bytesRead} bytes`)
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0') throw await damaged(folder, 'it is not a SQLite file')
  if (header.readUInt32BE(68) !== applicationId) {
    throw new CameoError('project/not-a-catalogue', `${path} belongs to another program. Choose another folder.`, {
      path,
    })
  }
}

const setPragmas = (db: Database.Database): void => {
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.pragma('foreign_keys = ON')
  db.pragma('recursive_triggers = ON')
  db.pragma('busy_timeout = 5000')
  db.pragma('trusted_schema = OFF')
  db.pragma('cell_size_check = ON')
  db.pragma('mmap_size = 0')
}

/** What must hold after a write, because some builds lower `synchronous` with the first one. */
const durablePragmas: Readonly<Record<string, unknown>> = {
  journal_mode: 'wal',
  synchronous: 2,
  foreign_keys: 1,
  recursive_triggers: 1,
  trusted_schema: 0,
  cell_size_check: 1,
  mmap_size: 0,
}

const assertDurable = (db: Database.Database): void => {
  for (const [name, wanted] of Object.entries(durablePragmas)) {
    // A build without memory mapping answers nothing for mmap_size.
    const found = db.pragma(name, { simple: true }) ?? 0
    if (found !== wanted) {
      throw new CameoError(
        'internal/not-durable',
        `The catalogue would not be safe: ${name} is ${found}, not ${wanted}.`,
      )
    }
  }
}

/** Makes a whole catalogue under another name and renames it: a crash leaves none rather than an empty one. */
const buildCatalogue = async (
  { folder, toolVersion, migrations = allMigrations }: OpenOptions,
  fill: (tables: Tables) => void,
): Promise<void> => {
  const draft = join(folder, `.cameo-${randomBytes(8).toString('hex')}.tmp`)
  const db = new Database(draft)
  try {
    db.pragma(`application_id = ${applicationId}`)
    applyMigrations(db, migrations, toolVersion)
    fill(createTables(db))
    db.close()
    const handle = await open(draft, 'r+')
    await handle.sync().finally(() => handle.close())
    await rename(draft, join(folder, catalogueFileName))
    await syncFolder(folder)
  } catch (error) {
    db.close()
    await rm(draft, { force: true })
    throw error
  }
}

const connect = async (options: OpenOptions, release: () => void): Promise<Catalogue> => {
  const { folder, toolVersion, migrations = allMigrations } = options
  const path = join(folder, catalogueFileName)
  await checkHeader(folder)
  const db = new Database(path, { fileMustExist: true, timeout: 5000 })
  const backupDaily = async (): Promise<void> => {
    if (await isDailyBackupDue(folder)) await backupCatalogue(db, folder, 'daily')
  }
  try {
    setPragmas(db)
    const pages = db.pragma('page_count', { simple: true }) as number
    if (pages * 4096 <= quickCheckBytes) {
      const answer = db.pragma('quick_check(1)', { simple: true })
      if (answer !== 'ok') throw await damaged(folder, String(answer))
    }
    const pending = pendingMigrations(db, migrations)
    if (pending.length > 0) {
      await backupCatalogue(db, folder, 'before-migration')
      applyMigrations(db, pending, toolVersion)
    }
    await backupDaily()
    const tables = createTables(db)
    tables.events.add({ actor: options.holderName, toolVersion, kind: 'project.opened', subjectId: null, data: {} })
    assertDurable(db)
    const close = (): void => {
      db.close()
      release()
    }
    return { folder, path, db, tables, backupDaily, close, transaction: (work) => db.transaction(work).immediate() }
  } catch (error) {
    db.close()
    throw isDamage(error) ? await damaged(folder, (error as Error).message) : explainSqliteError(error)
  }
}

/**
 * The one function that opens a catalogue: takes the writer lock, checks the file, backs it up before a migration and
 * once a day, and answers only when durability is asserted.
 * Throws `project/not-found`, `project/catalogue-missing`, `project/damaged`, `project/newer`, `project/in-use`.
 */
export const openCatalogue = async (options: OpenOptions): Promise<Catalogue> => {
  checkSqliteVersion()
  if (!(await isThere(join(options.folder, catalogueFileName)))) throw await notFound(options.folder)
  const lock = takeWriterLock(options.folder, options.holderName)
  try {
    return await connect(options, lock.release)
  } catch (error) {
    lock.release()
    throw error
  }
}

/**
 * Makes a catalogue in `folder` (made where it is missing), fills it with `fill` and opens it.
 * Throws `project/exists` where there is one, `project/catalogue-missing` where there was one.
 */
export const createCatalogue = async (options: OpenOptions, fill: (tables: Tables) => void): Promise<Catalogue> => {
  checkSqliteVersion()
  const { folder, holderName } = options
  await mkdir(folder, { recursive: true })
  const lock = takeWriterLock(folder, holderName)
  try {
    if (await isThere(join(folder, catalogueFileName))) {
      throw new CameoError('project/exists', `${folder} already holds a project. Open it, or choose another folder.`)
    }
    const missing = await notFound(folder)
    if (missing.code !== 'project/not-found') throw missing
    await buildCatalogue(options, fill)
    return await connect(options, lock.release)
  } catch (error) {
    lock.release()
    throw error
  }
}
