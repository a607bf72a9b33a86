import type { Camera, LensDistortion } from '../model/camera.ts'
import { badInput } from '../model/errors.ts'
import type { Warning } from '../model/mesh.ts'
import { determinant3, identity4, type Mat4, toMat4 } from '../model/transform.ts'
import { asFloat64, type NpyArray } from './npy.ts'
import { readNpz, writeNpz } from './npz.ts'
import { counted, WarningList } from './warningList.ts'

/**
 * Reads a cameras.npz (IDR, H3DS): `world_mat_<i>` = K·[R|t] over a row 0 0 0 1, `scale_mat_<i>` from the unit sphere
 * to the world; 4×4 each. `distortion_<i>`, five numbers in OpenCV's order k1 k2 p1 p2 k3, is Cameo's own: other readers
 * take the camera for a pinhole. Camera index → camera, ascending.
 *
 * A camera without `scale_mat` gets that of the lowest camera that has one (readers normalise by one matrix anyway);
 * gaps in the numbers, matrices without their partner and unknown arrays are warnings.
 *
 * @throws input/camera-shape, input/camera-number, input/camera-distortion, input/no-cameras; readNpz's errors.
 */
export const readCamerasNpz = (bytes: Uint8Array): { cameras: Map<number, Camera>; warnings: Warning[] } => {
  const warnings = new WarningList()
  const worldMats = new Map<number, Mat4>()
  const scaleMats = new Map<number, Mat4>()
  const distortions = new Map<number, LensDistortion>()
  const unknown: string[] = []
  for (const [name, array] of readNpz(bytes)) {
    const match = /^(world|scale)_mat_(\d+)$/.exec(name)
    if (match) (match[1] === 'world' ? worldMats : scaleMats).set(Number(match[2]), toMatrix(name, array, warnings))
    else if (distortionName.test(name)) distortions.set(Number(name.slice(11)), toDistortion(name, array))
    else unknown.push(name)
  }
  if (unknown.length > 0)
    warnings.add('camera-arrays-skipped', `Arrays that are no cameras were skipped: ${unknown.join(', ')}.`)
  if (worldMats.size === 0) {
    throw badInput('no-cameras', 'This archive holds no cameras: there is no array named world_mat_0, world_mat_1, ….')
  }
  const indices = [...worldMats.keys()].sort((a, b) => a - b)
  noteGaps(indices, warnings)
  const orphans = [...scaleMats.keys()].filter((index) => !worldMats.has(index))
  if (orphans.length > 0)
    warnings.add('camera-world-missing', `scale_mat without world_mat was skipped: ${orphans.join(', ')}.`)
  const commonScale = scaleMats.get(Math.min(...scaleMats.keys()))
  const missing = indices.filter((index) => !scaleMats.has(index))
  if (missing.length > 0) {
    const taken = commonScale ? 'that of another camera was taken' : 'the identity was taken'
    warnings.add(
      'camera-scale-missing',
      `${counted(missing.length, 'camera')} without scale_mat, for which ${taken}: ${missing.join(', ')}.`,
    )
  }
  const cameras = new Map<number, Camera>()
  for (const index of indices) {
    const distortion = distortions.get(index)
    cameras.set(index, {
      worldMat: worldMats.get(index) as Mat4,
      scaleMat: scaleMats.get(index) ?? commonScale ?? identity4,
      ...(distortion ? { distortion } : {}),
    })
  }
  return { cameras, warnings: warnings.toArray() }
}

const noteGaps = (indices: readonly number[], warnings: WarningList): void => {
  const last = indices[indices.length - 1]
  if (indices.length === last + 1) return
  warnings.add(
    'camera-gaps',
    `The cameras are not numbered 0 to ${indices.length - 1} without gaps: ${summary(indices)}.`,
  )
}

const summary = (indices: readonly number[]): string =>
  indices.length <= 12 ? indices.join(', ') : `${indices.slice(0, 10).join(', ')}, … ${indices.at(-1)}`

const toMatrix = (name: string, array: NpyArray, warnings: WarningList): Mat4 => {
  if (array.shape.length !== 2 || array.shape[0] !== 4 || array.shape[1] !== 4) {
    throw badInput('camera-shape', `${name} has shape (${array.shape.join(', ')}); a camera matrix is (4, 4).`)
  }
  const numbers = asFloat64(array)
  if (!numbers.every(Number.isFinite)) throw badInput('camera-number', `${name} holds numbers that are not finite.`)
  const matrix = toMat4(numbers)
  if (determinant3(matrix) === 0) throw badInput('camera-number', `${name} is singular: it maps space onto a plane.`)
  if (matrix[12] === 0 && matrix[13] === 0 && matrix[14] === 0 && matrix[15] === 1) return matrix
  warnings.add('camera-last-row', `${name} has a last row other than 0 0 0 1; it was replaced.`)
  return toMat4([...matrix.slice(0, 12), 0, 0, 0, 1])
}

const distortionName = /^distortion_\d+$/

const toDistortion = (name: string, array: NpyArray): LensDistortion => {
  const numbers = asFloat64(array)
  if (numbers.length !== 5 || !numbers.every(Number.isFinite)) {
    throw badInput('camera-distortion', `${name} has to be five finite numbers: k1 k2 p1 p2 k3.`)
  }
  const [k1, k2, p1, p2, k3] = numbers
  return [k1, k2, p1, p2, k3]
}

/** Writes a cameras.npz in double precision, `world_mat_<i>`, `scale_mat_<i>` and, where a lens distorts, `distortion_<i>`. */
export const writeCamerasNpz = (cameras: ReadonlyMap<number, Camera>): Uint8Array => {
  const sorted = [...cameras].sort(([a], [b]) => a - b)
  return writeNpz(
    sorted.flatMap(([index, { worldMat, scaleMat, distortion }]) => [
      [`world_mat_${index}`, { shape: [4, 4], data: Float64Array.from(worldMat) }] as const,
      [`scale_mat_${index}`, { shape: [4, 4], data: Float64Array.from(scaleMat) }] as const,
      ...(distortion ? [[`distortion_${index}`, { shape: [5], data: Float64Array.from(distortion) }] as const] : []),
    ]),
  )
}
