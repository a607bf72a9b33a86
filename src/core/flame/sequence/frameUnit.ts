import { selectRank } from '../../geometry/selectRank.ts'
import { fitSimilarity } from '../../geometry/similarity.ts'
import { CameoError } from '../../model/errors.ts'
import type { LandmarkSet } from '../../model/landmarks.ts'
import type { Mesh, Warning } from '../../model/mesh.ts'
import { type LengthUnit, mmPer } from '../../model/units.ts'
import type { LandmarkEmbedding } from '../embedding.ts'
import { FitState } from '../fitState.ts'
import { pointOnSurface } from '../landmarkRows.ts'
import type { FlameModel } from '../model.ts'
import { matchInput } from '../registerToFlame.ts'
import { type FrameParameters, setParameters } from './frameParameters.ts'

/** What frames of one sequence may be mixed up in: a factor of 10, 100, 1000 or more apart. */
const mixedUnits = ['m', 'dm', 'cm', 'mm', 'um'] as const
/** The same head by its landmarks, and the same scanner's view of it, are this much larger or smaller at most. */
const mostOfLandmarks = 1.4
const mostOfScans = 2
/** As long as a scan is no more than so many times the one before, its unit is not doubted for its size. */
const undoubted = 4
const fewestLandmarks = 3
const mostPoints = 20_000

/** Median distance of a scan's points from their middle, in its own unit: floating pieces do not count. */
export const scanSize = ({ positions }: Pick<Mesh, 'positions'>): number => {
  const count = positions.length / 3
  const step = Math.max(1, Math.floor(count / mostPoints))
  const values = new Float64Array(Math.ceil(count / step))
  const middle = [0, 1, 2].map((axis) => {
    for (let i = 0; i < values.length; i++) values[i] = positions[i * step * 3 + axis]
    return selectRank(values, values.length >> 1)
  })
  for (let i = 0; i < values.length; i++) {
    const at = i * step * 3
    const x = positions[at] - middle[0]
    const y = positions[at + 1] - middle[1]
    const z = positions[at + 2] - middle[2]
    values[i] = Math.sqrt(x * x + y * y + z * z)
  }
  return selectRank(values, values.length >> 1)
}

export interface FrameUnitInput {
  readonly scan: Mesh
  /** Of the sequence. */
  readonly unit: LengthUnit
  /** `scanSize` of the frame before, metres. */
  readonly sizeBeforeM: number
  readonly landmarks: LandmarkSet | null
  readonly before: FrameParameters
  readonly model: FlameModel
  readonly embedding: LandmarkEmbedding | null
}

/** The one unit in which `size` is `expectedM` within a factor; null where none or several do. */
const unitWithin = (size: number, expectedM: number, most: number): LengthUnit | null => {
  const fitting = mixedUnits.filter((unit) => {
    const ratio = (size * mmPer(unit)) / 1000 / expectedM
    return ratio <= most && ratio >= 1 / most
  })
  return fitting.length === 1 ? fitting[0] : null
}

/** Units of the scan in a metre by its landmarks; null where they are too few, or lie on a line. */
const unitsPerMetre = ({ landmarks, model, embedding, before }: FrameUnitInput): number | null => {
  const pairs = landmarks ? matchInput({ landmarks, model, embedding }).pairs : []
  if (pairs.length < fewestLandmarks) return null
  const state = new FitState(model)
  setParameters(state, before, [0, 0, 0])
  const source = pairs.flatMap((pair) => pointOnSurface(pair, state.forward.vertices))
  try {
    return fitSimilarity({ source, target: pairs.flatMap(({ position }) => position), scale: 'free' }).scale
  } catch (error) {
    if (error instanceof CameoError && error.code.startsWith('input/')) return null
    throw error
  }
}

/**
 * The unit of a frame that may not be that of its sequence: by its landmarks, and by its size against the frame before.
 * Another unit is taken only where that of the sequence fits neither, and one other alone fits all that is known;
 * else the sequence's stays. The warning tells of another.
 */
export const frameUnit = (
  input: FrameUnitInput,
): { readonly unit: LengthUnit; readonly warnings: readonly Warning[] } => {
  const { scan, unit, sizeBeforeM } = input
  const kept = { unit, warnings: [] }
  const size = scanSize(scan)
  const metres = (size * mmPer(unit)) / 1000
  if (!(size > 0 && sizeBeforeM > 0)) return kept
  if (metres < undoubted * sizeBeforeM && metres > sizeBeforeM / undoubted) return kept
  const bySize = unitWithin(size, sizeBeforeM, mostOfScans)
  const scale = unitsPerMetre(input)
  const byLandmarks = scale === null ? bySize : unitWithin(scale, 1, mostOfLandmarks)
  if (bySize === null || bySize === unit || byLandmarks !== bySize) return kept
  const evidence = scale === null ? 'its size beside the frame before' : 'its landmarks and its size'
  const message = `This frame is in ${bySize}, the sequence in ${unit}: told by ${evidence}. It was read in ${bySize}.`
  return { unit: bySize, warnings: [{ code: 'frame-unit', message }] }
}
