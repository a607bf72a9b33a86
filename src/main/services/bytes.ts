import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { packGltf } from '#core/formats/gltfPack.ts'
import { packLayers } from '#core/masks/tiles/tileCodec.ts'
import { scaleOf } from '#core/model/transform.ts'
import type { ImageRow } from '../catalogue/tables/images.ts'
import { isThere } from '../files/isThere.ts'
import { safePath } from '../files/safePath.ts'
import { sharp } from '../files/sharp.ts'
import { writeFileAtomic } from '../files/writeFileAtomic.ts'
import type { BytesAnswer } from './host.ts'
import type { House } from './house.ts'
import type { OpenProject } from './openProject.ts'
import type { PhotoVersion } from './photoVersions.ts'
import { registrationFiles } from './registrationFiles.ts'
import { treeAnswer } from './treeBytes.ts'

const contentTypes: Readonly<Record<string, string>> = {
  obj: 'model/obj',
  stl: 'model/stl',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
}

const contentTypeOf = (path: string): string =>
  contentTypes[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream'

/** The file itself. Its URL carries the hash it was imported with. */
const sourceAnswer = async (project: OpenProject, fileId: string): Promise<BytesAnswer | null> => {
  const file = project.tables.files.get(fileId)
  const path = project.absolutePath(file.path)
  if (!(await project.presence.isPresent(path, file))) return null
  return { path, contentType: contentTypeOf(path), immutable: true }
}

/** A mesh in one piece: of a .gltf with the buffers beside it, as the GLB that it would be. */
const meshAnswer = async (project: OpenProject, fileId: string): Promise<BytesAnswer | null> => {
  const source = await sourceAnswer(project, fileId)
  if (!source?.path || !/\.gltf$/i.test(source.path)) return source
  const folder = dirname(source.path)
  const bytes = await packGltf(await readFile(source.path), async (name) => readFile(await safePath(folder, name)))
  return { bytes, contentType: 'model/gltf-binary', immutable: true }
}

const jpegAnswer = (path: string | null): BytesAnswer | null =>
  path === null ? null : { path, contentType: 'image/jpeg', immutable: true }

/** All pixels of a photo as a JPEG, made once and kept beside its small versions. */
const fullJpeg = async (project: OpenProject, fileId: string): Promise<BytesAnswer | null> => {
  const { sha256 } = project.tables.files.get(fileId)
  const path = join(project.folder, 'thumbnails', `${sha256}-full.jpg`)
  if (await isThere(path)) return jpegAnswer(path)
  const source = await sourceAnswer(project, fileId)
  if (!source?.path) return null
  const photo = sharp(source.path).flatten({ background: '#808080' })
  await writeFileAtomic(path, await photo.jpeg({ quality: 95 }).toBuffer())
  return jpegAnswer(path)
}

/** Browsers show no TIFF: they get a JPEG of the same pixels. */
const imageAnswer = (project: OpenProject, { name, fileId }: ImageRow): Promise<BytesAnswer | null> =>
  /\.tiff?$/i.test(name) ? fullJpeg(project, fileId) : sourceAnswer(project, fileId)

/** What the parts of a scan are that a registration lies on; told anew each time, for nothing else is kept of it. */
const partsAnswer = async (
  project: OpenProject,
  id: string,
  { pool }: Pick<House, 'pool'>,
): Promise<BytesAnswer | null> => {
  const registration = project.tables.registrations.get(id)
  if (!registration) return null
  const files = await registrationFiles(project, registration)
  const metresPerUnit = scaleOf(registration.metresFromScan)
  const bytes = await pool.run('labelScanParts', { ...files, metresPerUnit })
  return { bytes, contentType: 'application/octet-stream', immutable: true }
}

type Route = (project: OpenProject, id: string, house: Pick<House, 'pool'>) => Promise<BytesAnswer | null>

const versionRoute =
  (version: PhotoVersion): Route =>
  async (project, id) => {
    const image = project.tables.images.get(id)
    return image ? jpegAnswer(await project.photoVersions.of(image, version)) : null
  }

/** What `bytes/<kind>/<id>` leads to. To add a kind: a line here. */
const routes: Readonly<Record<string, Route>> = {
  scan: async (project, id) => {
    const scan = project.tables.scans.get(id)
    return scan ? meshAnswer(project, scan.fileId) : null
  },
  texture: async (project, id) => {
    const textureFileId = project.tables.scans.get(id)?.textureFileId
    return textureFileId ? sourceAnswer(project, textureFileId) : null
  },
  image: async (project, id) => {
    const image = project.tables.images.get(id)
    return image ? imageAnswer(project, image) : null
  },
  tree: async (_project, key, { pool }) => treeAnswer(pool.trees, key),
  parts: partsAnswer,
  preview: versionRoute('preview'),
  small: versionRoute('small'),
  thumbnail: versionRoute('thumbnail'),
  mask: async (project, imageId) => {
    if (!project.tables.images.get(imageId)) return null
    const artefact = await project.maskPictures.of(imageId)
    return artefact === null
      ? null
      : { path: project.artefacts.pathOf(artefact), contentType: 'image/png', immutable: false }
  },
  'mask-layers': async (project, imageId) => {
    if (!project.tables.images.get(imageId)) return null
    const bytes = packLayers(await project.masks.layers(imageId))
    return { bytes, contentType: 'application/octet-stream', immutable: false }
  },
  artefact: async (project, name) => {
    if (!/^[0-9a-f]{64}\.[a-z0-9]{1,8}$/.test(name)) return null
    const path = project.artefacts.pathOf(name)
    return (await isThere(path)) ? { path, contentType: contentTypeOf(path), immutable: true } : null
  },
}

/** The bytes behind `<kind>/<id>`; null where there is nothing, or no project is open. */
export const resolveBytes = async (
  { session, pool }: Pick<House, 'session' | 'pool'>,
  route: string,
): Promise<BytesAnswer | null> => {
  const { current } = session
  const [kind, id, ...rest] = route.split('/')
  if (!current || rest.length > 0 || !id) return null
  if (!Object.hasOwn(routes, kind)) return null
  return routes[kind](current, id, { pool })
}
