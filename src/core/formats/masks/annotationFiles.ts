import { z } from 'zod'
import { badInput } from '../../model/errors.ts'
import { type CocoRle, decodeCocoRle } from './cocoRle.ts'
import { fillPolygons } from './polygonMask.ts'

/** A mask out of an annotation file, for the photo it names. */
export interface AnnotatedMask {
  readonly photo: string
  readonly widthPx: number
  readonly heightPx: number
  /** 0/255. */
  readonly mask: Uint8Array
  /** Labels whose shapes are no area (lines, points) and were left out. */
  readonly skipped: readonly string[]
}

const parsed = <Schema extends z.ZodType>(text: string, schema: Schema, form: string): z.output<Schema> => {
  try {
    return schema.parse(JSON.parse(text))
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message
    throw badInput('annotations', `This is no ${form}: ${why}`)
  }
}

const labelme = z.object({
  imagePath: z.string(),
  imageWidth: z.number().int().positive(),
  imageHeight: z.number().int().positive(),
  shapes: z.array(
    z.object({
      label: z.string(),
      shape_type: z.string().nullish(),
      points: z.array(z.tuple([z.number(), z.number()])),
    }),
  ),
})

const outlineOf = (type: string, points: readonly (readonly [number, number])[]): readonly number[] | null => {
  if (type === 'polygon' && points.length >= 3) return points.flat()
  if (points.length !== 2) return null
  const [[x0, y0], [x1, y1]] = points
  if (type === 'rectangle') return [x0, y0, x1, y0, x1, y1, x0, y1]
  if (type !== 'circle') return null
  const radius = Math.hypot(x1 - x0, y1 - y0)
  return Array.from({ length: 180 }, (_, k) => [
    x0 + radius * Math.cos((k * Math.PI) / 90),
    y0 + radius * Math.sin((k * Math.PI) / 90),
  ]).flat()
}

/**
 * A labelme file: polygons, rectangles and circles of one label, or of all.
 * @throws input/annotations
 */
export const readLabelme = (text: string, label: string | null): AnnotatedMask => {
  const file = parsed(text, labelme, 'labelme file')
  const polygons: (readonly number[])[] = []
  const skipped: string[] = []
  for (const shape of file.shapes) {
    if (label !== null && shape.label !== label) continue
    const outline = outlineOf(shape.shape_type ?? 'polygon', shape.points)
    if (outline) polygons.push(outline)
    else skipped.push(`${shape.label} (${shape.shape_type})`)
  }
  const { imageWidth: widthPx, imageHeight: heightPx } = file
  const photo = file.imagePath.split(/[\\/]/).at(-1) ?? file.imagePath
  return { photo, widthPx, heightPx, mask: fillPolygons(polygons, widthPx, heightPx), skipped }
}

const coco = z.object({
  images: z.array(
    z.object({ id: z.number(), file_name: z.string(), width: z.number().int(), height: z.number().int() }),
  ),
  annotations: z.array(
    z.object({
      image_id: z.number(),
      category_id: z.number().optional(),
      segmentation: z.union([
        z.array(z.array(z.number())),
        z.object({
          size: z.tuple([z.number().int(), z.number().int()]),
          counts: z.union([z.string(), z.array(z.number())]),
        }),
      ]),
    }),
  ),
  categories: z.array(z.object({ id: z.number(), name: z.string() })).default([]),
})

/**
 * A COCO file: for every photo the union of its annotations of one category, or of all; polygons and run lengths.
 * @throws input/annotations, input/coco-rle
 */
export const readCoco = (text: string, category: string | null): AnnotatedMask[] => {
  const file = parsed(text, coco, 'COCO file')
  const wanted = file.categories.find(({ name }) => name === category)
  if (category !== null && !wanted) throw badInput('annotations', `This COCO file has no category "${category}".`)
  return file.images.map(({ id, file_name, width: widthPx, height: heightPx }) => {
    const mask = new Uint8Array(widthPx * heightPx)
    for (const { image_id, category_id, segmentation } of file.annotations) {
      if (image_id !== id || (wanted && category_id !== wanted.id)) continue
      const part = Array.isArray(segmentation)
        ? fillPolygons(segmentation, widthPx, heightPx)
        : decodeSized(segmentation, widthPx, heightPx, file_name)
      for (let i = 0; i < part.length; i++) if (part[i]) mask[i] = 255
    }
    return { photo: file_name.split('/').at(-1) ?? file_name, widthPx, heightPx, mask, skipped: [] }
  })
}

const decodeSized = (rle: CocoRle, widthPx: number, heightPx: number, photo: string): Uint8Array => {
  if (rle.size[0] !== heightPx || rle.size[1] !== widthPx) {
    throw badInput(
      'coco-rle',
      `A mask of ${photo} is ${rle.size[1]} × ${rle.size[0]} pixels, the photo ${widthPx} × ${heightPx}.`,
    )
  }
  return decodeCocoRle(rle)
}
