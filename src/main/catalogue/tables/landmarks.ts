import type Database from 'better-sqlite3'
import { type Landmark, type LandmarkSource, type LandmarkStatus, plainLandmark } from '#core/model/landmarks.ts'

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
  readonly reason: string | null
  readonly source: LandmarkSource | null
}

const parse = ({ name, status, x, y, z, triangle, b0, b1, b2, reason, source }: Stored): Landmark =>
  plainLandmark({
    name,
    status,
    position: x === null || y === null || z === null ? null : [x, y, z],
    surface:
      triangle === null || b0 === null || b1 === null || b2 === null ? null : { triangle, barycentrics: [b0, b1, b2] },
    reason,
    source,
  })

/** The points of the landmark sets, in the order of the set. `observer` as in `landmarkSetTable`. */
export const landmarkTable = (db: Database.Database) => {
  const select = db.prepare<[string, string], Stored>(
    `SELECT name, status, x, y, z, triangle, b0, b1, b2, reason, source FROM landmark
     WHERE scan_id = ? AND observer = ? ORDER BY position`,
  )
  const clear = db.prepare<[string, string]>('DELETE FROM landmark WHERE scan_id = ? AND observer = ?')
  const insert = db.prepare<[Stored & { scanId: string; observer: string; position: number }]>(
    `INSERT INTO landmark
       (scan_id, observer, position, name, status, x, y, z, triangle, b0, b1, b2, reason, source)
     VALUES (@scanId, @observer, @position, @name, @status, @x, @y, @z, @triangle, @b0, @b1, @b2, @reason, @source)`,
  )
  const placed = db.prepare<[string, string], { count: number }>(
    "SELECT count(*) AS count FROM landmark WHERE scan_id = ? AND observer = ? AND status = 'placed'",
  )
  return {
    get: (scanId: string, observer = ''): Landmark[] => select.all(scanId, observer).map(parse),
    placedCount: (scanId: string, observer = ''): number => placed.get(scanId, observer)!.count,
    replace: (scanId: string, landmarks: readonly Landmark[], observer = ''): void => {
      clear.run(scanId, observer)
      landmarks.forEach((landmark, position) => {
        const { name, status, surface, reason = null, source = null } = landmark
        const [x, y, z] = landmark.position ?? [null, null, null]
        const [b0, b1, b2] = surface?.barycentrics ?? [null, null, null]
        const place = { x, y, z, triangle: surface?.triangle ?? null, b0, b1, b2 }
        insert.run({ scanId, observer, position, name, status, ...place, reason, source })
      })
    },
  }
}
