import { changedNames, landmarkFormatOf, landmarkLosses, readLandmarks, writeLandmarks } from '../formats/index.ts'
import { nearestVertices } from '../formats/landmarks/meshPlaces.ts'
import { inSchemeOrder, orderByScheme } from '../formats/landmarks/orderByScheme.ts'
import type { PhotoClicks } from '../formats/photoClicks.ts'
import {
  isPhotoLandmarks,
  readPhotoLandmarks,
  writePhotoLandmarksJson,
  writePhotoLandmarksPts,
} from '../formats/photoLandmarks.ts'
import type { LandmarkReading } from '../formats/types.ts'
import { longestSideOf } from '../geometry/meshUnit.ts'
import { semiLandmarks as semiLandmarksOf } from '../geometry/shape/semiLandmarks.ts'
import { type SnappedLandmarks, snapLandmarks } from '../geometry/snapLandmarks.ts'
import { badInput } from '../model/errors.ts'
import { type Landmark, type LandmarkScheme, type LandmarkSet, placedPoints } from '../model/landmarks.ts'
import type { Mesh, Warning } from '../model/mesh.ts'
import type { NamedFile } from './inspectModel.ts'
import { openMesh } from './openMesh.ts'
import { onSurface } from './proposeLandmarks.ts'
import type { Job, JobContext, MeshReference } from './types.ts'

export interface ConvertLandmarksInput {
  /** A file, or a set that is known already. */
  readonly input: NamedFile | LandmarkSet
  /** Its ending chooses the format. */
  readonly outputName: string
  readonly scheme: LandmarkScheme | null
  /** Points that the scheme has not come behind its own instead of being left out. */
  readonly keepsOthers?: boolean
  /** The scan: points are moved onto its surface. */
  readonly mesh: MeshReference | null
  /** Those of the scheme's curves follow the points, as `<curve>:<number>`; needs scheme and scan. */
  readonly semiLandmarks?: boolean
  /** What was clicked in photos of the same head. */
  readonly photos?: readonly PhotoClicks[]
}

export interface ConvertLandmarksOutput {
  readonly bytes: Uint8Array
  readonly format: string
  readonly scheme: string | null
  readonly points: number
  readonly placed: number
  readonly moved: SnappedLandmarks['moved']
  readonly warnings: readonly Warning[]
}

/** Reads landmarks, orders them, moves them onto their scan, writes them. */
export const convertLandmarks: Job<ConvertLandmarksInput, ConvertLandmarksOutput> = {
  id: 'convertLandmarks',
  run: async ({ input, outputName, scheme, keepsOthers, mesh: meshFile, semiLandmarks, photos }, context) => {
    const bytes = 'ref' in input ? await context.readFile(input.ref) : null
    if ('ref' in input && bytes && isPhotoLandmarks(bytes, input.fileName)) {
      return convertPhoto(bytes, input.fileName, outputName)
    }
    const format = landmarkFormatOf(outputName)
    if (format === null) {
      throw badInput('landmark-format', `${outputName}: this ending is no landmark format that Cameo writes.`)
    }
    const scan = meshFile && (await openMesh(meshFile, context))
    const mesh = scan?.mesh
    const read: LandmarkReading =
      'ref' in input
        ? readLandmarks(bytes as Uint8Array, input.fileName, mesh ? { mesh } : {})
        : { set: input, warnings: [] }
    const ordered = scheme ? arranged(read, scheme, keepsOthers ?? false) : read
    // What was placed on the scan lies on it.
    const { landmarks, moved } =
      mesh && 'ref' in input
        ? onSurface(
            mesh,
            (surface) => snapLandmarks(ordered.set.landmarks, surface, longestSideOf(mesh.positions)),
            context,
          )
        : { landmarks: ordered.set.landmarks, moved: [] }
    const along = semiLandmarks ? alongCurves(landmarks, { scheme, mesh }, context) : []
    const set = { ...ordered.set, landmarks: [...landmarks, ...along] }
    const written = writeLandmarks(set, { format, photos, ...(mesh && { mesh, meshFileName: meshFile?.fileName }) })
    return {
      bytes: written,
      format,
      scheme: set.scheme,
      points: set.landmarks.length,
      placed: set.landmarks.filter(({ status }) => status === 'placed').length,
      moved,
      warnings: [
        ...(scan?.warnings ?? []),
        ...ordered.warnings,
        ...landmarkLosses(set, format, photos),
        ...changedNames(written, set, { format, ...(mesh && { mesh }) }),
        ...(mesh && format === 'h3ds' ? vertexLosses(mesh, set) : []),
      ],
    }
  },
  transfers: ({ bytes }) => [bytes.buffer as ArrayBuffer],
}

const arranged = (read: LandmarkReading, scheme: LandmarkScheme, keepsOthers: boolean): LandmarkReading =>
  keepsOthers ? { ...read, set: inSchemeOrder(read.set, scheme) } : orderByScheme(read, scheme)

/** The semi-landmarks of the curves whose points are all placed. */
const alongCurves = (
  landmarks: readonly Landmark[],
  { scheme, mesh }: { readonly scheme: LandmarkScheme | null; readonly mesh: Mesh | undefined },
  context: JobContext,
): readonly Landmark[] => {
  if (!scheme || !mesh) {
    throw badInput('semi-landmarks', 'Semi-landmarks lie on curves of a scheme, on a scan: give both.')
  }
  const curves = onSurface(mesh, (surface) => semiLandmarksOf(scheme, placedPoints({ landmarks }), surface), context)
  if (curves.length === 0) {
    const message = `No curve of the scheme "${scheme.name}" has semi-landmarks and all of its points placed.`
    throw badInput('semi-landmarks', `${message} Give its curves some, or place their points.`)
  }
  return curves.flatMap(({ name, points }) =>
    points.map((point, i) => ({ name: `${name}:${i + 1}`, status: 'placed', ...point })),
  )
}

/** A file that names vertices moves points to them. */
const vertexLosses = (mesh: Mesh, { landmarks }: LandmarkSet): Warning[] => {
  const placed = landmarks.flatMap(({ name, position }) => (position ? [{ name, position }] : []))
  const vertices = nearestVertices(
    mesh,
    placed.map(({ position }) => position),
  )
  if (vertices.length === 0) return []
  const worst = vertices.reduce((best, { distance }, i) => (distance > vertices[best].distance ? i : best), 0)
  const farthest = vertices[worst].distance
  const message = `The nearest vertex stands for each point; the farthest, of ${placed[worst].name}, is ${farthest.toPrecision(3)} away.`
  return [{ code: 'landmark-to-vertex', message }]
}

/** Points of a photo become points of a photo. */
const convertPhoto = (bytes: Uint8Array, fileName: string, outputName: string): ConvertLandmarksOutput => {
  const ending = outputName.toLowerCase().split('.').at(-1) ?? ''
  const write = { pts: writePhotoLandmarksPts, json: writePhotoLandmarksJson }[ending]
  if (!write) {
    throw badInput(
      'landmark-2d',
      `${fileName} holds points of a photo, in pixels. They can be written as .pts (iBUG) or .json, not as ${outputName}: a scan needs x, y and z.`,
    )
  }
  const landmarks = readPhotoLandmarks(bytes, fileName)
  return {
    bytes: write(landmarks),
    format: ending === 'pts' ? 'ibug' : 'photo',
    scheme: null,
    points: landmarks.size,
    placed: landmarks.size,
    moved: [],
    warnings: [],
  }
}
