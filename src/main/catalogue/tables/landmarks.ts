import type Database from 'better-sqlite3'
import type { Landmark, LandmarkStatus } from '#core/model/landmarks.ts'

interface Stored {
  readonly name: string
  readonly status: LandmarkStatus
  readonly x: number | null
  readonly y: number | null
  readonly z: number | null
  readonly triangle: number | null
  readonly b0: number | null
  readonly b1: number | null
  readonly b2: number | null
}

const parse = ({ name, status, x, y, z, triangle, b0, b1, b2 }: Stored): Landmark => ({
  name,
  status,
  position: x === null || y === null || z === null ? null : [x, y, z],
  surface:
    triangle === null || b0 === null || b1 === null || b2 === null ? null : { triangle, barycentrics: [b0, b1, b2] },
})

/** The points of the landmark sets, in the order of the set. */
export const landmarkTable = (db: Database.Database) => {
  const select = db.prepare<[string], Stored>(
    'SELECT name, status, x, y, z, triangle, b0, b1, b2 FROM landmark WHERE scan_id = ? ORDER BY position',
  )
  const clear = db.prepare<[string]>('DELETE FROM landmark WHERE scan_id = ?')
  const insert = db.prepare<[Stored & { scanId: string; position: number }]>(
    `INSERT INTO landmark (scan_id, position, name, status, x, y, z, triangle, b0, b1, b2)
     VALUES (@scanId, @position, @name, @status, @x, @y, @z, @triangle, @b0, @b1, @b2)`,
  )
  const placed = db.prepare<[string], { count: number }>(
    "SELECT count(*) AS count FROM landmark WHERE scan_id = ? AND status = 'placed'",
  )
  return {
    get: (scanId: string): Landmark[] => select.all(scanId).map(parse),
    placedCount: (scanId: string): number => placed.get(scanId)!.count,
    replace: (scanId: string, landmarks: readonly Landmark[]): void => {
      clear.run(scanId)
      landmarks.forEach(({ name, status, position: xyz, surface }, position) => {
        const [x, y, z] = xyz ?? [null, null, null]
        const [b0, b1, b2] = surface?.barycentrics ?? [null, null, null]
        insert.run({ scanId, position, name, status, x, y, z, triangle: surface?.triangle ?? null, b0, b1, b2 })
      })
    },
  }
}
