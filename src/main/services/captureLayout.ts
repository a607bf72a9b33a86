import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isFrameOf } from '#core/editor/sequenceFrames.ts'
import { isGltf, landmarkFormatOf, landmarkFormats, meshFormatOf } from '#core/formats/index.ts'
import type { ScanRole } from '../catalogue/tables/scans.ts'
import { sourceStatus } from '../files/sourceStatus.ts'

/** A scan of a capture folder, by its files. */
export interface CaptureScan {
  readonly path: string
  readonly role: ScanRole
  readonly landmarksPath: string | null
}

/** One subject's capture as it lies on the disk. */
export interface CaptureFolder {
  readonly kind: 'capture' | 'h3ds-scene'
  readonly name: string
  readonly path: string
  readonly scans: readonly CaptureScan[]
  /** In the order of their names. */
  readonly images: readonly string[]
  readonly masks: readonly string[]
  /** cameras.npz or another camera file, and the role of the scan in whose frame it is. */
  readonly cameras: { readonly path: string; readonly role: ScanRole } | null
  /** Files that were seen and are not taken, with the reason. */
  readonly left: readonly { readonly path: string; readonly reason: string }[]
}

const imageFolders = ['images', 'image', 'photos']
const maskFolders = ['masks', 'mask']
export const isImageFile = (name: string): boolean => /\.(jpe?g|png|tiff?|webp)$/i.test(name)
const isHidden = (name: string): boolean => name.startsWith('.')
/** What the generator of a test set knows and no one who works on it may: never read. */
const isTruth = (name: string): boolean => /^truth|_true$/i.test(name)
const landmarkEndings = new Set(landmarkFormats.flatMap(({ extensions }) => extensions))
const endingOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1).toLowerCase()
const stemOf = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf('.')))
const inOrder = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true })

/** `full_head.obj` beside `cameras.npz` and `image/`: a scene of H3DS. */
export const isH3dsScene = (names: readonly string[]): boolean =>
  ['full_head.obj', 'cameras.npz', 'image'].every((name) => names.includes(name))

const meshesIn = (names: readonly string[]): string[] =>
  names.filter((name) => !isHidden(name) && !isTruth(name) && isScanFile(name)).sort(inOrder)

const isScanFile = (name: string): boolean => meshFormatOf(name) !== null || isGltf(name)

export const captureKindOf = (names: readonly string[]): CaptureFolder['kind'] | null => {
  if (isH3dsScene(names)) return 'h3ds-scene'
  return meshesIn(names).length > 0 ? 'capture' : null
}

/** The role a file name speaks of, null where it speaks of none. */
const roleInName = (name: string): 'coarse' | 'fine' | null => {
  if (/low|coarse|depth|device/i.test(name)) return 'coarse'
  return /high|hi_?res|fine|full|dense/i.test(name) ? 'fine' : null
}

interface RoledMesh {
  readonly name: string
  readonly role: 'coarse' | 'fine'
}

/** At most one coarse and one fine scan: by their names, else the larger file is the fine one. */
const chooseScans = async (
  folder: string,
  meshes: readonly string[],
): Promise<{ readonly chosen: readonly RoledMesh[]; readonly left: readonly string[] }> => {
  const sized = await Promise.all(
    meshes.map(async (name) => {
      const status = await sourceStatus(join(folder, name))
      return { name, sizeBytes: status?.sizeBytes ?? 0, role: roleInName(name) }
    }),
  )
  const bySize = sized.sort((a, b) => b.sizeBytes - a.sizeBytes)
  const chosen: RoledMesh[] = []
  for (const role of ['fine', 'coarse'] as const) {
    const isFree = ({ name }: { name: string }): boolean => chosen.every((other) => other.name !== name)
    const found = bySize.find((mesh) => mesh.role === role) ?? bySize.find((mesh) => mesh.role === null && isFree(mesh))
    if (found) chosen.push({ name: found.name, role })
  }
  return {
    chosen: chosen.sort((a, b) => a.role.localeCompare(b.role)),
    left: meshes.filter((name) => chosen.every((other) => other.name !== name)),
  }
}

const isLandmarkFile = (name: string): boolean =>
  !isTruth(name) && landmarkEndings.has(endingOf(name)) && /landmark|lmk|points|picked|\.pp$/i.test(name)

/**
 * The landmark file of a scan: it carries the scan's name, or its role, or lies beside the only scan. Of several the one
 * with the lowest number in its name wins: `landmarks8` is a named set, `landmarks51` an ordered list.
 */
const landmarksOf = ({ name, role }: RoledMesh, candidates: readonly string[], isOnly: boolean): string | null => {
  const stem = stemOf(name).toLowerCase()
  const digits = (file: string): number => Number(/\d+/.exec(file)?.[0] ?? 0)
  const fitting = [
    candidates.filter((file) => file.toLowerCase().startsWith(stem)),
    candidates.filter((file) => roleInName(file) === role),
    isOnly ? candidates.filter((file) => roleInName(file) === null) : [],
  ].find((files) => files.length > 0)
  return fitting?.sort((a, b) => digits(a) - digits(b) || inOrder(a, b))[0] ?? null
}

/** The landmark file beside a scan that carries its name; null where there is none. */
export const landmarksBeside = async (scanPath: string): Promise<string | null> => {
  const folder = dirname(scanPath)
  const stem = stemOf(basename(scanPath)).toLowerCase()
  const files = (await readdir(folder)).filter((name) => isLandmarkFile(name) && isOfScan(name.toLowerCase(), stem))
  const found = files.sort(inOrder)[0]
  return found === undefined ? null : join(folder, found)
}

const filesOf = async (folder: string, names: readonly string[], subfolders: readonly string[]): Promise<string[]> => {
  const subfolder = subfolders.find((name) => names.includes(name))
  if (subfolder === undefined) return []
  const files = await readdir(join(folder, subfolder)).catch(() => [])
  return files
    .filter((name) => isImageFile(name) && !isHidden(name))
    .sort(inOrder)
    .map((name) => join(folder, subfolder, name))
}

/** Cameo's own kind first, then those of COLMAP (with images.txt) and nerfstudio. */
const isCameraFile = (name: string): boolean => /^(cameras.*\.npz|cameras\.txt|transforms\.json)$/i.test(name)

const camerasOf = (names: readonly string[], scans: readonly RoledMesh[]): { name: string; role: ScanRole } | null => {
  const candidates = names.filter(isCameraFile).sort(inOrder)
  const roles = scans.map(({ role }) => role)
  for (const role of ['coarse', 'fine'] as const) {
    const found = candidates.find((name) => roleInName(name) === role)
    if (found && roles.includes(role)) return { name: found, role }
  }
  const neutral = candidates.find((name) => roleInName(name) === null)
  if (!neutral || roles.length === 0) return null
  return { name: neutral, role: roles.includes('coarse') ? 'coarse' : roles[0] }
}

/** Looks at one folder; null where it holds no scan. */
export const readCaptureFolder = async (folder: string): Promise<CaptureFolder | null> => {
  const names = (await readdir(folder)).filter((name) => !isHidden(name) && !isTruth(name))
  const kind = captureKindOf(names)
  if (!kind) return null
  const { chosen, left } = await chooseScans(folder, kind === 'h3ds-scene' ? ['full_head.obj'] : meshesIn(names))
  const candidates =
    kind === 'h3ds-scene' ? names.filter((name) => name === 'landmarks.txt') : names.filter(isLandmarkFile)
  const scans = chosen.map((mesh): CaptureScan => {
    const landmarks = landmarksOf(mesh, candidates, chosen.length === 1)
    return { path: join(folder, mesh.name), role: mesh.role, landmarksPath: landmarks && join(folder, landmarks) }
  })
  const taken = new Set(scans.map(({ landmarksPath }) => landmarksPath))
  const cameras = camerasOf(names, chosen)
  return {
    kind,
    name: basename(folder),
    path: folder,
    scans,
    images: await filesOf(folder, names, imageFolders),
    masks: await filesOf(folder, names, maskFolders),
    cameras: cameras && { path: join(folder, cameras.name), role: cameras.role },
    left: [
      ...left.map((name) => ({
        path: join(folder, name),
        reason: 'A subject has one coarse and one fine scan; this is a further mesh.',
      })),
      ...candidates
        .filter((name) => !taken.has(join(folder, name)))
        .map((name) => ({
          path: join(folder, name),
          reason: 'A scan holds one landmark set; another file was taken.',
        })),
    ],
  }
}

/** Fewer scans that differ by a number may as well be two scanners' of one head. */
const leastFrames = 3

/** Scans that are alike but for their last number are frames of a sequence: a subject each, called as its scan. */
const readFrames = async (folder: string): Promise<readonly CaptureFolder[]> => {
  const names = (await readdir(folder)).filter((name) => !isHidden(name) && !isTruth(name))
  const meshes = meshesIn(names)
  const [first] = meshes
  const areFrames =
    meshes.length >= leastFrames &&
    meshes.every((name) => name === first || isFrameOf(stemOf(first), stemOf(name))) &&
    !names.some((name) => imageFolders.includes(name) || isCameraFile(name))
  if (!areFrames) return []
  const landmarks = names.filter((name) => landmarkFormatOf(name) !== null && !meshes.includes(name))
  const besideOf = (name: string): string | undefined => landmarks.find((file) => isOfScan(file, stemOf(name)))
  const taken = new Set(meshes.map(besideOf))
  const left = landmarks
    .filter((name) => isLandmarkFile(name) && !taken.has(name))
    .map((name) => ({ path: join(folder, name), reason: 'It is named as none of the frames, or a frame has another.' }))
  return meshes.map((name, frame): CaptureFolder => {
    const beside = besideOf(name)
    const scan = {
      path: join(folder, name),
      role: 'fine' as const,
      landmarksPath: beside ? join(folder, beside) : null,
    }
    return {
      ...{ kind: 'capture', name: `${basename(folder)}_${stemOf(name)}`, path: scan.path, scans: [scan] },
      ...{ images: [], masks: [], cameras: null, left: frame === 0 ? left : [] },
    }
  })
}

/** `frame_1.pp`, or `frame_1_landmarks.json`; not `frame_12.pp`. */
const isOfScan = (file: string, scan: string): boolean => file.startsWith(scan) && !/^\d/.test(file.slice(scan.length))

/** The captures in a folder: the folder itself, the frames in it, or those in its direct subfolders. */
export const findCaptures = async (
  folder: string,
): Promise<{
  readonly kind: 'capture' | 'captures' | 'h3ds-scene' | 'nothing'
  readonly captures: readonly CaptureFolder[]
}> => {
  const frames = await readFrames(folder)
  if (frames.length > 0) return { kind: 'captures', captures: frames }
  const own = await readCaptureFolder(folder)
  if (own) return { kind: own.kind, captures: [own] }
  const captures: CaptureFolder[] = []
  const entries = await readdir(folder, { withFileTypes: true })
  for (const entry of entries.sort((a, b) => inOrder(a.name, b.name))) {
    if (!entry.isDirectory() || isHidden(entry.name) || isTruth(entry.name)) continue
    const found = await readCaptureFolder(join(folder, entry.name))
    if (found) captures.push(found)
  }
  return { kind: captures.length > 0 ? 'captures' : 'nothing', captures }
}
