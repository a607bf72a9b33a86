import { pixelSlopes } from '../geometry/lens.ts'
import { guessHeadUnit, longestSideOf } from '../geometry/meshUnit.ts'
import { checkView, type ViewDisagreement } from '../masks/check/checkView.ts'
import { findCauses, type JudgedView } from '../masks/check/findCauses.ts'
import { type HullReport, hullReport } from '../masks/check/visualHull.ts'
import { type CutPlane, splitSurface } from '../masks/propose/cutPlane.ts'
import { outlineScan, usedPositions, viewOutline } from '../masks/propose/scanOutline.ts'
import type { SizedView } from '../masks/types.ts'
import { badInput } from '../model/errors.ts'
import type { Suspect } from '../model/maskCheck.ts'
import type { Warning } from '../model/mesh.ts'
import { checkCancelled } from '../model/run.ts'
import { mmPer } from '../model/units.ts'
import { openMesh } from './openMesh.ts'
import type { Job, MeshReference } from './types.ts'

export interface CheckMasksInput {
  readonly mesh: MeshReference
  /** Where the subject ends on the scan; what lies beyond is not judged. */
  readonly cut: CutPlane | null
  readonly views: readonly (SizedView & {
    readonly index: number
    /** 0/255. */
    readonly mask: Uint8Array
  })[]
  /** How far an outline may lie beside the photo's: one standard deviation, mm. */
  readonly sigmaMm: number
  /** So many views may be wrong about a place before it counts as empty. */
  readonly tolerance: number
  /** Whether the areas that views carved of each other are traced, to be shown. */
  readonly isTraced: boolean
}

export interface CheckedView {
  readonly index: number
  readonly iou: number
  readonly areaRatio: number
  readonly boundaryP95Px: number
  readonly signedMedianPx: number
  readonly islands: number
  readonly robustZ: number
  readonly suspect: Suspect
  readonly reason: string
  /** What moves the silhouette onto the mask; null where the outline does not tell. */
  readonly move: {
    readonly xPx: number
    readonly yPx: number
    readonly turnDegrees: number
    readonly scale: number
    readonly rmsPx: number
  } | null
}

export interface CheckMasksOutput {
  readonly views: readonly CheckedView[]
  /** The shift of the scan the views agree on: mm along the axes of its frame. */
  readonly shiftMm: readonly [number, number, number] | null
  readonly hull: HullReport
  readonly warnings: readonly Warning[]
}

/** No outline is certain to less than this. */
const leastSigmaPx = 0.7

/** Compares masks with a scan's silhouettes and with each other, and names what is at fault where they disagree. */
export const checkMasks: Job<CheckMasksInput, CheckMasksOutput> = {
  id: 'checkMasks',
  run: async ({ mesh: reference, cut, views, sigmaMm, tolerance, isTraced }, context) => {
    const { mesh, warnings } = await openMesh(reference, context)
    if (mesh.triangles.length === 0) {
      throw badInput('no-surface', `${reference.fileName} holds points only: a silhouette needs a surface.`)
    }
    const scan = outlineScan(cut ? splitSurface(mesh, cut).kept : mesh)
    const mmPerUnit = mmPer(guessHeadUnit(longestSideOf(scan.surface.positions)).guess ?? 'mm')
    const judged: JudgedView[] = []
    const found: ViewDisagreement[] = []
    for (const [i, { mask, ...view }] of views.entries()) {
      checkCancelled(context)
      context.report?.({ fraction: (0.9 * i) / views.length, message: `View ${i + 1} of ${views.length}` })
      const { pxPerUnit, ...outline } = viewOutline(scan, view)
      const sigmaPx = Math.max(leastSigmaPx, (sigmaMm / mmPerUnit) * pxPerUnit)
      const disagreement = checkView({ widthPx: view.widthPx, heightPx: view.heightPx, mask, sigmaPx, ...outline })
      const maskPx = mask.reduce((sum, value) => sum + (value >= 128 ? 1 : 0), 0)
      judged.push({
        index: view.index,
        disagreement,
        sigmaPx,
        maskPx,
        pxPerShift: pixelSlopes(view, scan.middle),
      })
      found.push(disagreement)
    }
    const causes = findCauses(judged)
    checkCancelled(context)
    const hull = hullReport({
      positions: usedPositions(scan.surface),
      reach: Math.max(0, ...scan.borders.map(({ reach }) => reach)),
      views,
      tolerance,
      areas: isTraced,
    })
    const { shift } = causes
    return {
      views: found.map((disagreement, i) => ({ index: views[i].index, ...rowOf(disagreement), ...causes.views[i] })),
      shiftMm: shift && [shift[0] * mmPerUnit, shift[1] * mmPerUnit, shift[2] * mmPerUnit],
      hull,
      warnings,
    }
  },
  transfers: () => [],
}

const rowOf = (d: ViewDisagreement) => ({
  iou: d.iou,
  areaRatio: d.areaRatio,
  boundaryP95Px: d.boundaryP95Px,
  signedMedianPx: d.signedMedianPx,
  islands: d.islands,
  move: d.move && {
    xPx: -d.move.shiftPx[0],
    yPx: -d.move.shiftPx[1],
    turnDegrees: (-d.move.turnRad * 180) / Math.PI,
    scale: 1 / d.move.scale,
    rmsPx: d.movePx,
  },
})
