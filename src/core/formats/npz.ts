import { zipSync } from 'fflate'
import { CameoError } from '../model/errors.ts'
import { type NpyArray, type NpySource, readNpy, writeNpy } from './npy.ts'
import { readZip } from './zipReader.ts'

/**
 * Reads a .npz archive (numpy's savez and savez_compressed): array name → array, in the file's order.
 *
 * @throws input/not-zip, input/zip-… for the archive; readNpy's errors with the array's name for what is in it.
 */
export const readNpz = (bytes: Uint8Array): Map<string, NpyArray> => {
  const arrays = new Map<string, NpyArray>()
  for (const [fileName, content] of readZip(bytes)) {
    const name = fileName.replace(/\.npy$/, '')
    try {
      arrays.set(name, readNpy(content))
    } catch (error) {
      if (!(error instanceof CameoError)) throw error
      throw new CameoError(error.code, `Array “${name}”: ${error.message}`, { ...error.detail, array: name })
    }
  }
  return arrays
}

/** Writes a .npz archive that np.load reads: the same arrays give the same bytes (deflated, all dated 1980-01-01). */
export const writeNpz = (entries: Iterable<readonly [string, NpySource]>): Uint8Array => {
  const files: Record<string, Uint8Array> = {}
  for (const [name, array] of entries) files[`${name}.npy`] = writeNpy(array)
  return zipSync(files, { level: 6, mtime: new Date(1980, 0, 1) })
}
