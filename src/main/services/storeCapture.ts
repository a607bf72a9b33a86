import { inUnitOf } from '#core/geometry/landmarkUnit.ts'
import { badInput } from '#core/model/errors.ts'
import type { Warning } from '#core/model/mesh.ts'
import type { ScanRole } from '../catalogue/tables/scans.ts'
import type { GatheredCapture, GatheredImage, GatheredScan, HashedFile } from './gatherCapture.ts'
import { importedLandmark } from './landmarks.ts'
import type { OpenProject } from './openProject.ts'

export interface StoredCapture {
  /** Null where nothing was new. */
  readonly subjectId: string | null
  readonly skipped: { path: string; reason: string }[]
  readonly warnings: readonly Warning[]
}

const ensureFile = (project: OpenProject, { path, sha256, sizeBytes, modifiedMs }: HashedFile): string =>
  project.tables.files.ensure({ path: project.storedPath(path), sha256, sizeBytes, modifiedMs })

/** The one frame of a subject that was captured once; 4D sequences come with more. */
const ensureFrame = ({ tables }: OpenProject, subjectId: string): string => {
  const [sequence] = tables.sequences.bySubject(subjectId)
  const sequenceId = sequence?.id ?? tables.sequences.insert(subjectId, 'capture')
  const [frame] = tables.frames.bySequence(sequenceId)
  return frame?.id ?? tables.frames.insert(sequenceId, 0, null)
}

/** A name that no other subject has: `anna`, `anna (2)`, … */
const freeName = ({ tables }: OpenProject, name: string): string => {
  if (!tables.subjects.byName(name)) return name
  for (let number = 2; ; number++) {
    const candidate = `${name} (${number})`
    if (!tables.subjects.byName(candidate)) return candidate
  }
}

interface Target {
  readonly project: OpenProject
  readonly subjectId: string
  readonly frameId: string
  readonly skipped: { path: string; reason: string }[]
  readonly warnings: Warning[]
}

const storeLandmarks = (target: Target, scanId: string, scan: GatheredScan): void => {
  if (!scan.landmarks) return
  const { tables } = target.project
  const { scheme, time } = scan.landmarks
  const { landmarks, warnings } = inUnitOf(scan, scan.landmarks)
  tables.landmarkSets.put({ scanId, scheme, annotator: null, time, provenance: 'imported', revision: 1 })
  tables.landmarks.replace(scanId, landmarks.map(importedLandmark))
  target.warnings.push(...warnings)
}

/** Returns whether the scan is new. */
const storeScan = (target: Target, scan: GatheredScan): boolean => {
  const { project, subjectId, skipped } = target
  const { tables } = project
  const known = tables.scans.bySubject(subjectId).find(({ role }) => role === scan.role)
  if (known) {
    const isSame = tables.files.get(known.fileId).sha256 === scan.file.sha256
    const reason = isSame ? 'Already imported.' : `The subject already has another ${scan.role} scan, ${known.name}.`
    skipped.push({ path: scan.file.path, reason })
    return false
  }
  insertScan(target, scan)
  return true
}

const insertScan = (target: Target, scan: GatheredScan): string => {
  const { project, subjectId, frameId } = target
  const scanId = project.tables.scans.insert({
    subjectId,
    frameId,
    role: scan.role,
    name: scan.name,
    fileId: ensureFile(project, scan.file),
    textureFileId: scan.texture && ensureFile(project, scan.texture),
    unit: scan.unit,
    unitSource: scan.unitSource,
    up: scan.up,
    vertexCount: scan.vertices,
    triangleCount: scan.triangles,
    hasColors: scan.hasColors,
    warnings: scan.warnings,
  })
  storeLandmarks(target, scanId, scan)
  return scanId
}

/** Stores a scan beside those a subject has. Throws input/known-scan where the project has the same file already. */
export const storeFurtherScan = (
  project: OpenProject,
  subjectId: string,
  scan: GatheredScan,
): { readonly scanId: string; readonly warnings: readonly Warning[] } => {
  const [known] = project.tables.scans.byContent(scan.file.sha256)
  if (known) throw badInput('known-scan', `${scan.name} is already in the project, as ${known.name}.`)
  return project.transaction(() => {
    const target: Target = { project, subjectId, frameId: ensureFrame(project, subjectId), skipped: [], warnings: [] }
    const scanId = insertScan(target, scan)
    project.record('scan.added', subjectId, {
      scanId,
      role: scan.role,
      files: [{ path: scan.file.path, sha256: scan.file.sha256 }],
      units: [{ name: scan.name, unit: scan.unit, unitSource: scan.unitSource }],
    })
    return { scanId, warnings: target.warnings }
  })
}

const scanIdOf = ({ project, subjectId }: Target, role: ScanRole): string | null =>
  project.tables.scans.bySubject(subjectId).find((scan) => scan.role === role)?.id ?? null

/** Cameras of views that the scan has no camera for yet. */
const storeCameras = (target: Target, cameras: NonNullable<GatheredCapture['cameras']>): string | null => {
  const { project, subjectId } = target
  const scanId = scanIdOf(target, cameras.role)
  if (scanId === null) {
    const message = `The cameras are in the frame of the ${cameras.role} scan, which could not be read: they were left out.`
    target.warnings.push({ code: 'cameras-without-scan', message })
    return null
  }
  const fileId = ensureFile(project, cameras.file)
  for (const [viewIndex, { worldMat, scaleMat, distortion = null }] of cameras.byView) {
    if (project.tables.cameras.byView(scanId, viewIndex)) continue
    project.tables.cameras.insert({ subjectId, scanId, fileId, viewIndex, worldMat, scaleMat, distortion })
  }
  return scanId
}

const storeImage = (
  { project, subjectId, frameId, skipped }: Target,
  image: GatheredImage,
  o: { readonly camerasScanId: string | null; readonly maskArtefact: string | null },
): boolean => {
  const { tables } = project
  const { file, name, widthPx, heightPx, viewIndex } = image
  const known = tables.images.bySubject(subjectId).some(({ fileId }) => tables.files.get(fileId).sha256 === file.sha256)
  if (known) {
    skipped.push({ path: file.path, reason: 'Already imported.' })
    return false
  }
  const camera =
    o.camerasScanId !== null && viewIndex !== null ? tables.cameras.byView(o.camerasScanId, viewIndex) : undefined
  const fileId = ensureFile(project, file)
  const imageId = tables.images.insert({
    subjectId,
    frameId,
    cameraId: camera?.id ?? null,
    name,
    fileId,
    widthPx,
    heightPx,
  })
  if (o.maskArtefact) tables.masks.put({ imageId, artefact: o.maskArtefact, source: 'imported', revision: 1 })
  return true
}

/** The subject that already holds a scan of this capture, imported from another place. */
const subjectWithSameScan = (
  { tables }: OpenProject,
  { scans, path }: GatheredCapture,
  own: string | null,
): string | null => {
  for (const { file } of scans) {
    const [known] = tables.scans.byContent(file.sha256)
    if (known && known.subjectId !== own) return tables.subjects.get(known.subjectId)?.name ?? path
  }
  return null
}

/** Stores a gathered capture as one change, masks first. What the project already has is named in `skipped`. */
export const storeCapture = async (project: OpenProject, capture: GatheredCapture): Promise<StoredCapture> => {
  const { tables } = project
  const sourcePath = project.storedPath(capture.path)
  const known = tables.subjects.bySource(sourcePath)
  const other = subjectWithSameScan(project, capture, known?.id ?? null)
  if (other !== null) {
    const reason = `The same scan is already in the project, as subject ${other}. If its files have moved, relocate them.`
    return { subjectId: null, skipped: [{ path: capture.path, reason }], warnings: [] }
  }
  if (!known && capture.scans.length === 0) {
    return {
      subjectId: null,
      skipped: [{ path: capture.path, reason: 'None of its scans could be read.' }],
      warnings: [],
    }
  }
  const maskArtefacts = new Map<GatheredImage, string>()
  for (const image of capture.images) {
    if (image.maskPng) maskArtefacts.set(image, await project.artefacts.put(image.maskPng, 'png'))
  }
  return project.transaction(() => {
    const subjectId = known?.id ?? tables.subjects.insert(freeName(project, capture.name), sourcePath)
    const target: Target = { project, subjectId, frameId: ensureFrame(project, subjectId), skipped: [], warnings: [] }
    const newScans = capture.scans.filter((scan) => storeScan(target, scan))
    const camerasScanId = capture.cameras && storeCameras(target, capture.cameras)
    const newImages = capture.images.filter((image) =>
      storeImage(target, image, { camerasScanId, maskArtefact: maskArtefacts.get(image) ?? null }),
    )
    const { skipped, warnings } = target
    if (newScans.length + newImages.length === 0) {
      const reason = `Already imported, as subject ${known?.name ?? capture.name}.`
      return { subjectId: null, skipped: [{ path: capture.path, reason }], warnings }
    }
    project.record('capture.imported', subjectId, {
      path: capture.path,
      files: [...newScans, ...newImages].map(({ file }) => ({ path: file.path, sha256: file.sha256 })),
      units: newScans.map(({ name, unit, unitSource }) => ({ name, unit, unitSource })),
      cameras: capture.cameras ? { path: capture.cameras.file.path, sha256: capture.cameras.file.sha256 } : null,
    })
    return { subjectId, skipped, warnings }
  })
}
