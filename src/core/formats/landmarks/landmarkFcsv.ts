import { badInput } from '../../model/errors.ts'
import type { LandmarkSet } from '../../model/landmarks.ts'
import type { LandmarkReading, LandmarkReadOptions } from '../types.ts'
import { WarningList } from '../warningList.ts'
import { descriptionOf, inLps, slicerReading, statusInSlicer } from './slicerPoints.ts'
import { quotedCell, splitCells } from './splitCells.ts'
import { filledLines, lineError, oneLine, pointOf, textBytes } from './textLines.ts'

const standardColumns = 'id,x,y,z,ow,ox,oy,oz,vis,sel,lock,label,desc,associatedNodeID'.split(',')
/** Columns that Slicer writes behind those its header names. */
const unnamedColumns = ['positionStatus', 'autoCreated']
/** positionStatus 0 to 3. */
const positionStatuses = ['undefined', 'preview', 'defined', 'missing'] as const

/**
 * Reads 3D Slicer's point list (.fcsv), in LPS: x and y of a file in RAS are negated, and a warning says so. Points that
 * are not `defined` have no position.
 *
 * @throws input/landmark-fcsv with the line.
 */
export const readLandmarkFcsv = (bytes: Uint8Array, options: LandmarkReadOptions): LandmarkReading => {
  const warnings = new WarningList()
  const lines = filledLines(bytes)
  const comments = lines.filter(({ text }) => text.startsWith('#')).map(({ text }) => text)
  const declared =
    fieldOf(comments, 'columns')
      ?.split(',')
      .map((title) => title.trim()) ?? standardColumns
  const columns = [...declared, ...unnamedColumns.filter((title) => !declared.includes(title))]
  const system = systemOf(fieldOf(comments, 'CoordinateSystem'), warnings)
  const rows = lines
    .filter(({ text }) => !text.startsWith('#'))
    .map(({ line, text }) => {
      const cells = splitCells(text, ',')
      const cell = (title: string): string => cells[columns.indexOf(title)] ?? ''
      const status = statusInSlicer(slicerStatus(cell('positionStatus'), line), cell('desc'))
      const position = status.hasPosition ? pointOf(['x', 'y', 'z'].map(cell), 'fcsv', line) : null
      return {
        name: cell('label'),
        position: position && inLps(position, system),
        status: status.status,
        reason: status.reason,
        unread: status.unread,
      }
    })
  if (rows.length === 0) throw badInput('no-landmarks', 'The file holds no landmarks.')
  return slicerReading(rows, options, warnings)
}

const fieldOf = (comments: readonly string[], field: string): string | null => {
  const pattern = new RegExp(`^#\\s*${field}\\s*=\\s*(.*)$`)
  return comments.map((text) => pattern.exec(text)?.[1].trim()).find((value) => value !== undefined) ?? null
}

const systemOf = (text: string | null, warnings: WarningList): 'LPS' | 'RAS' => {
  if (text === 'LPS' || text === '1') return 'LPS'
  if (text !== null && text !== 'RAS' && text !== '0') {
    throw badInput('landmark-fcsv', `The coordinate system “${text.slice(0, 40)}” is unknown; Cameo reads LPS and RAS.`)
  }
  warnings.add(
    'landmark-ras',
    text === null
      ? 'The file names no coordinate system; as Slicer does it was taken as RAS, and x and y were negated to LPS.'
      : 'The file is in RAS; x and y were negated to LPS, in which Slicer takes meshes to be.',
  )
  return 'RAS'
}

const slicerStatus = (text: string, line: number): (typeof positionStatuses)[number] => {
  if (text === '') return 'defined'
  const status = positionStatuses[Number(text)]
  if (status === undefined) throw lineError('fcsv', line, `“${text.slice(0, 40)}” is no positionStatus; it is 0 to 3.`)
  return status
}

/** Writes Slicer's point list in LPS, with the 16 columns of its current writer. */
export const writeLandmarkFcsv = ({ landmarks }: LandmarkSet): Uint8Array =>
  textBytes([
    '# Markups fiducial file version = 5.6',
    '# CoordinateSystem = LPS',
    `# columns = ${standardColumns.join(',')}`,
    ...landmarks.map((landmark, i) => {
      const [x, y, z] = landmark.position ?? [0, 0, 0]
      const { slicer, text } = descriptionOf(landmark)
      const label = quotedCell(oneLine(landmark.name))
      return `${i + 1},${x},${y},${z},0,0,0,1,1,1,0,${label},${quotedCell(text)},,${positionStatuses.indexOf(slicer)},0`
    }),
  ])
