import { badInput } from '../../model/errors.ts'
import type { LandmarkSet } from '../../model/landmarks.ts'
import type { LandmarkReading, LandmarkReadOptions, LandmarkWriteOptions } from '../types.ts'
import { WarningList } from '../warningList.ts'
import { neededMesh, surfacePlaces, surfacePosition } from './meshPlaces.ts'
import { parseJson } from './parseDocument.ts'
import { toLandmarkSet } from './pointList.ts'

type Triple = readonly [number, number, number]

const isTriple = (value: unknown): value is Triple =>
  Array.isArray(value) && value.length === 3 && value.every((number) => typeof number === 'number')

/** Points of Wrap, with their names or null for a bare list; null where the document has another form. */
const wrapPoints = (
  document: unknown,
): { readonly names: readonly string[] | null; readonly points: readonly Triple[] } | null => {
  if (typeof document !== 'object' || document === null) return null
  const values: unknown[] = Array.isArray(document) ? document : Object.values(document)
  if (values.length === 0 || !values.every(isTriple)) return null
  return { names: Array.isArray(document) ? null : Object.keys(document), points: values }
}

export const isWrapDocument = (document: unknown): boolean => wrapPoints(document) !== null

const slack = 1e-6

/** Whether the numbers can be a triangle and two weights. */
const isPlace = ([triangle, u, v]: Triple): boolean =>
  Number.isInteger(triangle) && triangle >= 0 && u >= -slack && v >= -slack && u + v <= 1 + slack

/**
 * Reads the points of R3DS Wrap: `{"name": [triangle, u, v]}` or `[[triangle, u, v], …]`, p = a·u + b·v + c·(1 − u − v)
 * with the corners a b c of the triangle. Three numbers may as well be x y z: what cannot be triangles is refused.
 *
 * @throws input/landmark-ambiguous, input/landmark-mesh, input/landmark-wrap
 */
export const readLandmarkWrap = (bytes: Uint8Array, options: LandmarkReadOptions): LandmarkReading =>
  readWrapDocument(parseJson(bytes), options, { isSure: true })

/** @param isSure Whether the file says that it is Wrap's; else points that all lie on one triangle are doubted too. */
export const readWrapDocument = (
  document: unknown,
  options: LandmarkReadOptions,
  { isSure }: { readonly isSure: boolean },
): LandmarkReading => {
  const found = wrapPoints(document)
  if (!found) throw badInput('landmark-wrap', 'The file holds no points of Wrap, which are [triangle, u, v].')
  const { names, points } = found
  const triangles = new Set(points.map(([triangle]) => triangle))
  if (!points.every(isPlace) || (!isSure && points.length > 1 && triangles.size === 1)) {
    throw badInput(
      'landmark-ambiguous',
      'The file holds three numbers a point without saying what they are, and they are not places of Wrap (triangle, u, v). If they are positions, write {"unit": "mm", "points": …} around them.',
    )
  }
  const mesh = neededMesh(options.mesh, 'Points of Wrap are numbers of triangles')
  const surfaces = points.map(([triangle, u, v]) => ({ triangle, barycentrics: [u, v, 1 - u - v] as const }))
  const positions = surfaces.map((surface, i) => {
    const position = surfacePosition(mesh, surface)
    if (position) return position
    const count = mesh.triangles.length / 3
    throw badInput(
      'landmark-wrap',
      `Point ${names?.[i] ?? i} lies on triangle ${surface.triangle}, but the mesh has ${count}. Is it the right mesh?`,
    )
  })
  const warnings = new WarningList()
  const set = toLandmarkSet({ names, positions, absent: 'missing' }, options, warnings)
  const landmarks = set.landmarks.map((landmark, i) => ({ ...landmark, surface: surfaces[i] }))
  return { set: { ...set, landmarks }, warnings: warnings.toArray() }
}

/** Writes `{"name": [triangle, u, v]}`. Points without a position are left out. */
export const writeLandmarkWrap = ({ landmarks }: LandmarkSet, { mesh }: LandmarkWriteOptions): Uint8Array => {
  const places = surfacePlaces(neededMesh(mesh, 'Points of Wrap are numbers of triangles'), landmarks)
  const entries = landmarks.flatMap(({ name }, i) => {
    const place = places[i]
    return place ? [[name, [place.triangle, place.barycentrics[0], place.barycentrics[1]]] as const] : []
  })
  // By hand: an object would put names that are numbers first.
  const rows = entries.map(([name, place]) => ` ${JSON.stringify(name)}: ${JSON.stringify(place)}`)
  return new TextEncoder().encode(`{\n${rows.join(',\n')}\n}\n`)
}
