import type { Alignment, HeadModel, Image, Registration, Scan } from '#core/contract/contract.ts'
import { ownTransforms } from '#core/geometry/transformChain.ts'
import { smallPhotoPx } from '#core/model/photoLevels.ts'
import type { AlignmentRow } from '../catalogue/tables/alignments.ts'
import type { ImageRow } from '../catalogue/tables/images.ts'
import type { MaskRow } from '../catalogue/tables/masks.ts'
import type { ModelRow } from '../catalogue/tables/models.ts'
import type { RegistrationReportRow } from '../catalogue/tables/registrationReports.ts'
import type { RegistrationRow } from '../catalogue/tables/registrations.ts'
import type { ScanRow } from '../catalogue/tables/scans.ts'
import type { ArtefactName } from '../files/artefactStore.ts'
import type { OpenProject } from './openProject.ts'
import { fileRecord } from './sourceFiles.ts'
import { texturePlanOf } from './texturePlans.ts'

/** Rows of the catalogue as the contract tells them: bytes become URLs, files become references. */

/** An artefact never changes: its URL is its content. */
export const artefactUrl = (name: ArtefactName): string => `bytes/artefact/${name}`

type SourceKind = 'scan' | 'texture' | 'image' | 'preview' | 'small' | 'thumbnail'

/** A source's URL carries its hash, so that nothing old is shown after another import. */
const sourceUrl = (kind: SourceKind, id: string, sha256: string): string =>
  `bytes/${kind}/${id}?v=${sha256.slice(0, 16)}`

export const thumbnailUrl = ({ tables }: OpenProject, image: ImageRow): string =>
  sourceUrl('thumbnail', image.id, tables.files.get(image.fileId).sha256)

export const scanRecord = async (project: OpenProject, row: ScanRow): Promise<Scan> => {
  const { tables } = project
  const file = await fileRecord(project, row.fileId)
  const texture = row.textureFileId === null ? null : tables.files.get(row.textureFileId)
  return {
    id: row.id,
    subjectId: row.subjectId,
    frameId: row.frameId,
    role: row.role,
    name: row.name,
    file,
    unit: row.unit,
    unitSource: row.unitSource,
    up: row.up,
    vertices: row.vertexCount,
    triangles: row.triangleCount,
    hasColors: row.hasColors,
    meshUrl: sourceUrl('scan', row.id, file.sha256),
    textureUrl: texture && sourceUrl('texture', row.id, texture.sha256),
    landmarksPlaced: tables.landmarks.placedCount(row.id),
  }
}

export const imageRecord = async (project: OpenProject, row: ImageRow): Promise<Image> => {
  const { tables } = project
  const file = await fileRecord(project, row.fileId)
  const isSmall = Math.max(row.widthPx, row.heightPx) <= smallPhotoPx
  const camera = row.cameraId === null ? undefined : tables.cameras.get(row.cameraId)
  const mask = tables.masks.get(row.id)
  const proposal = tables.maskProposals.get(row.id)
  return {
    id: row.id,
    subjectId: row.subjectId,
    cameraIndex: camera?.viewIndex ?? null,
    name: row.name,
    file,
    widthPx: row.widthPx,
    heightPx: row.heightPx,
    imageUrl: sourceUrl('image', row.id, file.sha256),
    smallUrl: isSmall ? null : sourceUrl('small', row.id, file.sha256),
    previewUrl: isSmall ? null : sourceUrl('preview', row.id, file.sha256),
    thumbnailUrl: sourceUrl('thumbnail', row.id, file.sha256),
    worldMat: camera ? [...camera.worldMat] : null,
    distortion: camera?.distortion ? [...camera.distortion] : null,
    frameScanId: camera?.scanId ?? null,
    maskUrl: maskUrl(mask),
    proposalUrl: proposal ? artefactUrl(proposal.artefact) : null,
    maskRevision: mask.revision,
    maskSource: mask.source,
  }
}

/** The picture of a mask where it is that of the mask as it is, else a route that makes it. */
const maskUrl = ({ imageId, artefact, artefactRevision, source, revision }: MaskRow): string | null => {
  if (source === 'none') return null
  return artefact && artefactRevision === revision ? artefactUrl(artefact) : `bytes/mask/${imageId}?v=${revision}`
}

export const alignmentRecord = ({ tables }: OpenProject, row: AlignmentRow): Alignment => {
  const steps = tables.alignmentSteps.chain(row.id)
  const certified = tables.alignmentCertificates.get(row.id)
  const details = tables.alignmentDetails.get(row.id)
  const disabled = new Map(details?.detail.disabled.map(({ position, ownTransform }) => [position, ownTransform]))
  const own = ownTransforms(steps.map(({ targetFromSource }) => targetFromSource))
  return {
    id: row.id,
    subjectId: row.subjectId,
    sourceScanId: row.sourceScanId,
    targetScanId: row.targetScanId,
    createdAt: row.createdAt,
    current: tables.alignments.current(row.sourceScanId, row.targetScanId)?.id === row.id,
    steps: steps.map((step, i) => ({
      ...step,
      enabled: !disabled.has(i),
      ownTransform: [...(disabled.get(i) ?? own[i])],
      targetFromSource: [...step.targetFromSource],
    })),
    targetFromSource: [...steps[steps.length - 1].targetFromSource],
    scale: row.scale,
    landmarkRmsMm: row.landmarkRmsMm,
    residualMm: row.residualMm,
    overlap: row.overlap,
    certificate: certified?.certificate ?? null,
    uncertainty: certified?.uncertainty ?? null,
    stop: row.stop,
    iterations: row.iterations,
    warnings: [...row.warnings],
    residualUrl: artefactUrl(row.residualArtefact),
    signedResidualUrl: details?.signedArtefact ? artefactUrl(details.signedArtefact) : null,
  }
}

const reportOf = (row: RegistrationReportRow | undefined): Pick<Registration, 'certificate' | 'measured'> => ({
  certificate: row?.certificate ?? null,
  measured: row?.measured ?? null,
})

const textureRecord = (project: OpenProject, registration: RegistrationRow): Registration['texture'] => {
  const { files, registrationTextures } = project.tables
  const row = registrationTextures.current(registration.id)
  if (!row) return null
  const { id, createdAt, from, sizePx, uvFileId, details } = row
  const uvSha256 = uvFileId && files.get(uvFileId).sha256
  const plan = texturePlanOf(project, registration, { from, sizePx, uvSha256 })
  return {
    ...{ id, createdAt, from, sizePx, uvSha256, ...details },
    uvPath: uvFileId && project.absolutePath(files.get(uvFileId).path),
    photos: [...details.photos],
    warnings: [...details.warnings],
    isStale: !plan.ready || plan.key !== row.resultKey,
    pictureUrl: artefactUrl(row.pictureArtefact),
    maskUrl: artefactUrl(row.maskArtefact),
    meshUrl: artefactUrl(row.meshArtefact),
  }
}

export const registrationRecord = (project: OpenProject, row: RegistrationRow): Registration => ({
  ...reportOf(project.tables.registrationReports.get(row.id)),
  id: row.id,
  subjectId: row.subjectId,
  scanId: row.scanId,
  modelId: row.modelId,
  createdAt: row.createdAt,
  current: project.tables.registrations.current(row.scanId)?.id === row.id,
  meshUrl: artefactUrl(row.meshArtefact),
  metresFromScan: [...row.metresFromScan],
  scanToMeshMm: row.scanToMeshMm,
  landmarkRmsMm: row.landmarkRmsMm,
  flippedFaces: row.flippedFaces,
  seconds: row.seconds,
  modelSha256: row.modelSha256,
  warnings: [...row.warnings],
  residualUrl: artefactUrl(row.residualArtefact),
  partsUrl: `bytes/parts/${row.id}`,
  texture: textureRecord(project, row),
})

export const modelRecord = async (project: OpenProject, row: ModelRow): Promise<HeadModel> => ({
  id: row.id,
  name: row.name,
  file: await fileRecord(project, row.fileId),
  version: row.version,
  vertices: row.vertexCount,
  faces: row.faceCount,
  shapeComponents: row.shapeCount,
  expressionComponents: row.expressionCount,
  embedding: row.embeddingFileId === null ? null : await fileRecord(project, row.embeddingFileId),
  regions: row.regionsFileId === null ? null : await fileRecord(project, row.regionsFileId),
  uv: row.uvFileId === null ? null : await fileRecord(project, row.uvFileId),
})
