import { rasterizeSilhouette } from '../masks/silhouette.ts'
import type { Camera } from '../model/camera.ts'
import { badInput } from '../model/errors.ts'
import { seededRandom } from '../model/random.ts'
import { checkCancelled, partOf, type RunContext } from '../model/run.ts'
import { h3ds6, head8 } from '../model/schemes.ts'
import { invertAffine4, type Mat4, transformPoint, transformPoints, type Vec3 } from '../model/transform.ts'
import { clickLandmarks } from './capture/clickLandmarks.ts'
import { coarseScan } from './capture/coarseScan.ts'
import { writeCurvedPoint } from './capture/curvedSurface.ts'
import { fineScan, scanHoles } from './capture/fineScan.ts'
import { type CaptureFrames, captureFrames } from './capture/frames.ts'
import { observedVertices } from './capture/observedVertices.ts'
import { makePerson, type Person } from './capture/person.ts'
import { type PersonMesh, personMesh } from './capture/personMesh.ts'
import { cameraInFrame, type PhotoCamera, photoCameras } from './capture/photoCamera.ts'
import { renderPhoto } from './capture/renderPhoto.ts'
import { paintRoom } from './capture/room.ts'
import { standInEmbedding } from './standInEmbedding.ts'
import type { CaptureOptions, CaptureTruth, Photo, SyntheticCapture } from './types.ts'

/** Longest edges of head and shirt, as the two scanners sample them. */
const fineDetail = { longestMm: 2.5, shirtSpacingMm: 5.5 }
const coarseDetail = { longestMm: 6, shirtSpacingMm: 10 }
/** What people click, and how well. */
const fineClicks = { unit: 'mm', scheme: head8, rmsMm: 0.7 } as const
const coarseClicks = { unit: 'm', scheme: h3ds6, rmsMm: 2 } as const

const mostViews = 200
const largestPhotoPx = 4096

/**
 * A capture session that never took place: a virtual person on the stand-in model, scanned by two devices in frames
 * and units of their own, photographed in a room, landmarks clicked by hand, and the truth about all of it.
 * Same options, same bytes.
 *
 * @throws CameoError `input/capture-options` where they are out of range, `job/cancelled`.
 */
export const generateCapture = (options: CaptureOptions, context: RunContext = {}): SyntheticCapture => {
  const { seed, views, photoSizePx } = checkedOptions(options)
  const random = seededRandom(seed)
  const report = (fraction: number, message: string): void => {
    checkCancelled(context)
    context.report?.({ fraction, message })
  }
  report(0, 'Making a person')
  const person = makePerson(seed)
  const frames = captureFrames(random)
  report(0.35, 'Scanning')
  const mesh = personMesh(person, fineDetail)
  const holes = scanHoles(person, random)
  const fine = fineScan({ person, mesh, holes, fineFromModel: frames.fineFromModel, random })
  report(0.5, 'Scanning')
  const coarse = coarseScan({
    person,
    mesh: personMesh(person, coarseDetail),
    coarseFromModel: frames.coarseFromModel,
    random,
  })
  const landmarks = trueLandmarks(person, frames)
  const cameras = photoCameras(views, photoSizePx, random)
  const { photos, masks } = takePhotos(
    { person, mesh, cameras, photoSizePx, seed },
    partOf(context, { from: 0.55, to: 0.95 }),
  )
  report(0.95, 'Clicking landmarks')
  const modelFromCoarse = invertAffine4(frames.coarseFromModel)
  return {
    coarse: coarse.mesh,
    fine,
    photos,
    cameras: new Map<number, Camera>(
      cameras.map((camera, view) => [view, cameraInFrame(camera, frames.coarseFromModel, modelFromCoarse)]),
    ),
    coarseLandmarks: clickLandmarks({ ...coarseClicks, scan: coarse.mesh, truth: landmarks.coarseM, random }),
    fineLandmarks: clickLandmarks({ ...fineClicks, scan: fine, truth: landmarks.fineMm, random }),
    truth: {
      fineFromCoarse: frames.fineFromCoarse,
      masks,
      registrationVertices: transformPoints(frames.fineFromModel, person.surface.positions),
      observed: observedVertices(person, holes),
      coarseFloating: coarse.floating,
      landmarks,
    },
  }
}

const checkedOptions = ({ seed, views = 10, photoSizePx = 640 }: CaptureOptions): Required<CaptureOptions> => {
  const isWhole = (value: number, from: number, to: number): boolean =>
    Number.isInteger(value) && value >= from && value <= to
  if (!Number.isSafeInteger(seed) || !isWhole(views, 1, mostViews) || !isWhole(photoSizePx, 16, largestPhotoPx)) {
    throw badInput(
      'capture-options',
      `A capture of ${views} photos of ${photoSizePx} pixels with seed ${seed} cannot be made: 1 to ${mostViews} photos, 16 to ${largestPhotoPx} pixels, a whole number as seed.`,
    )
  }
  return { seed, views, photoSizePx }
}

/** The points of head-8 on the person, in both scans' frames. */
const trueLandmarks = ({ surface, model }: Person, frames: CaptureFrames): CaptureTruth['landmarks'] => {
  const { pointNames, faces, barycentrics } = standInEmbedding(model)
  const out = new Float64Array(3)
  const points = (pointNames ?? []).map((name, i): readonly [string, Vec3] => {
    const [a, b, c] = barycentrics.subarray(i * 3, i * 3 + 3)
    writeCurvedPoint(surface, faces[i], [a, b, c], out, 0)
    return [name, [out[0], out[1], out[2]]]
  })
  const moved = (targetFromModel: Mat4): ReadonlyMap<string, Vec3> =>
    new Map(points.map(([name, point]) => [name, transformPoint(targetFromModel, point)]))
  return { fineMm: moved(frames.fineFromModel), coarseM: moved(frames.coarseFromModel) }
}

const takePhotos = (
  o: {
    readonly person: Person
    readonly mesh: PersonMesh
    readonly cameras: readonly PhotoCamera[]
    readonly photoSizePx: number
    readonly seed: number
  },
  context: RunContext,
): { photos: Photo[]; masks: Uint8Array[] } => {
  const random = seededRandom(o.seed ^ 0x0f070)
  const room = paintRoom(random)
  const surface = { positions: Float32Array.from(o.mesh.positions), triangles: o.mesh.triangles }
  const photos: Photo[] = []
  const masks: Uint8Array[] = []
  for (const [view, camera] of o.cameras.entries()) {
    checkCancelled(context)
    context.report?.({ fraction: view / o.cameras.length, message: `Photo ${view + 1} of ${o.cameras.length}` })
    const { mesh, photoSizePx: sizePx } = o
    photos.push(renderPhoto({ mesh, look: o.person.look, room, camera, sizePx, random }))
    masks.push(rasterizeSilhouette({ mesh: surface, worldMat: camera.worldMat, widthPx: sizePx, heightPx: sizePx }))
  }
  return { photos, masks }
}
