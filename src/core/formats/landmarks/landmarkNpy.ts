import { badInput } from '../../model/errors.ts'
import type { LandmarkSet } from '../../model/landmarks.ts'
import type { Vec3 } from '../../model/transform.ts'
import { asFloat64, readNpy, writeNpy } from '../npy.ts'
import type { LandmarkReading, LandmarkReadOptions } from '../types.ts'
import { WarningList } from '../warningList.ts'
import { toLandmarkSet } from './pointList.ts'

/**
 * Reads landmarks from a plain .npy of shape (N, 3) or (1, N, 3). Rows that are not finite are missing points.
 *
 * @throws input/landmark-shape; readNpy's errors.
 */
export const readLandmarkNpy = (bytes: Uint8Array, options: LandmarkReadOptions): LandmarkReading => {
  const warnings = new WarningList()
  const array = readNpy(bytes)
  const shape = array.shape.length === 3 && array.shape[0] === 1 ? array.shape.slice(1) : array.shape
  if (shape.length !== 2 || shape[1] !== 3) {
    throw badInput('landmark-shape', `The array has shape (${array.shape.join(', ')}); landmarks are (N, 3).`)
  }
  const numbers = asFloat64(array)
  const positions = Array.from({ length: shape[0] }, (_, i): Vec3 | null => {
    const row: Vec3 = [numbers[i * 3], numbers[i * 3 + 1], numbers[i * 3 + 2]]
    return row.every(Number.isFinite) ? row : null
  })
  const set = toLandmarkSet({ names: null, positions, absent: 'missing' }, options, warnings)
  return { set, warnings: warnings.toArray() }
}

/** Writes the positions as (N, 3) doubles in the set's order; points without one become rows of NaN. Names are lost. */
export const writeLandmarkNpy = ({ landmarks }: LandmarkSet): Uint8Array =>
  writeNpy({
    shape: [landmarks.length, 3],
    data: Float64Array.from(landmarks.flatMap(({ position }) => position ?? [Number.NaN, Number.NaN, Number.NaN])),
  })
