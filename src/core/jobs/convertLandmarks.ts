import { landmarkFormatOf, landmarkLosses, readLandmarks, writeLandmarks } from '../formats/index.ts'
import { nearestVertices } from '../formats/landmarks/meshPlaces.ts'
import { orderByScheme } from '../formats/landmarks/orderByScheme.ts'
import {
  isPhotoLandmarks,
  readPhotoLandmarks,
  writePhotoLandmarksJson,
  writePhotoLandmarksPts,
} from '../formats/photoLandmarks.ts'
import type { LandmarkReading } from '../formats/types.ts'
import { longestSideOf } from '../geometry/meshUnit.ts'
import { type SnappedLandmarks, snapLandmarks } from '../geometry/snapLandmarks.ts'
import { badInput } from '../model/errors.ts'
import type { LandmarkScheme, LandmarkSet } from '../model/landmarks.ts'
import type { Mesh, Warning } from '../model/mesh.ts'
import type { NamedFile } from './inspectModel.ts'
import { openMesh } from './openMesh.ts'
import { onSurface } from './proposeLandmarks.ts'
import type { Job, MeshReference } from './types.ts'

export interface ConvertLandmarksInput {
  /** A file, or a set that is known already. */
  readonly input: NamedFile | LandmarkSet
  /** Its ending chooses the format. */
  readonly outputName: string
  readonly scheme: LandmarkScheme | null
  /** The scan: points are moved onto its surface. */
  readonly mesh: MeshReference | null
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
  run: async ({ input, outputName, scheme, mesh: meshFile }, context) => {
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
    const ordered = scheme ? orderByScheme(read, scheme) : read
    // What was placed on the scan lies on it.
    const { landmarks, moved } =
      mesh && 'ref' in input
        ? onSurface(
            mesh,
            (surface) => snapLandmarks(ordered.set.landmarks, surface, longestSideOf(mesh.positions)),
            context,
          )
        : { landmarks: ordered.set.landmarks, moved: [] }
    const set = { ...ordered.set, landmarks }
    return {
      bytes: writeLandmarks(set, { format, ...(mesh && { mesh, meshFileName: meshFile?.fileName }) }),
      format,
      scheme: set.scheme,
      points: landmarks.length,
      placed: landmarks.filter(({ status }) => status === 'placed').length,
      moved,
      warnings: [
        ...(scan?.warnings ?? []),
        ...ordered.warnings,
        ...landmarkLosses(set, format),
        ...(mesh && format === 'h3ds' ? vertexLosses(mesh, set) : []),
      ],
    }
  },
  transfers: ({ bytes }) => [bytes.buffer as ArrayBuffer],
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
