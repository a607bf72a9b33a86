import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { CameoError } from '#core/model/errors.ts'
import { syncFolder } from '../files/writeFileAtomic.ts'

export type BackupReason = 'daily' | 'before-migration'

/** How many backups of each kind are kept. */
const kept: Readonly<Record<BackupReason, number>> = { daily: 7, 'before-migration': 10 }
const dayMs = 24 * 60 * 60 * 1000

export const backupFolder = (projectFolder: string): string => join(projectFolder, 'backups')

interface Backup {
  readonly name: string
  readonly reason: BackupReason
  readonly timeMs: number
}

const namePattern = /^catalogue-(\d{8}T\d{9}Z)-(daily|before-migration)\.sqlite$/

const parseName = (name: string): Backup | null => {
  const match = namePattern.exec(name)
  if (!match) return null
  const [, stamp, reason] = match
  const iso = stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z$/, '$1-$2-$3T$4:$5:$6.$7Z')
  return { name, reason: reason as BackupReason, timeMs: Date.parse(iso) }
}

/** Newest first. */
const listBackups = async (projectFolder: string): Promise<readonly Backup[]> => {
  const names = await readdir(backupFolder(projectFolder)).catch(() => [])
  return names.flatMap((name) => parseName(name) ?? []).sort((a, b) => b.timeMs - a.timeMs)
}

/** Path of the newest backup, null where there is none. */
export const newestBackup = async (projectFolder: string): Promise<string | null> => {
  const [newest] = await listBackups(projectFolder)
  return newest ? join(backupFolder(projectFolder), newest.name) : null
}

/** Throws `project/damaged` unless every page and index of the copy is sound. */
const checkCopy = (path: string): void => {
  const copy = new Database(path, { fileMustExist: true })
  try {
    copy.pragma('journal_mode = DELETE')
    const answer = copy.pragma('integrity_check(1)', { simple: true })
    if (answer !== 'ok') {
      throw new CameoError('project/damaged', `The catalogue did not pass its check when it was backed up: ${answer}.`)
    }
  } finally {
    copy.close()
  }
}

const removeOld = async (projectFolder: string, reason: BackupReason): Promise<void> => {
  const old = (await listBackups(projectFolder)).filter((backup) => backup.reason === reason).slice(kept[reason])
  for (const { name } of old) await rm(join(backupFolder(projectFolder), name), { force: true })
}

/**
 * Copies the live catalogue by SQLite's own backup, checks the copy, and only then gives it its name.
 * Returns its path. Throws `project/damaged` where the copy is not sound; older backups then stay untouched.
 */
export const backupCatalogue = async (
  db: Database.Database,
  projectFolder: string,
  reason: BackupReason,
): Promise<string> => {
  const folder = backupFolder(projectFolder)
  await mkdir(folder, { recursive: true })
  const stamp = new Date().toISOString().replaceAll(/[-:.]/g, '')
  const path = join(folder, `catalogue-${stamp}-${reason}.sqlite`)
  const draft = `${path}.draft`
  try {
    await db.backup(draft)
    checkCopy(draft)
    const handle = await open(draft, 'r+')
    await handle.sync().finally(() => handle.close())
    await rename(draft, path)
    await syncFolder(folder)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
  await removeOld(projectFolder, reason)
  return path
}

export const isDailyBackupDue = async (projectFolder: string): Promise<boolean> => {
  const newest = (await listBackups(projectFolder)).find(({ reason }) => reason === 'daily')
  return !newest || Date.now() - newest.timeMs >= dayMs
}
