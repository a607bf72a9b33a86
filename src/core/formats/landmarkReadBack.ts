import { badInput, toErrorRecord } from '../model/errors.ts'
import type { LandmarkSet } from '../model/landmarks.ts'
import type { Warning } from '../model/mesh.ts'
import { landmarkFormats } from './landmarkFormats.ts'
import type { LandmarkFormat, LandmarkFormatName, LandmarkReadOptions } from './types.ts'

/** So many changed names are listed. */
const listed = 6

/**
 * Names that another program would not read as they are, told by reading the written file back: blanks, letters that the
 * format has not, names that only count. Empty for a format without names.
 *
 * @throws input/landmark-names where the file could not be read at all.
 */
export const changedNames = (
  bytes: Uint8Array,
  set: LandmarkSet,
  o: { readonly format: LandmarkFormatName; readonly mesh?: LandmarkReadOptions['mesh'] },
): readonly Warning[] => {
  const format = landmarkFormats.find(({ name }) => name === o.format)
  const placed = set.landmarks.filter(({ position, status }) => position !== null && status !== 'hidden')
  if (!format?.keeps.names || placed.length === 0) return []
  const read = namesIn(bytes, format, o.mesh)
  const written = (read.length === set.landmarks.length ? set.landmarks : placed).map(({ name }) => name)
  const changes = written.flatMap((name, i) => (read[i] === name ? [] : [`“${name}” as “${read[i]}”`]))
  if (changes.length === 0) return []
  const more = changes.length > listed ? ` and ${changes.length - listed} more` : ''
  const list = `${changes.slice(0, listed).join(', ')}${more}`
  const message = `The format (${format.title}) cannot hold some names, which are read again as others: ${list}.`
  return [{ code: 'landmark-names-changed', message }]
}

const namesIn = (bytes: Uint8Array, format: LandmarkFormat, mesh: LandmarkReadOptions['mesh']): readonly string[] => {
  try {
    return format.read(bytes, mesh ? { mesh } : {}).set.landmarks.map(({ name }) => name)
  } catch (error) {
    const { message } = toErrorRecord(error)
    throw badInput(
      'landmark-names',
      `With these names of points the file (${format.title}) could not be read again: ${message} Rename them, or choose another format.`,
    )
  }
}
