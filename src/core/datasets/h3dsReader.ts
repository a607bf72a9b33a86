import { readCamerasNpz } from '../formats/cameras.ts'
import { readLandmarkH3ds } from '../formats/landmarks/landmarkH3ds.ts'
import { readObj } from '../formats/objReader.ts'
import { counted, WarningList } from '../formats/warningList.ts'
import type { Camera } from '../model/camera.ts'
import { badInput, CameoError } from '../model/errors.ts'
import type { LandmarkSet } from '../model/landmarks.ts'
import type { Mesh } from '../model/mesh.ts'
import type { FolderListing, H3dsSceneReading } from './types.ts'

const meshPath = 'full_head.obj'

/** Whether a folder with these files looks like one H3DS scene. */
export const isH3dsScene = (paths: readonly string[]): boolean =>
  paths.includes(meshPath) && paths.some((path) => imagePattern.test(path))

const imagePattern = /^image\/img_(\d+)\.jpe?g$/i
const maskPattern = /^mask\/mask_(\d+)\.png$/i

/**
 * Reads the folder of one H3DS scene, e.g. for an import. Photos and masks are listed, not decoded. What is missing
 * besides the mesh is a warning.
 *
 * @param listing Paths relative to the scene's folder.
 * @throws input/h3ds-scene where there is no mesh; readObj's errors.
 */
export const readH3dsScene = (listing: FolderListing): H3dsSceneReading => {
  const paths = listing.list()
  if (!paths.includes(meshPath)) throw badInput('h3ds-scene', `This is no H3DS scene: it has no ${meshPath}.`)
  const warnings = new WarningList()
  const { mesh, warnings: meshWarnings } = readObj(listing.read(meshPath))
  for (const { code, message, ...place } of meshWarnings) warnings.add(code, `${meshPath}: ${message}`, place)
  const cameras = readCameras(listing, paths, warnings)
  return {
    meshPath,
    mesh,
    views: viewsOf(paths, cameras, warnings),
    landmarks: readLandmarkVertices(listing, paths, mesh, warnings),
    regions: readRegions(listing, paths, mesh, warnings),
    warnings: warnings.toArray(),
  }
}

const readCameras = (
  listing: FolderListing,
  paths: readonly string[],
  warnings: WarningList,
): ReadonlyMap<number, Camera> => {
  if (!paths.includes('cameras.npz')) {
    warnings.add('h3ds-no-cameras', 'The scene has no cameras.npz; its photos have no cameras.')
    return new Map()
  }
  return tolerated(warnings, 'cameras.npz', new Map<number, Camera>(), () => {
    const reading = readCamerasNpz(listing.read('cameras.npz'))
    for (const { code, message } of reading.warnings) warnings.add(code, `cameras.npz: ${message}`)
    return reading.cameras
  })
}

/** A damaged part of a scene does not keep the rest from being read. */
const tolerated = <T>(warnings: WarningList, path: string, otherwise: T, read: () => T): T => {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof CameoError)) throw error
    warnings.add('h3ds-part-unreadable', `${path} was left out: ${error.message}`)
    return otherwise
  }
}

const viewsOf = (
  paths: readonly string[],
  cameras: ReadonlyMap<number, Camera>,
  warnings: WarningList,
): H3dsSceneReading['views'] => {
  const byIndex = (pattern: RegExp): Map<number, string> =>
    new Map(
      paths.flatMap((path): [number, string][] => {
        const number = pattern.exec(path)?.[1]
        return number === undefined ? [] : [[Number(number), path]]
      }),
    )
  const masks = byIndex(maskPattern)
  const views = [...byIndex(imagePattern)]
    .sort(([a], [b]) => a - b)
    .map(([index, imagePath]) => ({
      index,
      imagePath,
      maskPath: masks.get(index) ?? null,
      camera: cameras.get(index) ?? null,
    }))
  const withoutMask = views.filter(({ maskPath }) => !maskPath).length
  const withoutCamera = cameras.size > 0 ? views.filter(({ camera }) => !camera).length : 0
  if (views.length === 0) warnings.add('h3ds-no-images', 'The scene has no photos image/img_0000.jpg, ….')
  if (withoutMask > 0) warnings.add('h3ds-no-mask', `${counted(withoutMask, 'photo')} without a mask.`)
  if (withoutCamera > 0)
    warnings.add('h3ds-no-camera', `${counted(withoutCamera, 'photo')} without a camera in cameras.npz.`)
  return views
}

const linesOf = (bytes: Uint8Array): string[] =>
  new TextDecoder()
    .decode(bytes)
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** A 0-based vertex index as text, or a CameoError. */
const vertexOf = (text: string | undefined, mesh: Mesh): number => {
  const vertex = /^\d+$/.test(text ?? '') ? Number(text) : Number.NaN
  const count = mesh.positions.length / 3
  if (!(vertex < count)) throw badInput('h3ds-vertex', `“${text ?? ''}” is no vertex of the mesh, which has ${count}.`)
  return vertex
}

const readLandmarkVertices = (
  listing: FolderListing,
  paths: readonly string[],
  mesh: Mesh,
  warnings: WarningList,
): LandmarkSet | null => {
  const path = 'landmarks.txt'
  if (!paths.includes(path)) {
    warnings.add('h3ds-no-landmarks', 'The scene has no landmarks.txt.')
    return null
  }
  return tolerated(warnings, path, null, () => {
    const { set, warnings: found } = readLandmarkH3ds(listing.read(path), { mesh })
    for (const { code, message } of found) warnings.add(code, message)
    return { ...set, unit: 'mm' }
  })
}

const readRegions = (
  listing: FolderListing,
  paths: readonly string[],
  mesh: Mesh,
  warnings: WarningList,
): ReadonlyMap<string, Uint32Array> => {
  const regions = new Map<string, Uint32Array>()
  for (const path of paths) {
    const name = /^regions\/([\w-]+)\.txt$/.exec(path)?.[1]
    if (name === undefined) continue
    const vertices = tolerated(warnings, path, null, () =>
      Uint32Array.from(linesOf(listing.read(path)), (text) => vertexOf(text, mesh)),
    )
    if (vertices) regions.set(name, vertices)
  }
  return regions
}
