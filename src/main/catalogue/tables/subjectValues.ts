import type Database from 'better-sqlite3'

/** The free key-values of a subject. */
export const subjectValueTable = (db: Database.Database) => {
  const select = db.prepare<[string], { key: string; value: string }>(
    'SELECT key, value FROM subject_value WHERE subject_id = ? ORDER BY key',
  )
  const clear = db.prepare<[string]>('DELETE FROM subject_value WHERE subject_id = ?')
  const insert = db.prepare<[string, string, string]>(
    'INSERT INTO subject_value (subject_id, key, value) VALUES (?, ?, ?)',
  )
  return {
    get: (subjectId: string): Record<string, string> =>
      Object.fromEntries(select.all(subjectId).map(({ key, value }) => [key, value])),
    replace: (subjectId: string, values: Readonly<Record<string, string>>): void => {
      clear.run(subjectId)
      for (const [key, value] of Object.entries(values)) insert.run(subjectId, key, value)
    },
  }
}
