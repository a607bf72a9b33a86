import { badInput } from '../../model/errors.ts'
import type { LandmarkSet } from '../../model/landmarks.ts'
import type { LandmarkReading, LandmarkReadOptions } from '../types.ts'
import { WarningList } from '../warningList.ts'
import { toLandmarkSet } from './pointList.ts'
import { filledLines, lineError, pointOf, type TextLine, textBytes, wordsOf } from './textLines.ts'

/** Share by which a CAESAR row's radius may miss √(x²+y²): its numbers have two decimals. */
const radiusTolerance = 1e-3
const radiusRounding = 0.02

/**
 * Reads the two kinds of .lnd, told apart by content: FG2018 and Stirling (`i x y z` a line), and CAESAR (a header with
 * `SUBJECT_ID = …`, then `index 0 index r x y z NAME`, Latin-1, r = √(x²+y²), which is checked).
 *
 * @throws input/landmark-lnd with the line.
 */
export const readLandmarkLnd = (bytes: Uint8Array, options: LandmarkReadOptions): LandmarkReading => {
  const lines = filledLines(bytes, 'latin1')
  if (lines.length === 0) throw badInput('no-landmarks', 'The file holds no landmarks.')
  const warnings = new WarningList()
  const isCaesar = lines.some(({ text }) => /^SUBJECT_ID\s*=/i.test(text))
  const points = isCaesar ? lines.flatMap(caesarPoint) : lines.map(numberedPoint)
  const names = points.flatMap(({ name }) => (name === null ? [] : [name]))
  const set = toLandmarkSet(
    {
      names: isCaesar ? names : null,
      positions: points.map(({ position }) => position),
      absent: 'missing',
    },
    options,
    warnings,
  )
  return { set, warnings: warnings.toArray() }
}

const numberedPoint = ({ line, text }: TextLine, i: number) => {
  const [number, ...words] = wordsOf(text)
  if (number !== String(i) && number !== String(i + 1)) {
    throw lineError('lnd', line, `the line starts with “${number.slice(0, 40)}” and not with the number of its point.`)
  }
  return { name: null, position: pointOf(words, 'lnd', line) }
}

const caesarPoint = ({ line, text }: TextLine) => {
  if (!/^\d/.test(text)) return []
  const words = wordsOf(text)
  const name = words.slice(7).join(' ')
  if (name === '') throw lineError('lnd', line, 'a CAESAR landmark is “index 0 index r x y z NAME”. Was it cut off?')
  const position = pointOf(words.slice(4, 7), 'lnd', line)
  const radius = Math.hypot(position[0], position[1])
  if (!(Math.abs(Number(words[3]) - radius) <= radiusTolerance * radius + radiusRounding)) {
    throw lineError(
      'lnd',
      line,
      `the radius ${words[3]} is not that of x and y (${radius.toFixed(2)}): the columns are not those of CAESAR.`,
    )
  }
  return [{ name, position }]
}

/** Writes `i x y z` a line, numbered from 1, as FG2018 and Stirling do. Every point needs a position. */
export const writeLandmarkLnd = ({ landmarks }: LandmarkSet): Uint8Array =>
  textBytes(
    landmarks.map(({ name, position }, i) => {
      if (position) return `${i + 1} ${position.join(' ')}`
      throw badInput('landmark-absent', `“${name}” has no position, which .lnd cannot say. Place it or leave it out.`)
    }),
  )

/** Writes CAESAR's rows under a short header. Points without a position are left out; names become Latin-1. */
export const writeLandmarkCaesar = ({ landmarks }: LandmarkSet): Uint8Array => {
  const rows = landmarks.flatMap(({ name, position }, i) => {
    if (!position) return []
    const [x, y, z] = position
    return [`${i + 1} 0 ${i + 1} ${Math.hypot(x, y)} ${x} ${y} ${z} ${wordsOf(name.trim()).join(' ')}`]
  })
  const text = `SUBJECT_ID = 0\nLAND_MARKS = ${rows.length}\n${rows.join('\n')}\n`
  return Uint8Array.from(text, (character) => (character <= '\u00FF' ? character.charCodeAt(0) : 63))
}
