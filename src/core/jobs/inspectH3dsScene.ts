import { readH3dsScene } from '../datasets/h3dsReader.ts'
import type { H3dsSceneReading } from '../datasets/types.ts'
import { type MeshReport, reportMesh } from '../geometry/meshReport.ts'
import { triangleCount, vertexCount } from '../model/mesh.ts'
import { checkCancelled } from '../model/run.ts'
import type { FileReference, Job } from './types.ts'

export interface InspectH3dsSceneInput {
  /** All files of the scene: path within it, with “/”. */
  readonly files: readonly { readonly path: string; readonly ref: FileReference }[]
}

export interface H3dsSceneFacts extends Pick<H3dsSceneReading, 'landmarks' | 'views' | 'warnings'> {
  readonly vertices: number
  readonly triangles: number
  readonly hasColors: boolean
  readonly report: MeshReport
}

/** Photos and masks are listed, not read. */
const isPicture = (path: string): boolean => /\.(jpe?g|png)$/i.test(path)

/** What a scene of H3DS holds. Throws `input/h3ds-scene` where its mesh is missing; the mesh reader's `input/…`. */
export const inspectH3dsScene: Job<InspectH3dsSceneInput, H3dsSceneFacts> = {
  id: 'inspectH3dsScene',
  run: async ({ files }, context) => {
    const contents = new Map<string, Uint8Array>()
    for (const { path, ref } of files) {
      checkCancelled(context)
      if (!isPicture(path)) contents.set(path, await context.readFile(ref))
    }
    const { mesh, landmarks, views, warnings } = readH3dsScene({
      list: () => files.map(({ path }) => path),
      read: (path) => contents.get(path) ?? new Uint8Array(),
    })
    checkCancelled(context)
    return {
      landmarks,
      views,
      warnings,
      vertices: vertexCount(mesh),
      triangles: triangleCount(mesh),
      hasColors: mesh.colors !== undefined,
      report: reportMesh(mesh),
    }
  },
  transfers: () => [],
}
