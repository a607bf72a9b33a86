import { join } from 'node:path'
import { photoLevelsPx, smallPhotoPx } from '#core/model/photoLevels.ts'
import type { ImageRow } from '../catalogue/tables/images.ts'
import { isThere } from '../files/isThere.ts'
import { sharp } from '../files/sharp.ts'
import { writeFileAtomic } from '../files/writeFileAtomic.ts'
import type { OpenProject } from './openProject.ts'

export type PhotoVersion = keyof typeof photoLevelsPx

const suffixes: Readonly<Record<PhotoVersion, string>> = { thumbnail: '', small: '-small', preview: '-preview' }
const everyVersion = Object.keys(photoLevelsPx) as PhotoVersion[]

type Photo = Pick<ImageRow, 'fileId' | 'widthPx' | 'heightPx'>

const isLarge = ({ widthPx, heightPx }: Photo): boolean => Math.max(widthPx, heightPx) > smallPhotoPx

/**
 * The small versions of photos, JPEGs kept beside the catalogue by the photo's content. Decoding a large photo is what
 * costs: it is done once for all of them, after an import in the background, or when the first is asked for.
 */
export class PhotoVersions {
  private readonly project: OpenProject
  private readonly making = new Map<string, Promise<boolean>>()
  private waiting: Photo[] = []
  private isPreparing = false
  private isClosed = false

  constructor(project: OpenProject) {
    this.project = project
  }

  /** Where a version lies; null where the photo is not there to make it from. */
  async of(image: Photo, version: PhotoVersion): Promise<string | null> {
    const path = this.pathOf(image, version)
    return (await isThere(path)) || (await this.makeOnce(image, version)) ? path : null
  }

  /** Makes the versions of large photos one after the other, as long as the project is open. */
  prepare(images: readonly Photo[]): void {
    this.waiting.push(...images.filter(isLarge))
    if (!this.isPreparing) void this.work()
  }

  close(): void {
    this.waiting = []
    this.isClosed = true
  }

  private pathOf({ fileId }: Photo, version: PhotoVersion): string {
    const { folder, tables } = this.project
    return join(folder, 'thumbnails', `${tables.files.get(fileId).sha256}${suffixes[version]}.jpg`)
  }

  private async work(): Promise<void> {
    this.isPreparing = true
    for (let image = this.waiting.shift(); image !== undefined; image = this.waiting.shift()) {
      // One that cannot be made now is made when somebody asks for it: then the reason reaches a person.
      await this.of(image, 'small').catch(() => null)
    }
    this.isPreparing = false
  }

  /** Who asks while a photo is being decoded waits for that. */
  private makeOnce(image: Photo, version: PhotoVersion): Promise<boolean> {
    const versions = isLarge(image) ? everyVersion : [version]
    const key = `${image.fileId} ${versions.join(' ')}`
    const known = this.making.get(key)
    if (known) return known
    const made = this.make(image, versions).finally(() => this.making.delete(key))
    this.making.set(key, made)
    return made
  }

  private async make(image: Photo, versions: readonly PhotoVersion[]): Promise<boolean> {
    const { project } = this
    const file = project.tables.files.get(image.fileId)
    const source = project.absolutePath(file.path)
    if (!(await project.presence.isPresent(source, file))) return false
    const paths = versions.map((version) => [this.pathOf(image, version), photoLevelsPx[version]] as const)
    const finestPx = Math.max(...paths.map(([, px]) => px))
    const { data, info } = await sharp(source)
      .flatten({ background: '#808080' })
      .resize(finestPx, finestPx, { fit: 'inside', withoutEnlargement: true })
      .raw()
      .toBuffer({ resolveWithObject: true })
    const raw = { width: info.width, height: info.height, channels: info.channels }
    for (const [path, px] of paths) {
      const sized = sharp(data, { raw }).resize(px, px, { fit: 'inside', withoutEnlargement: true })
      const bytes = await sized.jpeg({ quality: 82 }).toBuffer()
      if (this.isClosed) return false
      await writeFileAtomic(path, bytes)
    }
    return true
  }
}
