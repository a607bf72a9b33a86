import { type Doubt, type DoubtedScan, landmarkDoubts } from '#core/editor/landmarkDoubts.ts'
import { landmarkTitle } from '#core/editor/landmarkTitle.ts'
import { shapeDoubts } from '#core/geometry/shape/pointDoubts.ts'
import type { ShapeDoubts } from '#core/model/landmarkFindings.ts'
import { placedPoints } from '#core/model/landmarks.ts'
import type { Vec3 } from '#core/model/transform.ts'
import type { Work } from './messages.ts'

export interface PointDoubtsInput {
  /** At most two, one of each side. */
  readonly scans: readonly (Omit<DoubtedScan, 'shape'> & {
    /** The other heads of the project: name → position, each in its own frame and unit. */
    readonly heads: readonly ReadonlyMap<string, Vec3>[]
  })[]
  /** What the points of the scheme are called, by name. */
  readonly titles: ReadonlyMap<string, string>
}

export interface PointDoubts {
  readonly doubts: readonly Doubt[]
  /** How far each point lies from where the others and the other heads would have it, by scan; null: too few points. */
  readonly shapes: ReadonlyMap<string, ShapeDoubts | null>
}

/** Everything that is doubtful about the points so far: of 68 points a tenth of a second, which no click should wait for. */
export const pointDoubts: Work<'landmarks.doubts'> = async ({ scans, titles }, context) => {
  const shapes = new Map<string, ShapeDoubts | null>()
  for (const scan of scans) {
    // A later click takes this question back before anything of it is worked out.
    await context.pause()
    shapes.set(scan.id, shapeDoubts(placedPoints(scan), scan.heads))
  }
  const doubted = scans.map((scan) => ({ ...scan, shape: shapes.get(scan.id) }))
  const doubts = landmarkDoubts(doubted, (name) => titles.get(name) ?? landmarkTitle(name))
  context.emit({ doubts, shapes }, [])
}
