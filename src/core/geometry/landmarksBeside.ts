import { type LandmarkSet, placedPoints } from '../model/landmarks.ts'
import type { Mesh, Warning } from '../model/mesh.ts'
import { boxOf } from './meshUnit.ts'

/** Part of the mesh's longest side that landmarks of it may lie outside of its box. */
const slack = 0.1

/** Told where a landmark lies far outside of the box of its mesh: another unit or another frame. */
export const landmarksBeside = (
  { positions }: Pick<Mesh, 'positions'>,
  set: Pick<LandmarkSet, 'landmarks'>,
  fileName: string,
): Warning[] => {
  const { low, high } = boxOf(positions)
  const reach = slack * Math.max(...high.map((value, axis) => value - low[axis]))
  const beside = [...placedPoints(set)].filter(([, point]) =>
    point.some((value, axis) => value < low[axis] - reach || value > high[axis] + reach),
  )
  if (beside.length === 0) return []
  const [[name]] = beside
  const message = `${beside.length} landmarks of ${fileName}, ${name} among them, do not lie on its mesh: they are of another mesh, frame or unit, and the numbers say nothing.`
  return [{ code: 'landmarks-beside-mesh', message }]
}
