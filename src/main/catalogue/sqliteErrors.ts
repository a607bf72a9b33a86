import Database from 'better-sqlite3'
import { CameoError } from '#core/model/errors.ts'

const sqliteCodeOf = (error: unknown): string | null => (error instanceof Database.SqliteError ? error.code : null)

export const isDamage = (error: unknown): boolean => {
  const code = sqliteCodeOf(error)
  return code !== null && (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB')
}

/** SQLite's errors in words a person can act on; anything else as it came. An I/O error is not called damage. */
export const explainSqliteError = (error: unknown): unknown => {
  const code = sqliteCodeOf(error)
  if (code === null) return error
  const detail = { sqlite: code, reason: (error as Error).message }
  if (code === 'SQLITE_FULL') {
    return new CameoError('disk/no-space', 'The disk is full. Free some space and try again; nothing was lost.', detail)
  }
  if (isDamage(error)) {
    return new CameoError(
      'project/damaged',
      "The project's catalogue is damaged. It was left as it is; close the project and open it again to see what can be done.",
      detail,
    )
  }
  if (code.startsWith('SQLITE_IOERR') || code === 'SQLITE_CANTOPEN' || code === 'SQLITE_READONLY') {
    return new CameoError(
      'disk/catalogue-unreachable',
      `The disk did not let the project's catalogue be read or written (${code}). Check the disk and try again; nothing was changed.`,
      detail,
    )
  }
  if (code.startsWith('SQLITE_BUSY')) {
    return new CameoError(
      'project/in-use',
      "Another program is using the project's catalogue. Close it and try again.",
      detail,
    )
  }
  return error
}
