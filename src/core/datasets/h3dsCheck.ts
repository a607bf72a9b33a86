import { readCamerasNpz } from '../formats/cameras.ts'
import { readObj } from '../formats/objReader.ts'
import type { Mesh } from '../model/mesh.ts'
import { h3ds6 } from '../model/schemes.ts'
import { Findings } from './findings.ts'
import { type H3dsConfig, readH3dsConfig } from './h3dsConfig.ts'
import { h3dsRegionNames } from './h3dsRegions.ts'
import { readPictureHeader } from './pictureHeader.ts'
import type { CheckFinding, FolderListing } from './types.ts'

export const h3dsVersionFile = 'version.txt'
export const h3dsConfigFile = 'config.toml'

const scenePattern = /^([0-9a-f]{16})\//

/** Checks a folder against what H3DS's loader and evaluation rely on, scene by scene. */
export const checkH3ds = (listing: FolderListing): CheckFinding[] => {
  const findings = new Findings()
  const paths = listing.list()
  const sceneIds = [...new Set(paths.flatMap((path) => scenePattern.exec(path)?.[1] ?? []))].sort()
  if (sceneIds.length === 0) findings.error(null, 'There is no scene: no folder is named by 16 hexadecimal digits.')
  const config = checkRoot(listing, paths, findings)
  for (const sceneId of sceneIds) {
    const scene = new SceneCheck(listing, sceneId, findings)
    scene.check()
    if (config) checkConfigScene(config, sceneId, scene.imageCount, findings)
  }
  for (const sceneId of config?.scenes.keys() ?? []) {
    if (!sceneIds.includes(sceneId))
      findings.error(h3dsConfigFile, `Scene ${sceneId} is in the configuration but has no folder.`)
  }
  return findings.toArray()
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

const checkRoot = (listing: FolderListing, paths: readonly string[], findings: Findings): H3dsConfig | null => {
  const version = paths.includes(h3dsVersionFile) ? text(listing.read(h3dsVersionFile)).split(/\r?\n/)[0].trim() : null
  if (version === null) findings.error(h3dsVersionFile, 'version.txt is missing; the loader compares its first line.')
  if (!paths.includes(h3dsConfigFile)) {
    findings.warn(h3dsConfigFile, 'There is no config.toml; the loader needs one to know these scenes.')
    return null
  }
  const config = findings.attempt(h3dsConfigFile, () => readH3dsConfig(text(listing.read(h3dsConfigFile))))
  if (config && version !== null && config.version !== version) {
    findings.error(h3dsVersionFile, `version.txt says “${version}”, the configuration “${config.version}”.`)
  }
  return config
}

const checkConfigScene = ({ scenes }: H3dsConfig, sceneId: string, imageCount: number, findings: Findings): void => {
  const scene = scenes.get(sceneId)
  if (!scene) {
    findings.error(h3dsConfigFile, `Scene ${sceneId} is not in the configuration.`)
    return
  }
  if (scene.views !== imageCount) {
    findings.error(h3dsConfigFile, `Scene ${sceneId} should have ${scene.views} views but has ${imageCount} photos.`)
  }
  for (const [size, views] of scene.viewConfigs) {
    const name = `Selection ${size} of scene ${sceneId}`
    if (views.length !== Number(size)) findings.warn(h3dsConfigFile, `${name} lists ${views.length} views.`)
    if (new Set(views).size !== views.length) findings.warn(h3dsConfigFile, `${name} lists a view twice.`)
    const unknown = views.filter((view) => !Number.isInteger(view) || view < 0 || view >= imageCount)
    if (unknown.length > 0)
      findings.error(h3dsConfigFile, `${name} names views that are not there: ${unknown.join(', ')}.`)
  }
}

class SceneCheck {
  readonly #listing: FolderListing
  readonly #id: string
  readonly #findings: Findings
  /** Paths within the scene. */
  readonly #paths: readonly string[]

  constructor(listing: FolderListing, id: string, findings: Findings) {
    this.#listing = listing
    this.#id = id
    this.#findings = findings
    this.#paths = listing.list().flatMap((path) => (path.startsWith(`${id}/`) ? [path.slice(id.length + 1)] : []))
  }

  get imageCount(): number {
    return this.#indices(/^image\/img_(\d{4,})\.jpg$/).length
  }

  check(): void {
    const mesh = this.#checkMesh()
    this.#checkPictures()
    this.#checkCameras()
    if (mesh) {
      this.#checkLandmarks(mesh)
      this.#checkRegions(mesh)
    }
  }

  #full(path: string): string {
    return `${this.#id}/${path}`
  }

  /** The bytes of a file of the scene; a missing one is an error, or a warning where it may be. */
  #read(path: string, severity: 'error' | 'warn' = 'error'): Uint8Array | null {
    if (this.#paths.includes(path)) return this.#listing.read(this.#full(path))
    this.#findings[severity](this.#full(path), `${this.#full(path)} is missing.`)
    return null
  }

  #indices(pattern: RegExp): number[] {
    return this.#paths
      .flatMap((path) => pattern.exec(path)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b)
  }

  #checkMesh(): Mesh | null {
    const path = this.#full('full_head.obj')
    const bytes = this.#read('full_head.obj')
    if (!bytes) return null
    const reading = this.#findings.attempt(path, () => readObj(bytes))
    if (!reading) return null
    this.#findings.warnings(path, reading.warnings)
    if (reading.mesh.triangles.length === 0) this.#findings.error(path, `${path} has no faces.`)
    if (!countsAsLinesBegin(bytes)) {
      this.#findings.error(
        path,
        `${path}: H3DS's reader counts “v ”, “f ” and “vt ” anywhere in the text, and here a comment or a name holds one; ` +
          'it would read a damaged mesh.',
      )
    }
    return reading.mesh
  }

  #checkPictures(): void {
    const images = this.#indices(/^image\/img_(\d{4,})\.jpg$/)
    const masks = this.#indices(/^mask\/mask_(\d{4,})\.png$/)
    if (images.length === 0)
      this.#findings.error(this.#full('image'), `Scene ${this.#id} has no photos image/img_0000.jpg, ….`)
    if (images.some((index, place) => index !== place)) {
      this.#findings.error(
        this.#full('image'),
        `The photos of scene ${this.#id} are not numbered 0 to ${images.length - 1} without gaps.`,
      )
    }
    const extra = masks.filter((index) => !images.includes(index))
    if (extra.length > 0) this.#findings.error(this.#full('mask'), `Masks without a photo: ${extra.join(', ')}.`)
    for (const index of images) this.#checkPair(String(index).padStart(4, '0'))
  }

  #checkPair(number: string): void {
    const imagePath = this.#full(`image/img_${number}.jpg`)
    const maskPath = this.#full(`mask/mask_${number}.png`)
    const image = readPictureHeader(this.#listing.read(imagePath))
    const maskBytes = this.#read(`mask/mask_${number}.png`)
    const mask = maskBytes && readPictureHeader(maskBytes)
    if (image?.kind !== 'jpeg') this.#findings.error(imagePath, `${imagePath} is no JPEG.`)
    if (!maskBytes) return
    if (mask?.kind !== 'png') this.#findings.error(maskPath, `${maskPath} is no PNG.`)
    else if (mask.channels !== 1 || mask.bitsPerChannel !== 8) {
      this.#findings.error(maskPath, `${maskPath} is not 8-bit with one channel.`)
    }
    if (image && mask && (image.widthPx !== mask.widthPx || image.heightPx !== mask.heightPx)) {
      this.#findings.error(
        maskPath,
        `${maskPath} has ${mask.widthPx}×${mask.heightPx} pixels, its photo ${image.widthPx}×${image.heightPx}.`,
      )
    }
  }

  #checkCameras(): void {
    const path = this.#full('cameras.npz')
    const bytes = this.#read('cameras.npz')
    const reading = bytes && this.#findings.attempt(path, () => readCamerasNpz(bytes))
    if (!reading) return
    this.#findings.warnings(path, reading.warnings)
    const without = this.#indices(/^image\/img_(\d{4,})\.jpg$/).filter((index) => !reading.cameras.has(index))
    if (without.length > 0) this.#findings.error(path, `${path} has no camera for the photos ${without.join(', ')}.`)
  }

  #checkLandmarks(mesh: Mesh): void {
    const path = this.#full('landmarks.txt')
    const bytes = this.#read('landmarks.txt', 'warn')
    if (!bytes) return
    const rows = linesOf(bytes).map((line) => line.split(/\s+/))
    const names = new Set(rows.map(([name]) => name))
    const missing = h3ds6.points.filter(({ name }) => !names.has(name)).map(({ name }) => name)
    if (missing.length > 0) this.#findings.warn(path, `${path} lacks ${missing.join(', ')}.`)
    if (names.size < rows.length) this.#findings.error(path, `${path} names a landmark twice.`)
    this.#checkVertices(
      path,
      rows.map((row) => row[1] ?? ''),
      mesh,
    )
  }

  #checkRegions(mesh: Mesh): void {
    for (const name of h3dsRegionNames) {
      const bytes = this.#read(`regions/${name}.txt`, 'warn')
      if (!bytes) continue
      const lines = linesOf(bytes)
      if (lines.length === 0) this.#findings.error(this.#full(`regions/${name}.txt`), `The region “${name}” is empty.`)
      this.#checkVertices(this.#full(`regions/${name}.txt`), lines, mesh)
    }
  }

  #checkVertices(path: string, indices: readonly string[], mesh: Mesh): void {
    const count = mesh.positions.length / 3
    const wrong = indices.filter((index) => !/^\d+$/.test(index) || Number(index) >= count)
    if (wrong.length === 0) return
    const first = wrong[0].slice(0, 40)
    this.#findings.error(
      path,
      `${path}: ${wrong.length} of ${indices.length} lines name no vertex of the mesh, the first “${first}”.`,
    )
  }
}

const linesOf = (bytes: Uint8Array): string[] =>
  text(bytes)
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** Whether “v ”, “f ” and “vt ” stand at the beginning of lines only. */
const countsAsLinesBegin = (bytes: Uint8Array): boolean => {
  const isLineStart = (at: number): boolean => at === 0 || bytes[at - 1] === 10 || bytes[at - 1] === 13
  for (let at = 0; at + 1 < bytes.length; at++) {
    if (bytes[at + 1] !== 32) continue
    const isVertexOrFace = bytes[at] === 118 || bytes[at] === 102
    const isTexture = bytes[at] === 116 && at > 0 && bytes[at - 1] === 118
    if (isVertexOrFace && !isLineStart(at)) return false
    if (isTexture && !isLineStart(at - 1)) return false
  }
  return true
}
