import type { Alignment, Image, Output } from '../contract/contract.ts'
import { carryCamera } from '../geometry/camera.ts'
import { type ReprojectionReport, reprojectionReport } from '../geometry/reprojection.ts'
import type { Camera } from '../model/camera.ts'
import { type LandmarkSet, type PhotoLandmarks, placedPoints } from '../model/landmarks.ts'
import { identity4, invertAffine4, toMat4 } from '../model/transform.ts'
import { photoProjection } from './photoProjection.ts'

/** Distances in pixels between a click and the two scans' landmarks of that name; null where a scan has none. */
export interface ReprojectionErrors {
  readonly sourcePx: number | null
  readonly targetPx: number | null
}

export interface PhotoReprojection {
  /** Root mean square over all clicks. */
  readonly all: ReprojectionErrors
  readonly photos: readonly (ReprojectionErrors & { readonly image: Image; readonly clicks: number })[]
  readonly landmarks: readonly (ReprojectionErrors & {
    readonly name: string
    readonly photos: number
    /** The photo in which it lies farthest from its click. */
    readonly worst: Image
  })[]
}

type Clicks = Output<'photoPoints.list'>['photos']

/**
 * How far the landmarks of two aligned scans, seen by the photos' cameras, lie from where they were clicked in the photos:
 * the scan in whose frame the cameras are by the cameras themselves, the other by the cameras as the alignment carries
 * them. Null where no photo with a camera has a click.
 */
export const photoReprojection = (o: {
  readonly images: readonly Image[]
  readonly clicks: Clicks
  readonly alignment: Alignment
  readonly source: Pick<LandmarkSet, 'landmarks'>
  readonly target: Pick<LandmarkSet, 'landmarks'>
}): PhotoReprojection | null => {
  const { images, alignment } = o
  const photos = new Map(
    o.clicks.flatMap(({ imageId, points }) => {
      const view = images.findIndex(({ id }) => id === imageId)
      const at: PhotoLandmarks = new Map(points.map(({ name, xPx, yPx }) => [name, [xPx, yPx]]))
      return view >= 0 && points.length > 0 ? [[view, at] as const] : []
    }),
  )
  const camerasIn = (scanId: string): ReadonlyMap<number, Camera> =>
    new Map(
      images.flatMap((image, view) => cameraIn(image, scanId, alignment).map((camera) => [view, camera] as const)),
    )
  const [source, target] = (['source', 'target'] as const).map((side) =>
    reprojectionReport({ photos, cameras: camerasIn(alignment[`${side}ScanId`]), points: placedPoints(o[side]) }),
  )
  if (source.count + target.count === 0) return null
  return {
    all: { sourcePx: rmsOf(source), targetPx: rmsOf(target) },
    photos: images.flatMap((image, view) => {
      const [ofSource, ofTarget] = [source, target].map(({ views }) => views.find((each) => each.view === view))
      if (!ofSource && !ofTarget) return []
      const clicks = Math.max(ofSource?.points.length ?? 0, ofTarget?.points.length ?? 0)
      return [{ image, clicks, sourcePx: ofSource?.rmsPx ?? null, targetPx: ofTarget?.rmsPx ?? null }]
    }),
    landmarks: landmarksOf(source, target).map(({ worst, ...rest }) => ({ ...rest, worst: images[worst] })),
  }
}

const rmsOf = ({ count, rmsPx }: ReprojectionReport): number | null => (count > 0 ? rmsPx : null)

/** The camera of a photo in the frame of one of the two scans; none where it is known in neither. */
const cameraIn = (image: Image, scanId: string, alignment: Alignment): readonly Camera[] => {
  const projection = photoProjection(image)
  if (!projection) return []
  const { frameScanId } = image
  const camera: Camera = { ...projection, scaleMat: identity4 }
  if (frameScanId === scanId) return [camera]
  const targetFromSource = toMat4(alignment.targetFromSource)
  if (frameScanId === alignment.sourceScanId) return [carryCamera(camera, targetFromSource)]
  return frameScanId === alignment.targetScanId ? [carryCamera(camera, invertAffine4(targetFromSource))] : []
}

const landmarksOf = (source: ReprojectionReport, target: ReprojectionReport) => {
  const names = [...new Set([...target.points, ...source.points].map(({ name }) => name))]
  return names.map((name) => {
    const [ofSource, ofTarget] = [source, target].map(({ points }) => points.find((point) => point.name === name))
    const seen = [...target.views, ...source.views].flatMap(({ view, points }) =>
      points.filter((point) => point.name === name).map(({ errorPx }) => ({ view, errorPx })),
    )
    return {
      name,
      photos: Math.max(ofSource?.views ?? 0, ofTarget?.views ?? 0),
      sourcePx: ofSource?.rmsPx ?? null,
      targetPx: ofTarget?.rmsPx ?? null,
      worst: seen.reduce((a, b) => (b.errorPx > a.errorPx ? b : a)).view,
    }
  })
}
