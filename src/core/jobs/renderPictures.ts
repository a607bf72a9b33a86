import { vertexNormals } from '../geometry/normals.ts'
import { checkCancelled } from '../model/run.ts'
import { buffersOf } from './buffersOf.ts'
import { drawPicture, type PictureLayer, type PictureView } from './drawPicture.ts'
import { openMesh } from './openMesh.ts'
import type { Job, JobContext, MeshReference } from './types.ts'

export interface PictureInput extends PictureView {
  readonly layers: readonly (Omit<PictureLayer, 'mesh' | 'normals'> & { readonly mesh: MeshReference })[]
}

export interface Picture {
  /** `[heightPx*widthPx*4]`, transparent where there is no surface. */
  readonly rgba: Uint8Array
  readonly widthPx: number
  readonly heightPx: number
}

type OpenSurface = Pick<PictureLayer, 'mesh' | 'normals'>

/** Draws still pictures of meshes, for reports. */
export const renderPictures: Job<readonly PictureInput[], readonly Picture[]> = {
  id: 'renderPictures',
  run: async (pictures, context) => {
    const surfaces = new Map<string, OpenSurface>()
    const drawn: Picture[] = []
    for (const [i, { layers, ...view }] of pictures.entries()) {
      checkCancelled(context)
      context.report?.({ fraction: i / pictures.length, message: `Picture ${i + 1} of ${pictures.length}` })
      const open: PictureLayer[] = []
      for (const { mesh, ...layer } of layers) open.push({ ...layer, ...(await surfaceOf(mesh, surfaces, context)) })
      const { widthPx, heightPx } = view
      drawn.push({ rgba: drawPicture(open, view), widthPx, heightPx })
    }
    return drawn
  },
  transfers: (pictures) => buffersOf(...pictures.map(({ rgba }) => rgba)),
}

/** Each file is read once, however many pictures show it. */
const surfaceOf = async (
  reference: MeshReference,
  surfaces: Map<string, OpenSurface>,
  context: JobContext,
): Promise<OpenSurface> => {
  const known = surfaces.get(reference.ref)
  if (known) return known
  const { mesh } = await openMesh(reference, context)
  const surface = { mesh, normals: vertexNormals(mesh) }
  surfaces.set(reference.ref, surface)
  return surface
}
