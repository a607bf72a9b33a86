import { writeCamerasNpz } from '../formats/cameras.ts'
import { writeMesh } from '../formats/index.ts'
import { nearestVertices } from '../formats/landmarks/meshPlaces.ts'
import { counted, WarningList } from '../formats/warningList.ts'
import { cameraParts, carryCamera } from '../geometry/camera.ts'
import type { Camera } from '../model/camera.ts'
import { badInput } from '../model/errors.ts'
import { type LandmarkSet, placedPoints } from '../model/landmarks.ts'
import type { Mesh } from '../model/mesh.ts'
import { h3ds6 } from '../model/schemes.ts'
import { type Mat4, multiply4, toMat4, transformPoint, transformPoints, type Vec3 } from '../model/transform.ts'
import { unitFactor } from '../model/units.ts'
import { faceFrameOf } from './faceFrame.ts'
import { h3dsRegionNames, h3dsRegions } from './h3dsRegions.ts'
import { h3dsViewConfigs } from './h3dsViewConfigs.ts'
import { sceneIdOf } from './sceneId.ts'
import type { H3dsScene, H3dsSummary, H3dsView, PictureSource, PlannedFile, SubjectPlan } from './types.ts'

/** A click farther from the nearest vertex than this is reported: the landmark is stored as that vertex. */
const farFromVertexMm = 3

type CompleteView = H3dsView & { readonly mask: PictureSource; readonly camera: Camera }

/**
 * Plans the folder of one H3DS scene: mesh and cameras in millimetres in the mesh's frame, photos and masks numbered
 * without gaps, landmarks as nearest vertices, regions.
 *
 * @throws input/export-no-surface, input/export-no-views; carryCamera's errors for a transform that is no similarity.
 */
export const planH3dsScene = (scene: H3dsScene): SubjectPlan<H3dsSummary> => {
  if (scene.mesh.triangles.length === 0) {
    throw badInput('export-no-surface', 'The scan has no triangles; an H3DS scene needs a surface.')
  }
  const warnings = new WarningList()
  const views = completeViews(scene, warnings)
  warnDistorted(views, warnings)
  const mmFromMesh = scaleMatrix(unitFactor({ from: scene.meshUnit, to: 'mm' }))
  const mesh = moved(scene.mesh, mmFromMesh)
  const landmarks = scene.landmarks && movedLandmarks(scene.landmarks, mmFromMesh)
  const cameras = views.map(({ camera }) => carryCamera(camera, multiply4(mmFromMesh, scene.meshFromCameraFrame)))
  const sceneId = sceneIdOf(scene.subjectId)
  const texts = sceneTexts(mesh, landmarks, warnings)
  return {
    files: sceneFiles({ sceneId, mesh, views, cameras, texts }),
    warnings: warnings.toArray(),
    summary: { sceneId, tags: scene.tags, views: views.length, viewConfigs: viewConfigsOf(mesh, landmarks, cameras) },
  }
}

const completeViews = ({ views }: H3dsScene, warnings: WarningList): CompleteView[] => {
  const complete = views.filter((view): view is CompleteView => view.mask !== null && view.camera !== null)
  for (const view of views) {
    const lacks = [view.mask ? '' : 'mask', view.camera ? '' : 'camera'].filter(Boolean).join(' and no ')
    if (lacks) warnings.add('h3ds-view-left-out', `The photo ${view.name} has no ${lacks} and was left out.`)
  }
  if (complete.length === 0) {
    throw badInput(
      'export-no-views',
      'No photo has both a mask and a camera; an H3DS scene needs at least one that has.',
    )
  }
  return complete
}

const warnDistorted = (views: readonly CompleteView[], warnings: WarningList): void => {
  const distorted = views.filter(({ camera }) => camera.distortion)
  if (distorted.length === 0) return
  warnings.add(
    'h3ds-distortion',
    `${counted(distorted.length, 'photo')} with a lens that distorts: H3DS takes cameras for pinholes. The coefficients stand in cameras.npz as distortion_<i>, which its readers pass over; for them the photos and masks have to be undistorted first.`,
  )
}

const scaleMatrix = (factor: number): Mat4 => toMat4([factor, 0, 0, 0, 0, factor, 0, 0, 0, 0, factor, 0, 0, 0, 0, 1])

const moved = (mesh: Mesh, targetFromMesh: Mat4): Mesh => ({
  ...mesh,
  positions: transformPoints(targetFromMesh, mesh.positions),
  ...(mesh.positionsF64 ? { positionsF64: transformPoints(targetFromMesh, mesh.positionsF64) } : {}),
})

const movedLandmarks = (set: LandmarkSet, targetFromSet: Mat4): LandmarkSet => ({
  ...set,
  landmarks: set.landmarks.map((landmark) => ({
    ...landmark,
    position: landmark.position && transformPoint(targetFromSet, landmark.position),
  })),
})

/** The small text files of a scene: path within the scene → lines. */
const sceneTexts = (
  mesh: Mesh,
  landmarks: LandmarkSet | null,
  warnings: WarningList,
): ReadonlyMap<string, readonly string[]> => {
  const texts = new Map<string, readonly string[]>()
  if (!landmarks) {
    warnings.add('h3ds-no-landmarks', 'The scan has no landmarks; landmarks.txt and the regions were left out.')
    return texts
  }
  texts.set('landmarks.txt', landmarkLines(mesh, landmarks, warnings))
  const regions = h3dsRegions(mesh.positionsF64 ?? mesh.positions, landmarks)
  for (const name of h3dsRegionNames) {
    const vertices = regions.get(name)
    if (vertices && vertices.length > 0) texts.set(`regions/${name}.txt`, Array.from(vertices, String))
    else
      warnings.add(
        'h3ds-region-missing',
        `The region “${name}” was left out: its landmarks are missing or it is empty.`,
      )
  }
  return texts
}

const landmarkLines = (mesh: Mesh, landmarks: LandmarkSet, warnings: WarningList): string[] => {
  const points = placedPoints(landmarks)
  const stateOf = (name: string): string => {
    const { status, reason } = landmarks.landmarks.find((landmark) => landmark.name === name) ?? { status: 'unplaced' }
    return `${name} (${status}${reason ? `: ${reason}` : ''})`
  }
  const missing = h3ds6.points.filter(({ name }) => !points.has(name)).map(({ name }) => stateOf(name))
  if (missing.length > 0) {
    warnings.add(
      'h3ds-landmark-missing',
      `${counted(missing.length, 'landmark')} of H3DS not placed: ${missing.join(', ')}.`,
    )
  }
  const placed = h3ds6.points.flatMap(({ name }) => {
    const point = points.get(name)
    return point ? [{ name, point }] : []
  })
  const vertices = nearestVertices(
    mesh,
    placed.map(({ point }) => point),
  )
  return placed.map(({ name }, i) => {
    const { vertex, distance } = vertices[i]
    if (distance > farFromVertexMm) {
      warnings.add(
        'h3ds-landmark-far',
        `“${name}” lies ${distance.toFixed(1)} mm from the nearest vertex, which stands for it.`,
      )
    }
    return `${name} ${vertex}`
  })
}

/** Directions are seen from between the eyes; without landmarks from the mesh's middle, “out” being the cameras' mean. */
const viewConfigsOf = (
  mesh: Mesh,
  landmarks: LandmarkSet | null,
  cameras: readonly Camera[],
): H3dsSummary['viewConfigs'] => {
  const frame = landmarks && faceFrameOf(landmarks)
  const center = frame?.origin ?? middleOf(mesh.positions)
  const directions = cameras.map((camera) => {
    const [x, y, z] = cameraParts(camera).center
    return unit([x - center[0], y - center[1], z - center[2]])
  })
  const sum = directions.reduce(([ax, ay, az], [bx, by, bz]): Vec3 => [ax + bx, ay + by, az + bz], [0, 0, 0] as Vec3)
  return h3dsViewConfigs(directions, frame?.out ?? unit(sum))
}

const unit = (vector: Vec3): Vec3 => {
  const length = Math.hypot(...vector)
  return length > 0 ? [vector[0] / length, vector[1] / length, vector[2] / length] : [0, 0, 1]
}

const middleOf = (positions: Float32Array): Vec3 => {
  const sum = [0, 0, 0]
  for (let i = 0; i < positions.length; i++) sum[i % 3] += positions[i]
  const count = positions.length / 3
  return [sum[0] / count, sum[1] / count, sum[2] / count]
}

interface SceneParts {
  readonly sceneId: string
  readonly mesh: Mesh
  readonly views: readonly CompleteView[]
  readonly cameras: readonly Camera[]
  readonly texts: ReadonlyMap<string, readonly string[]>
}

/** Restartable: every iteration makes the files anew, so that none is held longer than its consumer needs it. */
const sceneFiles = ({ sceneId, mesh, views, cameras, texts }: SceneParts): Iterable<PlannedFile> => ({
  *[Symbol.iterator]() {
    yield { path: `${sceneId}/full_head.obj`, bytes: writeMesh(mesh, { format: 'obj', strictFor: 'h3ds' }) }
    yield { path: `${sceneId}/cameras.npz`, bytes: writeCamerasNpz(new Map(cameras.entries())) }
    for (const [path, lines] of texts) {
      yield { path: `${sceneId}/${path}`, bytes: new TextEncoder().encode(`${lines.join('\n')}\n`) }
    }
    for (const [index, { photo, mask }] of views.entries()) {
      const number = String(index).padStart(4, '0')
      yield {
        path: `${sceneId}/image/img_${number}.jpg`,
        sourceRef: photo.sourceRef,
        as: photo.isJpeg ? ('copy' as const) : ('jpeg' as const),
      }
      const maskPath = `${sceneId}/mask/mask_${number}.png`
      yield 'bytes' in mask ? { path: maskPath, bytes: mask.bytes } : { path: maskPath, ...mask, as: 'copy' as const }
    }
  },
})
