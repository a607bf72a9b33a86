import type Database from 'better-sqlite3'
import { newId, now } from './newId.ts'

export interface SubjectRow {
  readonly id: string
  readonly name: string
  /** As stored paths are: relative inside the project folder, else absolute. */
  readonly sourcePath: string | null
  readonly age: number | null
  readonly gender: string | null
  readonly ethnicity: string | null
}

const columns = 'id, name, source_path AS sourcePath, age, gender, ethnicity'

export const subjectTable = (db: Database.Database) => {
  const insert = db.prepare<[string, string, string | null, string]>(
    'INSERT INTO subject (id, name, source_path, created_at) VALUES (?, ?, ?, ?)',
  )
  const list = db.prepare<[], SubjectRow>(`SELECT ${columns} FROM subject ORDER BY name COLLATE NOCASE, id`)
  const byId = db.prepare<[string], SubjectRow>(`SELECT ${columns} FROM subject WHERE id = ?`)
  const byName = db.prepare<[string], SubjectRow>(`SELECT ${columns} FROM subject WHERE name = ?`)
  const bySource = db.prepare<[string], SubjectRow>(`SELECT ${columns} FROM subject WHERE source_path = ?`)
  const rename = db.prepare<[string, string]>('UPDATE subject SET name = ? WHERE id = ?')
  const describe = db.prepare<[number | null, string | null, string | null, string]>(
    'UPDATE subject SET age = ?, gender = ?, ethnicity = ? WHERE id = ?',
  )
  return {
    insert: (name: string, sourcePath: string | null): string => {
      const id = newId()
      insert.run(id, name, sourcePath, now())
      return id
    },
    /** By name. */
    list: (): readonly SubjectRow[] => list.all(),
    get: (id: string): SubjectRow | undefined => byId.get(id),
    byName: (name: string): SubjectRow | undefined => byName.get(name),
    bySource: (sourcePath: string): SubjectRow | undefined => bySource.get(sourcePath),
    rename: (id: string, name: string): void => {
      rename.run(name, id)
    },
    describe: (id: string, { age, gender, ethnicity }: Pick<SubjectRow, 'age' | 'gender' | 'ethnicity'>): void => {
      describe.run(age, gender, ethnicity, id)
    },
  }
}
