import { badInput, type CameoError } from '../../model/errors.ts'
import { type LandmarkSet, type LandmarkStatus, landmarkSources, landmarkStatuses } from '../../model/landmarks.ts'
import type { Vec3 } from '../../model/transform.ts'
import type { LandmarkReading, LandmarkReadOptions } from '../types.ts'
import { WarningList } from '../warningList.ts'
import { isLandmarkH3ds, readLandmarkH3ds } from './landmarkH3ds.ts'
import { isNumbering, toLandmarkSet } from './pointList.ts'
import { quotedCell, splitCells } from './splitCells.ts'

interface Row {
  readonly line: number
  readonly cells: readonly string[]
}

interface Columns {
  /** -1 where there is none. */
  readonly name: number
  readonly x: number
  readonly y: number
  readonly z: number
  readonly status: number
  readonly reason: number
  readonly source: number
}

const failure = (line: number, message: string): CameoError =>
  badInput('landmark-table', `Line ${line}: ${message}`, { line })

/**
 * Reads landmarks from a table: `name,x,y,z` or `x,y,z` a line, separated by commas, semicolons, tabs or blanks, with
 * or without a header; `name vertex` as in H3DS's landmarks.txt; a leading column that only counts the lines is skipped. Empty or NaN coordinates make a missing
 * point. Lines starting with # are comments.
 *
 * @throws input/landmark-table with the line.
 */
export const readLandmarkTable = (bytes: Uint8Array, options: LandmarkReadOptions): LandmarkReading => {
  if (isLandmarkH3ds(bytes)) return readLandmarkH3ds(bytes, options)
  const warnings = new WarningList()
  const rows = splitRows(new TextDecoder().decode(bytes))
  if (rows.length === 0) throw badInput('no-landmarks', 'The file holds no landmarks.')
  const header = columnsFromHeader(rows[0])
  const data = header ? rows.slice(1) : rows
  const columns = header ?? guessColumns(data, warnings)
  const names = columns.name >= 0 ? data.map(({ cells }) => cells[columns.name] ?? '') : null
  const set = toLandmarkSet(
    {
      names: names && !isNumbering(names) && names.every((name) => name !== '') ? names : null,
      positions: data.map((row) => positionOf(row, columns)),
      absent: 'missing',
    },
    options,
    warnings,
  )
  const landmarks = set.landmarks.map((landmark, i) => ({
    ...landmark,
    status: statusOf(data[i], columns, landmark.status),
    ...notesOf(data[i], columns),
  }))
  return { set: { ...set, landmarks }, warnings: warnings.toArray() }
}

const splitRows = (text: string): Row[] => {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((content, i) => ({ line: i + 1, content: content.trim() }))
    .filter(({ content }) => content !== '' && !content.startsWith('#'))
  const unquoted = lines.map(({ content }) => content.replace(/"[^"]*"/g, ''))
  const separator = [';', '\t', ','].find((candidate) => unquoted.some((content) => content.includes(candidate)))
  return lines.map(({ line, content }) => ({
    line,
    cells: separator ? splitCells(content, separator) : content.split(/\s+/),
  }))
}

const nameTitles: ReadonlySet<string> = new Set(['name', 'label', 'landmark', 'point', 'id'])

const columnsFromHeader = ({ line, cells }: Row): Columns | null => {
  if (cells.some((cell) => isCoordinate(cell))) return null
  const titles = cells.map((cell) => cell.toLowerCase())
  const columns = {
    name: titles.findIndex((title) => nameTitles.has(title)),
    x: titles.indexOf('x'),
    y: titles.indexOf('y'),
    z: titles.indexOf('z'),
    status: titles.indexOf('status'),
    reason: titles.indexOf('reason'),
    source: titles.indexOf('source'),
  }
  if (columns.x < 0 || columns.y < 0 || columns.z < 0) {
    throw failure(line, `the header “${cells.join(' ').slice(0, 60)}” has no columns x, y and z.`)
  }
  return columns
}

/** Whether a cell can be a coordinate; empty and NaN stand for a point that is missing. */
const isCoordinate = (cell: string): boolean => cell === '' || /^[+-]?nan$/i.test(cell) || isNumber(cell)

const isNumber = (cell: string): boolean => cell !== '' && Number.isFinite(Number(cell))

const guessColumns = (rows: readonly Row[], warnings: WarningList): Columns => {
  const [{ line, cells }] = rows
  const width = cells.length
  if (width < 3) throw failure(line, `a landmark needs x, y and z, but the line has ${width} values.`)
  const counts = width > 3 && isNumbering(rows.map((row) => row.cells[0] ?? ''))
  const first = counts || !isNumber(cells[0]) ? 1 : 0
  if (width > first + 3) {
    if (first === 0) throw failure(line, `the line has ${width} numbers; write a header that names x, y and z.`)
    warnings.add('landmark-columns-skipped', `Columns behind x, y and z were skipped.`, { line })
  }
  return { name: first - 1, x: first, y: first + 1, z: first + 2, status: -1, reason: -1, source: -1 }
}

const positionOf = ({ line, cells }: Row, { x, y, z }: Columns): Vec3 | null => {
  const texts = [x, y, z].map((column) => cells[column])
  const bad = texts.find((text) => text === undefined || !isCoordinate(text))
  if (texts.includes(undefined as never)) throw failure(line, 'a landmark needs x, y and z. Was the file cut off?')
  if (bad !== undefined) throw failure(line, `“${bad.slice(0, 40)}” is no coordinate.`)
  if (!texts.every(isNumber)) return null
  const [px, py, pz] = texts.map(Number)
  return [px, py, pz]
}

const statusOf = ({ line, cells }: Row, { status: column }: Columns, otherwise: LandmarkStatus): LandmarkStatus => {
  const text = column < 0 ? '' : (cells[column] ?? '')
  if (text === '') return otherwise
  const status = landmarkStatuses.find((known) => known === text)
  if (!status) throw failure(line, `“${text.slice(0, 40)}” is no status; there are ${landmarkStatuses.join(', ')}.`)
  if (status === 'placed' && otherwise !== 'placed') throw failure(line, 'the landmark is placed but has no position.')
  return status
}

const notesOf = ({ line, cells }: Row, columns: Columns) => {
  const reason = columns.reason < 0 ? '' : (cells[columns.reason] ?? '')
  const text = columns.source < 0 ? '' : (cells[columns.source] ?? '')
  const source = landmarkSources.find((known) => known === text)
  if (text !== '' && !source) {
    throw failure(line, `“${text.slice(0, 40)}” is no source; there are ${landmarkSources.join(', ')}.`)
  }
  return { ...(reason ? { reason } : {}), ...(source ? { source } : {}) }
}

/**
 * Writes `name,x,y,z`; columns `status`, `reason` and `source` only where a landmark is not placed, has a reason or a
 * source. The unit is not written.
 */
export const writeLandmarkCsv = ({ landmarks }: LandmarkSet): Uint8Array => {
  const extras = [
    { title: 'status', isNeeded: landmarks.some(({ status }) => status !== 'placed') },
    { title: 'reason', isNeeded: landmarks.some(({ reason }) => reason) },
    { title: 'source', isNeeded: landmarks.some(({ source }) => source) },
  ].flatMap(({ title, isNeeded }) => (isNeeded ? [title as 'status' | 'reason' | 'source'] : []))
  const lines = landmarks.map((landmark) => {
    const notes = extras.map((title) => quotedCell((landmark[title] ?? '').replace(/[\r\n]+/g, ' ').trim()))
    return [quotedCell(landmark.name), ...(landmark.position ?? ['', '', '']), ...notes].join(',')
  })
  const header = ['name,x,y,z', ...extras].join(',')
  return new TextEncoder().encode(`${[header, ...lines].join('\n')}\n`)
}
