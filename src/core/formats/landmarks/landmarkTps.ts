import { badInput } from '../../model/errors.ts'
import type { LandmarkSet } from '../../model/landmarks.ts'
import type { LandmarkReading, LandmarkReadOptions } from '../types.ts'
import { WarningList } from '../warningList.ts'
import { toLandmarkSet } from './pointList.ts'
import { filledLines, lineError, pointOf, textBytes, wordsOf } from './textLines.ts'

/**
 * Reads a TPS file with one specimen in 3D: `LM3=n`, n rows `x y z` (`NA NA NA` is a missing point), `ID=`, `SCALE=`. The
 * scale multiplies the coordinates.
 *
 * @throws input/landmark-tps with the line; input/landmark-2d for `LM=`; input/landmark-specimens for several.
 */
export const readLandmarkTps = (bytes: Uint8Array, options: LandmarkReadOptions): LandmarkReading => {
  const warnings = new WarningList()
  const lines = filledLines(bytes)
  const [header, ...rest] = lines
  const specimens = lines.filter(({ text }) => /^LM3?=/i.test(text)).length
  if (specimens > 1) {
    throw badInput(
      'landmark-specimens',
      `The file holds ${specimens} specimens; landmarks belong to one scan. Split it into one file for each.`,
    )
  }
  if (/^LM=/i.test(header?.text ?? '')) {
    throw badInput('landmark-2d', 'The TPS file is two-dimensional (LM=); a scan needs three coordinates (LM3=).')
  }
  const match = /^LM3=(\d+)$/i.exec(header?.text.replace(/\s/g, '') ?? '')
  if (!match) throw badInput('landmark-tps', 'The file is no TPS in 3D: its first line is not LM3= and a number.')
  const rows = rest.slice(0, Number(match[1]))
  if (rows.length < Number(match[1])) {
    throw lineError('tps', header.line, `LM3 promises ${match[1]} points, but ${rows.length} lines follow.`)
  }
  const fields = new Map<string, string>()
  for (const { line, text } of rest.slice(rows.length)) {
    const field = /^([A-Za-z0-9]+)\s*=\s*(.*)$/.exec(text)
    if (!field)
      throw lineError('tps', line, `“${text.slice(0, 40)}” is neither a field nor one of the ${match[1]} points.`)
    fields.set(field[1].toUpperCase(), field[2])
  }
  const scale = scaleOf(fields, warnings)
  const positions = rows.map(({ line, text }) => {
    const words = wordsOf(text)
    if (words.every((word) => /^nan?$/i.test(word))) return null
    const [x, y, z] = pointOf(words, 'tps', line)
    return [x * scale, y * scale, z * scale] as const
  })
  const skipped = [...fields.keys()].filter((name) => name !== 'ID' && name !== 'SCALE')
  if (skipped.length > 0) {
    warnings.add(
      'landmark-keys-skipped',
      `Parts of the file that are no landmarks were skipped: ${skipped.join(', ')}.`,
    )
  }
  return {
    set: toLandmarkSet({ names: null, positions, absent: 'missing' }, options, warnings),
    warnings: warnings.toArray(),
  }
}

const scaleOf = (fields: ReadonlyMap<string, string>, warnings: WarningList): number => {
  const text = fields.get('SCALE')
  if (text === undefined) return 1
  const scale = Number(text)
  if (!(scale > 0 && scale < Infinity))
    throw badInput('landmark-tps', `SCALE=${text.slice(0, 40)} is no positive number.`)
  if (scale !== 1) warnings.add('landmark-scaled', `The coordinates were multiplied by the file's SCALE, ${scale}.`)
  return scale
}

/** Writes one specimen; points without a position are `NA NA NA`. */
export const writeLandmarkTps = ({ landmarks }: LandmarkSet, { meshFileName }: { meshFileName?: string }): Uint8Array =>
  textBytes([
    `LM3=${landmarks.length}`,
    ...landmarks.map(({ position }) => (position ? position.join(' ') : 'NA NA NA')),
    `ID=${(meshFileName ?? '0').replace(/[\r\n=]+/g, '_')}`,
    'SCALE=1',
  ])
