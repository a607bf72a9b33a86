import type { ScanTexture } from '../flame/texture/surfaceColors.ts'
import type { MeshFile } from '../formats/types.ts'
import { badInput } from '../model/errors.ts'
import type { Warning } from '../model/mesh.ts'
import { partLabels } from '../model/meshParts.ts'
import { findMaterials } from './materialFiles.ts'
import type { JobContext, MeshReference } from './types.ts'

/** Larger pictures are made smaller: four bytes of memory a pixel count. */
const mostPx = 8192

export interface OpenScanTexture {
  /** Null: colours of the vertices are to be taken. */
  readonly texture: ScanTexture | null
  readonly warnings: readonly Warning[]
}

/**
 * What a scan's surface looks like: its texture pictures, by material where there are several, else its vertex colours.
 * @throws CameoError `input/no-colors` where it has neither; `input/picture-unreadable`, `input/…` of the files.
 */
export const openScanTexture = async (
  scan: MeshReference,
  file: MeshFile,
  context: JobContext,
): Promise<OpenScanTexture> => {
  const { mesh, embeddedTexture } = file
  const { colorTextures, warnings } = await findMaterials(scan, file, context)
  const { decodePicture } = context
  if (mesh.uvs && decodePicture && (embeddedTexture || colorTextures.size > 0)) {
    const sources = embeddedTexture
      ? [embeddedTexture]
      : await Promise.all(
          [...new Set(colorTextures.values())].map(async (fileName) => ({
            fileName,
            bytes: await context.readBeside(scan.ref, fileName),
          })),
        )
    const pictures = await Promise.all(sources.map(({ bytes, fileName }) => decodePicture(bytes, fileName, mostPx)))
    const pictureOfTriangle =
      sources.length > 1
        ? picturesOf(
            file,
            sources.map(({ fileName }) => fileName),
            colorTextures,
          )
        : null
    return { texture: { pictures, pictureOfTriangle }, warnings }
  }
  if (mesh.colors) return { texture: null, warnings }
  throw badInput(
    'no-colors',
    `${scan.fileName} has neither a texture nor vertex colours to make one from. Give photos with their cameras (--images and --cameras), or a scan with colours.`,
  )
}

/** `[m]` for each triangle the picture of its material, −1 where it has none. */
const picturesOf = (
  { mesh, parts }: MeshFile,
  fileNames: readonly string[],
  colorTextures: ReadonlyMap<string, string>,
): Int32Array => {
  const count = mesh.triangles.length / 3
  const pictures = new Int32Array(count).fill(-1)
  if (!parts) return pictures.fill(0)
  const { starts, labels, names } = parts
  for (let run = 0; run < starts.length; run++) {
    const material = names[labels[run * partLabels.length + partLabels.indexOf('material')]]
    const file = colorTextures.get(material)
    pictures.fill(file === undefined ? -1 : fileNames.indexOf(file), starts[run], starts[run + 1] ?? count)
  }
  return pictures
}
