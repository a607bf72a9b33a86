import { guessHeadUnit, longestSideOf } from '../geometry/meshUnit.ts'
import { outlineScan, type ViewOutline, viewOutline } from '../masks/propose/scanOutline.ts'
import type { SizedView } from '../masks/types.ts'
import { badInput } from '../model/errors.ts'
import type { Warning } from '../model/mesh.ts'
import { checkCancelled } from '../model/run.ts'
import { mmPer } from '../model/units.ts'
import { buffersOf } from './buffersOf.ts'
import { openMesh } from './openMesh.ts'
import type { Job, MeshReference } from './types.ts'

export interface OutlineViewsInput {
  readonly mesh: MeshReference
  /** With the camera from the mesh's own frame to pixels. */
  readonly views: readonly SizedView[]
}

export interface OutlineViewsOutput {
  /** In the order of the input's. */
  readonly views: readonly ViewOutline[]
  /** Millimetres to the mesh's unit, guessed from its size. */
  readonly mmPerUnit: number
  readonly warnings: readonly Warning[]
}

/** The outline of a scan in every view, without what floats beside it, and where its surface ends without being closed. */
export const outlineViews: Job<OutlineViewsInput, OutlineViewsOutput> = {
  id: 'outlineViews',
  run: async ({ mesh: reference, views }, context) => {
    const { mesh } = await openMesh(reference, context)
    if (mesh.triangles.length === 0) {
      throw badInput('no-surface', `${reference.fileName} holds points only: a silhouette needs a surface.`)
    }
    const scan = outlineScan(mesh)
    const { guess } = guessHeadUnit(longestSideOf(scan.surface.positions))
    const warnings: Warning[] = []
    if (scan.floatingPieces > 0) {
      const pieces = scan.floatingPieces === 1 ? '1 piece that floats' : `${scan.floatingPieces} pieces that float`
      warnings.push({
        code: 'floating-pieces',
        message: `${reference.fileName}: ${pieces} beside the subject is no part of the masks.`,
      })
    }
    if (guess === null) {
      const message = `${reference.fileName} has no size of a head in any unit; it is taken to be in millimetres.`
      warnings.push({ code: 'unit-unknown', message })
    }
    const outlines = views.map((view, i) => {
      checkCancelled(context)
      context.report?.({ fraction: i / views.length, message: `Silhouette ${i + 1} of ${views.length}` })
      return viewOutline(scan, view)
    })
    return { views: outlines, mmPerUnit: mmPer(guess ?? 'mm'), warnings }
  },
  transfers: ({ views }) => buffersOf(...views.flatMap(({ silhouette, openBorder }) => [silhouette, openBorder])),
}
