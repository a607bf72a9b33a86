import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { MeshFacts } from '#core/jobs/inspectMesh.ts'
import type { Camera } from '#core/model/camera.ts'
import { badInput, CameoError } from '#core/model/errors.ts'
import type { LandmarkSet } from '#core/model/landmarks.ts'
import type { Warning } from '#core/model/mesh.ts'
import { numberInName } from '#core/model/numberInName.ts'
import { checkCancelled, type RunContext } from '#core/model/run.ts'
import type { LengthUnit, UpAxis } from '#core/model/units.ts'
import type { ScanRole, UnitSource } from '../catalogue/tables/scans.ts'
import type { WorkerPool } from '../compute/workerPool.ts'
import { type FileStamp, hashFile } from '../files/hashFile.ts'
import { safePath } from '../files/safePath.ts'
import type { CaptureFolder, CaptureScan } from './captureLayout.ts'
import { decodeMask, encodeMask } from './maskPng.ts'
import { namedFile } from './namedFile.ts'
import { photoFacts } from './photoFacts.ts'

export interface HashedFile extends FileStamp {
  readonly path: string
}

export interface GatheredScan {
  readonly role: ScanRole
  readonly name: string
  readonly file: HashedFile
  readonly texture: HashedFile | null
  readonly unit: LengthUnit | null
  readonly unitSource: UnitSource
  readonly up: UpAxis | null
  readonly vertices: number
  readonly triangles: number
  readonly hasColors: boolean
  readonly landmarks: LandmarkSet | null
  readonly warnings: readonly Warning[]
}

export interface GatheredImage {
  readonly name: string
  readonly file: HashedFile
  readonly widthPx: number
  readonly heightPx: number
  readonly viewIndex: number | null
  /** The mask that lay beside it, as Cameo stores masks. */
  readonly maskPng: Uint8Array | null
}

/** A capture folder, read and checked, ready to be stored. */
export interface GatheredCapture {
  readonly name: string
  readonly path: string
  readonly scans: readonly GatheredScan[]
  readonly images: readonly GatheredImage[]
  readonly cameras: {
    readonly file: HashedFile
    readonly role: ScanRole
    readonly byView: ReadonlyMap<number, Camera>
  } | null
}

export interface GatherReport {
  readonly skipped: { path: string; reason: string }[]
  readonly warnings: Warning[]
}

interface Gathering extends GatherReport {
  readonly pool: WorkerPool
  readonly context: RunContext
}

const hashed = async (path: string, { signal }: RunContext): Promise<HashedFile> => ({
  path,
  ...(await hashFile(path, signal)),
})

/** Runs `read`; a file that cannot be used is reported and does not keep the others from being read. */
const tolerated = async <T>(path: string, gathering: Gathering, read: () => Promise<T>): Promise<T | null> => {
  checkCancelled(gathering.context)
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof CameoError) || !error.code.startsWith('input/')) throw error
    gathering.skipped.push({ path, reason: error.message })
    return null
  }
}

/** The colour texture that the mesh or its material library names. */
const textureOf = async (
  scanPath: string,
  { textureFile, materialWarnings }: MeshFacts,
  gathering: Gathering,
): Promise<HashedFile | null> => {
  gathering.warnings.push(...materialWarnings)
  if (textureFile === null) return null
  const path = await safePath(dirname(scanPath), textureFile).catch(() => null)
  const file = path === null ? null : await hashed(path, gathering.context).catch(() => null)
  if (!file) {
    gathering.warnings.push({
      code: 'texture-missing',
      message: `${basename(scanPath)}: its texture ${textureFile} is not beside it.`,
    })
  }
  return file
}

const readLandmarkSet = async (path: string, gathering: Gathering): Promise<LandmarkSet | null> => {
  const fileName = basename(path)
  const file = await tolerated(path, gathering, () =>
    gathering.pool.run('readLandmarkFile', { ref: path, fileName }, gathering.context),
  )
  for (const { code, message } of file?.warnings ?? [])
    gathering.warnings.push({ code, message: `${fileName}: ${message}` })
  return file?.set ?? null
}

const gatherScan = (scan: CaptureScan, gathering: Gathering): Promise<GatheredScan | null> =>
  tolerated(scan.path, gathering, async () => {
    const { pool, context } = gathering
    const name = basename(scan.path)
    const facts = await pool.run('inspectMesh', { ref: scan.path, fileName: name }, context)
    const landmarks = scan.landmarksPath === null ? null : await readLandmarkSet(scan.landmarksPath, gathering)
    return {
      role: scan.role,
      name,
      file: await hashed(scan.path, context),
      texture: await textureOf(scan.path, facts, gathering),
      ...unitOf(name, landmarks?.unit ?? null, facts, gathering),
      up: facts.up.guess,
      vertices: facts.vertices,
      triangles: facts.triangles,
      hasColors: facts.hasColors || facts.hasEmbeddedTexture,
      landmarks,
      warnings: facts.warnings,
    }
  })

/** A unit that a file states is believed; a scan that looks as if it were in another one is pointed out. */
const unitOf = (
  name: string,
  stated: LengthUnit | null,
  { unit }: Pick<MeshFacts, 'unit'>,
  { warnings }: GatherReport,
): Pick<GatheredScan, 'unit' | 'unitSource'> => {
  if (stated === null) return { unit: unit.guess, unitSource: 'guessed' }
  if (unit.guess !== null && unit.guess !== stated) {
    const message = `${name} is said to be in ${stated} but is as large as a head in ${unit.guess}. Check its unit.`
    warnings.push({ code: 'unit-conflict', message })
  }
  return { unit: stated, unitSource: 'stated' }
}

const gatherCameras = async ({ cameras }: CaptureFolder, gathering: Gathering): Promise<GatheredCapture['cameras']> => {
  if (!cameras) return null
  const { path, role } = cameras
  const file = await tolerated(path, gathering, () =>
    gathering.pool.run('readCameraFile', namedFile(path), gathering.context),
  )
  if (!file) return null
  for (const { code, message } of file.warnings)
    gathering.warnings.push({ code, message: `${basename(path)}: ${message}` })
  return { file: await hashed(path, gathering.context), role, byView: file.cameras }
}

const gatherImage = (
  path: string,
  masks: ReadonlyMap<number, string>,
  gathering: Gathering,
): Promise<GatheredImage | null> =>
  tolerated(path, gathering, async () => {
    const name = basename(path)
    const size = await photoFacts(path)
    const viewIndex = numberInName(name)
    const maskPath = viewIndex === null ? undefined : masks.get(viewIndex)
    return {
      name,
      file: await hashed(path, gathering.context),
      ...size,
      viewIndex,
      maskPng: maskPath === undefined ? null : await gatherMask(maskPath, size, gathering),
    }
  })

const gatherMask = (
  path: string,
  photo: { widthPx: number; heightPx: number },
  gathering: Gathering,
): Promise<Uint8Array | null> =>
  tolerated(path, gathering, async () => {
    const name = basename(path)
    const { mask, widthPx, heightPx, wasConverted } = await decodeMask(await readFile(path), name)
    if (widthPx !== photo.widthPx || heightPx !== photo.heightPx) {
      const sizes = `${widthPx} × ${heightPx} px, its photo ${photo.widthPx} × ${photo.heightPx} px`
      throw new CameoError('input/mask-size', `${name} measures ${sizes}. A mask must be as large as its photo.`)
    }
    if (wasConverted) {
      gathering.warnings.push({
        code: 'mask-converted',
        message: `${name} was brought to 8-bit grey with 0 and 255 only.`,
      })
    }
    return encodeMask(mask, photo)
  })

const gatherImages = async (capture: CaptureFolder, gathering: Gathering): Promise<GatheredImage[]> => {
  const masks = new Map(
    capture.masks.flatMap((path) => {
      const index = numberInName(basename(path))
      return index === null ? [] : [[index, path] as const]
    }),
  )
  const images: GatheredImage[] = []
  for (const [i, path] of capture.images.entries()) {
    const image = await gatherImage(path, masks, gathering)
    if (image) images.push(image)
    const fraction = 0.4 + (0.6 * (i + 1)) / capture.images.length
    gathering.context.report?.({ fraction, message: `${capture.name}: photo ${i + 1} of ${capture.images.length}` })
  }
  return images
}

/** A scene of H3DS: one scan in mm with landmarks by vertex, cameras in its own frame. */
const gatherScene = async (capture: CaptureFolder, gathering: Gathering): Promise<GatheredScan[]> => {
  const { path } = capture.scans[0]
  const scan = await tolerated(path, gathering, async () => {
    const entries = await readdir(capture.path, { recursive: true, withFileTypes: true })
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((ref) => ({ ref, path: ref.slice(capture.path.length + 1).replaceAll('\\', '/') }))
    const facts = await gathering.pool.run('inspectH3dsScene', { files }, gathering.context)
    gathering.warnings.push(...facts.warnings.filter(({ code }) => !code.startsWith('camera')))
    return {
      role: 'fine' as const,
      name: basename(path),
      file: await hashed(path, gathering.context),
      texture: null,
      unit: 'mm' as const,
      unitSource: 'stated' as const,
      up: facts.report.up.guess,
      vertices: facts.vertices,
      triangles: facts.triangles,
      hasColors: facts.hasColors,
      landmarks: facts.landmarks,
      warnings: facts.report.warnings,
    }
  })
  return scan ? [scan] : []
}

/** Reads one scan that is to be stored. Throws what its file says where it cannot be used. */
export const gatherFurtherScan = async (
  scan: CaptureScan,
  o: { readonly pool: WorkerPool; readonly context: RunContext },
): Promise<{ readonly scan: GatheredScan; readonly warnings: readonly Warning[] }> => {
  const gathering: Gathering = { ...o, skipped: [], warnings: [] }
  const found = await gatherScan(scan, gathering)
  if (!found) throw badInput('scan', gathering.skipped[0]?.reason ?? `${scan.path} cannot be read.`)
  return { scan: found, warnings: gathering.warnings }
}

/** Reads everything of a capture folder that is to be stored. Files that cannot be used are named in `skipped`. */
export const gatherCapture = async (
  capture: CaptureFolder,
  o: { readonly pool: WorkerPool; readonly context: RunContext },
): Promise<GatheredCapture & GatherReport> => {
  const gathering: Gathering = { ...o, skipped: [...capture.left], warnings: [] }
  o.context.report?.({ fraction: 0, message: `${capture.name}: reading the scans` })
  const scans =
    capture.kind === 'h3ds-scene'
      ? await gatherScene(capture, gathering)
      : (await Promise.all(capture.scans.map((scan) => gatherScan(scan, gathering)))).flatMap((scan) => scan ?? [])
  const cameras = await gatherCameras(capture, gathering)
  const images = await gatherImages(capture, gathering)
  const { skipped, warnings } = gathering
  return { name: capture.name, path: capture.path, scans, images, cameras, skipped, warnings }
}
