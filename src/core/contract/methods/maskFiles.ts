import { z } from 'zod'
import { suspects } from '../../model/maskCheck.ts'
import { job } from '../define.ts'
import * as s from '../schemas.ts'

/** How the photo itself takes part in a proposed mask. */
export const maskRefinement = z.enum(['none', 'grabcut'])

/** x, y of the upper left corner, width, height: pixels of the photo. */
const box = z.tuple([z.number(), z.number(), z.number().positive(), z.number().positive()])

/** What tells of the subject without a scan. */
export const maskHints = {
  /** About the subject, for every photo. */
  box: box.nullable().default(null),
  /** JSON: name of a photo → [x, y, width, height]. */
  boxes: s.path.nullable().default(null),
  /** JSON: name of a photo → {subject, background: lists of strokes [x0, y0, x1, y1, …], radiusPx}. */
  scribbles: s.path.nullable().default(null),
  /** The user's own ONNX models: matting in MODNet's form, which needs no hint, or encoder and decoder in SAM's, which take boxes and scribbles. */
  matting: s.path.nullable().default(null),
  segmenter: z.object({ encoder: s.path, decoder: s.path }).nullable().default(null),
}

/** How one view's mask and the scan's silhouette differ, and what is at fault. */
export const checkedView = z.object({
  iou: z.number(),
  /** Area of the mask over that of the silhouette. */
  areaRatio: z.number(),
  boundaryP95Px: z.number(),
  /** Of the mask's outline: positive where it lies outside of the silhouette. */
  signedMedianPx: z.number(),
  /** Parts of the mask beside its largest one. */
  islands: z.number().int(),
  /** 1 − IoU against the median of the views, in robust standard deviations. */
  robustZ: z.number(),
  suspect: z.enum(suspects),
  reason: z.string(),
  /** What moves the silhouette onto the mask best; null where the outline does not tell. */
  move: z
    .object({ xPx: z.number(), yPx: z.number(), turnDegrees: z.number(), scale: z.number(), rmsPx: z.number() })
    .nullable(),
  /** Share of the mask outside of the visual hull of all masks, and of the hull that bears some views against it. */
  outsideHull: z.number(),
  outsideTolerantHull: z.number(),
  /** Views (by their number) that alone carved parts of this mask away, with the share. */
  carvedBy: z.array(z.object({ view: z.number().int(), share: z.number() })).readonly(),
})

export const maskCheck = z.object({
  /** The shift of the scan that the views agree on: mm along the axes of its frame. */
  shiftMm: s.vec3.readonly().nullable(),
  /** Views that alone carve much of what others have. */
  carvers: z.array(z.object({ view: z.number().int(), share: z.number() })).readonly(),
  warnings: z.array(s.warning),
})

/** Masks of plain files, without a project. */
export const maskFileMethods = {
  /** From a scan with cameras, or without one from boxes and scribbles. Writes `mask_%04d.png` by the photos' numbers. */
  'files.proposeMasks': job(
    z.object({
      /** In the frame of the cameras. */
      mesh: s.path.nullable().default(null),
      cameras: s.path.nullable().default(null),
      images: s.path,
      out: s.path,
      refine: maskRefinement.default('none'),
      /** How far the scan's outline may lie from the photos': one standard deviation, mm. */
      sigmaMm: z.number().positive().nullable().default(null),
      /** A `report.json` of `files.align`, whose median residual is taken instead. */
      alignment: s.path.nullable().default(null),
      /** With a scan: JSON with a plane or polyline in its frame, beyond which nothing is subject (core/masks/propose/cutPlane.ts). */
      cut: s.path.nullable().default(null),
      ...maskHints,
    }),
    z.object({
      masks: z.number().int(),
      files: z.array(z.string()),
      /** One standard deviation that the outlines were given; null without a scan or without refinement. */
      sigmaMm: z.number().nullable(),
      warnings: z.array(s.warning),
    }),
  ),
  /** Masks against a scan's silhouettes and against each other. They belong to cameras by the numbers in their names. */
  'files.checkMasks': job(
    z.object({
      /** In the frame of the cameras. */
      mesh: s.path,
      cameras: s.path,
      masks: s.path,
      sigmaMm: z.number().positive().nullable().default(null),
      alignment: s.path.nullable().default(null),
      /** So many views may be wrong about a place before it counts as empty. */
      tolerance: z.number().int().min(0).max(100).default(1),
      /** As of `files.proposeMasks`: what lies beyond is not judged. */
      cut: s.path.nullable().default(null),
    }),
    maskCheck.extend({ views: z.array(checkedView.extend({ view: z.number().int(), file: z.string() })) }),
  ),
  /** Masks as another program reads them, into a new folder, each read back before all are put in place. */
  'files.exportMasks': job(
    z.object({
      layout: z.string(),
      /** Matched with the photos by name or number. */
      masks: s.path,
      images: s.path,
      out: s.path,
      /** Masks of the hair, for layouts that have them. */
      hair: s.path.nullable().default(null),
      /** A transforms.json that is to name the masks. */
      transforms: s.path.nullable().default(null),
    }),
    z.object({ layout: z.string(), out: z.string(), masks: z.number().int(), warnings: z.array(s.warning) }),
  ),
  /** From a layout's folder, a COCO file or a folder of labelme files into `mask_%04d.png`. */
  'files.importMasks': job(
    z.object({
      from: z.string(),
      source: s.path,
      images: s.path,
      out: s.path,
      /** Of labelme's shapes or COCO's categories; null: all. */
      label: z.string().nullable().default(null),
    }),
    z.object({ masks: z.number().int(), files: z.array(z.string()), warnings: z.array(s.warning) }),
  ),
  /** Two annotators' masks of the same photos, files of the same name in two folders. */
  'files.compareMasks': job(
    z.object({ a: s.path, b: s.path, tolerancePx: z.number().positive().nullable().default(null) }),
    z.object({
      masks: z.array(
        z.object({
          file: z.string(),
          iou: z.number(),
          boundaryF: z.number(),
          boundaryP95Px: z.number(),
          onlyA: z.number().int(),
          onlyB: z.number().int(),
        }),
      ),
      meanIou: z.number(),
      meanBoundaryF: z.number(),
      warnings: z.array(s.warning),
    }),
  ),
} as const
