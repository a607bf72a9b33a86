import { readNpz } from '../formats/npz.ts'
import { isObjectNpy, readObjectNpy, readPickle } from '../formats/pickle.ts'
import { badInput } from '../model/errors.ts'
import { expectArray } from './sourceArray.ts'

export { deriveRegions } from './deriveRegions.ts'

/** Lists of a model's vertices by region name (`face`, `scalp`, `left_ear`, …). */
export type Regions = ReadonlyMap<string, Uint32Array>

/**
 * Reads region lists as users have them: `FLAME_masks.pkl` (a pickled dict of index arrays), or the same as .npz or
 * object .npy.
 * @throws CameoError `input/flame-regions` where there are none in the file.
 */
export const loadRegions = (bytes: Uint8Array, fileName: string): Regions => {
  const table =
    bytes[0] === 0x50 && bytes[1] === 0x4b
      ? readNpz(bytes)
      : isObjectNpy(bytes)
        ? readObjectNpy(bytes)
        : readPickle(bytes)
  const regions = new Map<string, Uint32Array>()
  if (table instanceof Map) {
    for (const [name, value] of table) {
      const indices = expectArray(value)
      if (!indices || typeof name !== 'string') continue
      regions.set(
        name,
        Uint32Array.from(Array.from(indices.data as ArrayLike<number>, (v) => indexOf(Number(v), name, fileName))),
      )
    }
  }
  if (regions.size === 0) {
    throw badInput('flame-regions', `"${fileName}" holds no regions: it is not a table of lists of vertices.`)
  }
  return regions
}

const indexOf = (value: number, name: string, fileName: string): number => {
  if (Number.isInteger(value) && value >= 0 && value < 2 ** 32) return value
  throw badInput('flame-regions', `Region "${name}" of "${fileName}" names vertex ${value}.`)
}
