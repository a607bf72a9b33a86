import type Database from 'better-sqlite3'
import type { MaskClass } from '#core/model/maskClasses.ts'
import { now } from './newId.ts'

interface Stored {
  readonly name: string
  readonly title: string
  readonly color: string
  readonly isExclusive: number
}

/** The user's own classes of masks, in the order in which they were made. */
export const maskClassTable = (db: Database.Database) => {
  const list = db.prepare<[], Stored>(
    'SELECT name, title, color, is_exclusive AS isExclusive FROM mask_class ORDER BY rowid',
  )
  const put = db.prepare<[Stored & { createdAt: string }]>(
    `INSERT INTO mask_class (name, title, color, is_exclusive, created_at)
     VALUES (@name, @title, @color, @isExclusive, @createdAt)
     ON CONFLICT (name) DO UPDATE SET title = excluded.title, color = excluded.color,
       is_exclusive = excluded.is_exclusive`,
  )
  return {
    list: (): readonly MaskClass[] => list.all().map((row) => ({ ...row, isExclusive: row.isExclusive === 1 })),
    put: (row: MaskClass): void => {
      put.run({ ...row, isExclusive: Number(row.isExclusive), createdAt: now() })
    },
  }
}
