import { badInput } from '../../model/errors.ts'
import type { LandmarkSet } from '../../model/landmarks.ts'
import type { LandmarkReading, LandmarkReadOptions, LandmarkWriteOptions } from '../types.ts'
import { WarningList } from '../warningList.ts'
import { nearestVertices, neededMesh, vertexPosition } from './meshPlaces.ts'
import { toLandmarkSet } from './pointList.ts'
import { filledLines, lineError, textBytes, wordsOf } from './textLines.ts'

/** Whether a text looks like H3DS's landmarks.txt: a name and a whole number a line. */
export const isLandmarkH3ds = (bytes: Uint8Array): boolean => {
  const rows = filledLines(bytes).map(({ text }) => wordsOf(text))
  return rows.length > 0 && rows.every((row) => row.length === 2 && /^\d+$/.test(row[1]) && !/^[-+.\d]/.test(row[0]))
}

/**
 * Reads H3DS's landmarks.txt: `name vertexIndex` a line, 0-based into the mesh of the scene.
 *
 * @throws input/landmark-mesh without the mesh, input/h3ds-vertex, input/landmark-h3ds with the line.
 */
export const readLandmarkH3ds = (bytes: Uint8Array, options: LandmarkReadOptions): LandmarkReading => {
  const mesh = neededMesh(options.mesh, 'An H3DS landmarks.txt holds numbers of vertices')
  const warnings = new WarningList()
  const rows = filledLines(bytes).map(({ line, text }) => {
    const [name, index, ...more] = wordsOf(text)
    if (index === undefined || more.length > 0) throw lineError('h3ds', line, 'the line is not “name vertex”.')
    const position = vertexPosition(mesh, index)
    if (!position) {
      const count = mesh.positions.length / 3
      throw badInput('h3ds-vertex', `Line ${line}: “${index}” is no vertex of the mesh, which has ${count}.`, { line })
    }
    return { name, position }
  })
  const names = rows.map(({ name }) => name)
  const positions = rows.map(({ position }) => position)
  return {
    set: toLandmarkSet({ names, positions, absent: 'missing' }, options, warnings),
    warnings: warnings.toArray(),
  }
}

/** Writes `name vertexIndex`, the vertex nearest to each point. Points without a position are left out. */
export const writeLandmarkH3ds = ({ landmarks }: LandmarkSet, { mesh }: LandmarkWriteOptions): Uint8Array => {
  const scan = neededMesh(mesh, 'An H3DS landmarks.txt holds numbers of vertices')
  const placed = landmarks.flatMap(({ name, position }) => (position ? [{ name, position }] : []))
  const vertices = nearestVertices(
    scan,
    placed.map(({ position }) => position),
  )
  return textBytes(placed.map(({ name }, i) => `${name.trim().replace(/\s+/g, '_')} ${vertices[i].vertex}`))
}
