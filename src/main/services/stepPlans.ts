import type { ServiceInput } from '#core/contract/contract.ts'
import { type CutPlane, cutPlaneIn } from '#core/masks/propose/cutPlane.ts'
import type { Projection } from '#core/model/camera.ts'
import { type LandmarkSet, placedPoints, type SchemeCurve } from '#core/model/landmarks.ts'
import { identity4, invertAffine4, type Mat4, multiply4 } from '#core/model/transform.ts'
import type { AlignmentRow } from '../catalogue/tables/alignments.ts'
import type { ImageRow } from '../catalogue/tables/images.ts'
import type { ModelRow } from '../catalogue/tables/models.ts'
import type { ScanRow } from '../catalogue/tables/scans.ts'
import { faceCurvesOf } from './faceCurves.ts'
import { landmarkSetOf } from './landmarks.ts'
import { type CutLine, cutLineOf } from './maskCuts.ts'
import type { OpenProject } from './openProject.ts'
import { resultKey } from './resultKey.ts'

/** What a step would work on, named by a key of all that goes into it; or what it waits for, in a sentence. */
export type StepPlan<Work> = { readonly ready: true; readonly key: string; readonly work: Work } | NotReady
export interface NotReady {
  readonly ready: false
  readonly reason: string
}

export type AlignOptionsInput = ServiceInput<'alignments.run'>['options']
export const defaultAlignOptions: AlignOptionsInput = { scale: 'free', metric: 'point-to-plane', overlap: 'auto' }

/** A head model needs as many landmarks to begin with, and so does a similarity. */
const fewestLandmarks = 3

const notReady = (reason: string): NotReady => ({ ready: false, reason })

export const scanOfRole = (project: OpenProject, subjectId: string, role: ScanRow['role']): ScanRow | undefined =>
  project.tables.scans.bySubject(subjectId).find((scan) => scan.role === role)

/** The scan a head model is registered to: the fine one, where there is none the coarse one. */
export const registrationScan = (project: OpenProject, subjectId: string): ScanRow | undefined =>
  scanOfRole(project, subjectId, 'fine') ?? scanOfRole(project, subjectId, 'coarse')

const contentOf = ({ tables }: OpenProject, { fileId }: { fileId: string }): string => tables.files.get(fileId).sha256

/** What of a landmark set a result depends on. */
const pointsOf = (set: LandmarkSet): unknown => [...placedPoints(set)]

export interface AlignWork {
  readonly source: ScanRow
  readonly target: ScanRow
  readonly sourceLandmarks: LandmarkSet
  readonly targetLandmarks: LandmarkSet
  /** Artefacts of the trust painted on the scans; null: all of it is trusted. */
  readonly sourceTrust: string | null
  readonly targetTrust: string | null
  readonly options: AlignOptionsInput
}

interface ScanRowPair {
  readonly source: ScanRow
  readonly target: ScanRow
}

/** Two scans with all that an alignment takes from the project. */
export const pairWork = (project: OpenProject, { source, target }: ScanRowPair): Omit<AlignWork, 'options'> => ({
  source,
  target,
  sourceLandmarks: landmarkSetOf(project, source),
  targetLandmarks: landmarkSetOf(project, target),
  sourceTrust: project.tables.trust.get(source.id).artefact,
  targetTrust: project.tables.trust.get(target.id).artefact,
})

/** The weights of the pair's shared landmarks where one is not 1: those of other points have nothing to say. */
const landmarkWeightsOf = ({ tables }: OpenProject, { source, target }: ScanRowPair, shared: readonly string[]) => {
  const { weights = {} } = tables.alignments.side(source.id, target.id)
  const said = shared.flatMap((name) => (weights[name] === undefined ? [] : [[name, weights[name]] as const]))
  return said.length > 0 ? Object.fromEntries(said) : undefined
}

/**
 * Begins from the landmarks both scans have, weighed as the project says; where they share fewer than three, or another
 * start is asked for, weights have no say.
 */
export const alignPlanOf = (
  project: OpenProject,
  pair: ScanRowPair,
  { landmarkWeights: _, ...asked }: AlignOptionsInput,
): StepPlan<AlignWork> => {
  const work = pairWork(project, pair)
  const { source, target, sourceLandmarks, targetLandmarks, sourceTrust, targetTrust } = work
  const onTarget = placedPoints(targetLandmarks)
  const shared = [...placedPoints(sourceLandmarks).keys()].filter((name) => onTarget.has(name))
  const startsFromLandmarks = asked.start === undefined || asked.start === 'auto' || asked.start === 'landmarks'
  const landmarkWeights =
    startsFromLandmarks && shared.length >= fewestLandmarks ? landmarkWeightsOf(project, pair, shared) : undefined
  const heard = shared.filter((name) => landmarkWeights?.[name] !== 0)
  if (landmarkWeights && heard.length < fewestLandmarks) {
    return notReady(
      `Only ${heard.length} of ${shared.length} landmark pairs are listened to; the start needs ${fewestLandmarks}. Take one back in.`,
    )
  }
  const options: AlignOptionsInput = landmarkWeights ? { ...asked, landmarkWeights } : asked
  const key = resultKey({
    step: 'align',
    version: project.toolVersion,
    source: { sha256: contentOf(project, source), unit: source.unit, points: pointsOf(sourceLandmarks) },
    target: { sha256: contentOf(project, target), unit: target.unit, points: pointsOf(targetLandmarks) },
    options,
    ...(sourceTrust || targetTrust ? { trust: [sourceTrust, targetTrust] } : {}),
  })
  return { ready: true, key, work: { ...work, options } }
}

/** Coarse onto fine. */
export const alignPlan = (
  project: OpenProject,
  subjectId: string,
  options: AlignOptionsInput = defaultAlignOptions,
): StepPlan<AlignWork> => {
  const source = scanOfRole(project, subjectId, 'coarse')
  const target = scanOfRole(project, subjectId, 'fine')
  if (!source || !target) {
    return notReady(`Aligning needs a coarse and a fine scan; the ${source ? 'fine' : 'coarse'} one is missing.`)
  }
  return alignPlanOf(project, { source, target }, options)
}

/** A photo whose silhouette can be drawn, with the camera in the frame of the scan that is drawn. */
export interface MaskView extends Projection {
  readonly image: ImageRow
  readonly scan: ScanRow
  readonly alignmentId: string | null
  /** Where the subject ends, in the frame of the scan that is drawn; null where it does not. */
  readonly cut: CutPlane | null
}

/** The transform from a camera's frame to the fine scan: by alignment, or none where they are the same frame. */
export const fineFromCameraFrame = (
  project: OpenProject,
  cameraScanId: string,
  fine: ScanRow,
): { readonly matrix: Mat4; readonly alignment: AlignmentRow | null } | null => {
  if (cameraScanId === fine.id) return { matrix: identity4, alignment: null }
  const alignment = project.tables.alignments.current(cameraScanId, fine.id)
  if (!alignment) return null
  const chain = project.tables.alignmentSteps.chain(alignment.id)
  return { matrix: chain[chain.length - 1].targetFromSource, alignment }
}

type Way = ReturnType<typeof fineFromCameraFrame>

/** Looks each camera frame's way to the fine scan up once: the photos of a capture share one. */
const waysTo = (project: OpenProject, fine: ScanRow | undefined): ((cameraScanId: string) => Way) => {
  const ways = new Map<string, Way>()
  return (cameraScanId) => {
    if (!fine) return null
    if (!ways.has(cameraScanId)) ways.set(cameraScanId, fineFromCameraFrame(project, cameraScanId, fine))
    return ways.get(cameraScanId) ?? null
  }
}

/** The subject's cut in the frame of a scan; null where there is none, or no way from the scan it was drawn on. */
const cutIn = (project: OpenProject, line: CutLine | null, scan: ScanRow): CutPlane | null => {
  const matrix = line && (line.scanId === scan.id ? identity4 : fineFromCameraFrame(project, line.scanId, scan)?.matrix)
  return line && matrix ? cutPlaneIn(line, matrix) : null
}

const maskViews = (project: OpenProject, images: readonly ImageRow[], fine: ScanRow | undefined): MaskView[] => {
  const wayFrom = waysTo(project, fine)
  const line = images.length > 0 ? cutLineOf(project, images[0].subjectId) : null
  const cuts = new Map<string, CutPlane | null>()
  const cutOn = (scan: ScanRow): CutPlane | null => {
    if (!cuts.has(scan.id)) cuts.set(scan.id, cutIn(project, line, scan))
    return cuts.get(scan.id) ?? null
  }
  return images.flatMap((image) => {
    const camera = image.cameraId === null ? undefined : project.tables.cameras.get(image.cameraId)
    if (!camera) return []
    const way = wayFrom(camera.scanId)
    const { distortion } = camera
    if (!fine || !way) {
      const scan = project.scan(camera.scanId)
      return [{ image, scan, alignmentId: null, worldMat: camera.worldMat, distortion, cut: cutOn(scan) }]
    }
    const worldMat = multiply4(camera.worldMat, invertAffine4(way.matrix))
    return [{ image, scan: fine, alignmentId: way.alignment?.id ?? null, worldMat, distortion, cut: cutOn(fine) }]
  })
}

/** The photos of a subject with their cameras as a scan sees them: those of other scans through the alignment. */
export const photosOnScan = (project: OpenProject, scan: ScanRow): readonly MaskView[] =>
  maskViews(project, project.tables.images.bySubject(scan.subjectId), scan).filter((view) => view.scan.id === scan.id)

export interface MasksWork {
  readonly views: readonly MaskView[]
  /** Photos without a camera. */
  readonly withoutCamera: readonly ImageRow[]
  /** The coarse scan stands in for a fine one that is not aligned yet. */
  readonly usesCoarseScan: boolean
  /** A line is drawn, but not on the scan that is drawn, nor on one that is aligned with it. */
  readonly missesCut: boolean
}

export const masksPlan = (project: OpenProject, subjectId: string): StepPlan<MasksWork> => {
  const images = project.tables.images.bySubject(subjectId)
  if (images.length === 0) return notReady('There are no photos to mask.')
  const fine = scanOfRole(project, subjectId, 'fine')
  const views = maskViews(project, images, fine)
  if (views.length === 0) return notReady('Proposing masks needs cameras; these photos have none.')
  const usesCoarseScan = views.some(({ scan }) => scan.role === 'coarse')
  const key = resultKey({
    step: 'masks',
    version: project.toolVersion,
    views: views.map(({ image, scan, worldMat, distortion, cut }) => ({
      image: contentOf(project, image),
      scan: contentOf(project, scan),
      worldMat,
      size: [image.widthPx, image.heightPx],
      ...(distortion ? { distortion } : {}),
      ...(cut ? { cut } : {}),
    })),
  })
  const seen = new Set(views.map(({ image }) => image))
  const withoutCamera = images.filter((image) => !seen.has(image))
  const line = cutLineOf(project, subjectId)
  const missesCut = (line?.points.length ?? 0) >= 3 && views.some(({ cut }) => cut === null)
  return { ready: true, key, work: { views, withoutCamera, usesCoarseScan, missesCut } }
}

export interface RegisterWork {
  readonly scan: ScanRow
  readonly landmarks: LandmarkSet
  /** Lines that the landmarks' scheme draws along lips and lids. */
  readonly curves: readonly SchemeCurve[]
  readonly model: ModelRow
}

export const registerPlanOf = (project: OpenProject, scan: ScanRow, model: ModelRow): StepPlan<RegisterWork> => {
  const landmarks = landmarkSetOf(project, scan)
  const placed = placedPoints(landmarks).size
  if (placed < fewestLandmarks) {
    return notReady(
      `Registering needs at least ${fewestLandmarks} landmarks placed on the ${scan.role} scan; there are ${placed}.`,
    )
  }
  const { files } = project.tables
  const curves = faceCurvesOf(project, landmarks.scheme)
  const key = resultKey({
    step: 'register',
    version: project.toolVersion,
    scan: { sha256: contentOf(project, scan), unit: scan.unit, points: pointsOf(landmarks) },
    model: contentOf(project, model),
    embedding: model.embeddingFileId && files.get(model.embeddingFileId).sha256,
    regions: model.regionsFileId && files.get(model.regionsFileId).sha256,
    ...(curves.length > 0 ? { curves } : {}),
  })
  return { ready: true, key, work: { scan, landmarks, curves, model } }
}

/** The newest model of the project, or the one of `modelId`, on the scan that is registered. */
export const registerPlan = (project: OpenProject, subjectId: string, modelId?: string): StepPlan<RegisterWork> => {
  const scan = registrationScan(project, subjectId)
  if (!scan) return notReady('There is no scan to register to.')
  const model = modelId === undefined ? project.tables.models.list()[0] : project.tables.models.get(modelId)
  if (!model) return notReady('Registering needs a head model: add your FLAME file to the project.')
  return registerPlanOf(project, scan, model)
}
