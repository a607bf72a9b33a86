import { badInput } from '../../model/errors.ts'
import type { LandmarkSet } from '../../model/landmarks.ts'
import type { LandmarkReading, LandmarkReadOptions, LandmarkWriteOptions } from '../types.ts'
import { counted, WarningList } from '../warningList.ts'
import { nearestVertices, neededMesh } from './meshPlaces.ts'
import { toLandmarkSet } from './pointList.ts'
import { filledLines, lineError, pointOf, textBytes, wordsOf } from './textLines.ts'

const pointsInBu3dfe = 83

/**
 * Reads BU-3DFE's .bnd: 83 lines `vertexIndex x y z`. The positions are taken; the indices belong to the raw mesh of the
 * data set.
 *
 * @throws input/landmark-bnd with the line.
 */
export const readLandmarkBnd = (bytes: Uint8Array, options: LandmarkReadOptions): LandmarkReading => {
  const warnings = new WarningList()
  const lines = filledLines(bytes)
  if (lines.length === 0) throw badInput('no-landmarks', 'The file holds no landmarks.')
  const positions = lines.map(({ line, text }) => {
    const [index, ...words] = wordsOf(text)
    if (!/^\d+$/.test(index)) {
      throw lineError('bnd', line, `the line starts with “${index.slice(0, 40)}” and not with the number of a vertex.`)
    }
    return pointOf(words, 'bnd', line)
  })
  if (positions.length !== pointsInBu3dfe) {
    warnings.add(
      'landmark-count',
      `A .bnd of BU-3DFE has ${pointsInBu3dfe} points; this one has ${counted(positions.length, 'point')}.`,
    )
  }
  return {
    set: toLandmarkSet({ names: null, positions, absent: 'missing' }, options, warnings),
    warnings: warnings.toArray(),
  }
}

/**
 * Writes `vertexIndex x y z` a line: the points as they are, with the number of the vertex nearest to each.
 *
 * @throws input/landmark-mesh without the mesh, input/landmark-absent for a point without a position.
 */
export const writeLandmarkBnd = ({ landmarks }: LandmarkSet, { mesh }: LandmarkWriteOptions): Uint8Array => {
  const scan = neededMesh(mesh, 'A .bnd holds numbers of vertices')
  const positions = landmarks.map(({ name, position }) => {
    if (position) return position
    throw badInput('landmark-absent', `“${name}” has no position, which .bnd cannot say. Place it or leave it out.`)
  })
  return textBytes(nearestVertices(scan, positions).map(({ vertex }, i) => `${vertex} ${positions[i].join(' ')}`))
}
