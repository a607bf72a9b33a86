import { badInput } from '../../model/errors.ts'
import type { LandmarkSet } from '../../model/landmarks.ts'
import type { LandmarkReading, LandmarkReadOptions } from '../types.ts'
import { WarningList } from '../warningList.ts'
import { toLandmarkSet } from './pointList.ts'
import { filledLines, lineError, oneLine, pointOf, textBytes, wordsOf } from './textLines.ts'

/**
 * Reads Bosphorus's .lm3: `N Landmarks:`, then a label and `x y z` on lines in turn; lines starting with # are comments.
 *
 * @throws input/landmark-lm3 with the line.
 */
export const readLandmarkLm3 = (bytes: Uint8Array, options: LandmarkReadOptions): LandmarkReading => {
  const warnings = new WarningList()
  const [header, ...rows] = filledLines(bytes).filter(({ text }) => !text.startsWith('#'))
  const match = /^(\d+)\s+landmarks/i.exec(header?.text ?? '')
  if (!match) throw badInput('landmark-lm3', 'The file is no .lm3: it does not start with the number of its landmarks.')
  const count = Number(match[1])
  if (rows.length !== 2 * count) {
    throw lineError(
      'lm3',
      header.line,
      `${count} landmarks are 2·${count} lines, but there are ${rows.length}. Was the file cut off?`,
    )
  }
  const names = rows.filter((_, i) => i % 2 === 0).map(({ text }) => text)
  const positions = rows.filter((_, i) => i % 2 === 1).map(({ line, text }) => pointOf(wordsOf(text), 'lm3', line))
  return {
    set: toLandmarkSet({ names, positions, absent: 'missing' }, options, warnings),
    warnings: warnings.toArray(),
  }
}

/** Writes Bosphorus's .lm3. Points without a position are left out, as Bosphorus does. */
export const writeLandmarkLm3 = ({ landmarks }: LandmarkSet): Uint8Array => {
  const rows = landmarks.flatMap(({ name, position }) => (position ? [oneLine(name), position.join(' ')] : []))
  return textBytes([`${rows.length / 2} Landmarks:`, '', ...rows])
}
