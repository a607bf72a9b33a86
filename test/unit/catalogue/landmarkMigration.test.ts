import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { applyMigrations } from '#main/catalogue/migrate.ts'
import { migrations } from '#main/catalogue/migrations/index.ts'
import { landmarkSetTable } from '#main/catalogue/tables/landmarkSets.ts'
import { landmarkTable } from '#main/catalogue/tables/landmarks.ts'

test('landmarks of an older project become the set that everything uses, point by point', () => {
  const db = new Database(':memory:')
  // The rows that a scan refers to are not what is tested.
  db.pragma('foreign_keys = OFF')
  const before = migrations.filter(({ number }) => number < 5)
  applyMigrations(db, before, '0.0.0')
  const set = db.prepare("INSERT INTO landmark_set VALUES (?, 'h3ds-6', 'Ada', '2025-01-31T12:00:00Z', 'placed', 7)")
  const scan = db.prepare(
    `INSERT INTO scan (id, subject_id, frame_id, role, name, file_id, unit_source, vertex_count, triangle_count,
       has_colors, warnings, created_at)
     VALUES (?, 'subject', 'frame', 'fine', 'a.ply', 'file', 'user', 3, 1, 0, '[]', '2025-01-31T12:00:00Z')`,
  )
  scan.run('scan-1')
  scan.run('scan-2')
  set.run('scan-1')
  set.run('scan-2')
  const point = db.prepare('INSERT INTO landmark VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  point.run('scan-1', 1, 'nose_tip', 'placed', 1.5, 2, 3, 9, 0.25, 0.25, 0.5)
  point.run('scan-1', 0, 'chin', 'missing', null, null, null, null, null, null, null)
  point.run('scan-2', 0, 'nose_tip', 'occluded', 4, 5, 6, null, null, null, null)
  db.pragma('foreign_keys = ON')
  db.exec(migrations.find(({ number }) => number === 5)!.sql)
  expect(db.pragma('foreign_key_check(landmark)')).toEqual([])
  const header = { observer: '', scheme: 'h3ds-6', annotator: 'Ada', time: '2025-01-31T12:00:00Z', revision: 7 }
  const sets = landmarkSetTable(db)
  expect(sets.observers('scan-1')).toEqual([{ scanId: 'scan-1', ...header, provenance: 'placed' }])
  const landmarks = landmarkTable(db)
  expect(landmarks.get('scan-1')).toEqual([
    { name: 'chin', status: 'missing', position: null, surface: null },
    {
      name: 'nose_tip',
      status: 'placed',
      position: [1.5, 2, 3],
      surface: { triangle: 9, barycentrics: [0.25, 0.25, 0.5] },
    },
  ])
  expect(landmarks.get('scan-2')[0]).toMatchObject({ status: 'occluded', position: [4, 5, 6] })
  expect(landmarks.placedCount('scan-1')).toBe(1)
  // Only what is allowed comes in afterwards.
  const wrong = () => db.prepare("UPDATE landmark SET status = 'somewhere'").run()
  expect(wrong).toThrow(/CHECK/)
  expect(() => db.prepare("UPDATE landmark SET source = 'a machine'").run()).toThrow(/CHECK/)
  db.close()
})
