import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { z } from 'zod'
import type { BrushStroke, PixelBox } from '#core/masks/types.ts'
import { badInput } from '#core/model/errors.ts'

/** What a person drew on photos, by their names. */
export interface MaskHints {
  boxOf(photo: string): PixelBox | null
  scribblesOf(photo: string): readonly BrushStroke[]
}

const boxList = z.record(z.string(), z.tuple([z.number(), z.number(), z.number().positive(), z.number().positive()]))
const stroke = z.array(z.number()).min(2)
const scribbleList = z.record(
  z.string(),
  z.object({
    subject: z.array(stroke).default([]),
    background: z.array(stroke).default([]),
    radiusPx: z.number().min(0.5).default(3),
  }),
)

const readJson = async <Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  form: string,
): Promise<z.output<Schema>> => {
  const name = basename(path)
  const text = await readFile(resolve(path), 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw badInput('unreadable', `${name} could not be read: ${error.code}.`, { path })
  })
  try {
    return schema.parse(JSON.parse(text))
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message
    throw badInput('mask-hints', `${name} is not ${form}: ${why}`, { path })
  }
}

type Box = readonly [x: number, y: number, width: number, height: number]

const pixelBox = ([x, y, width, height]: Box): PixelBox => ({ x0: x, y0: y, x1: x + width, y1: y + height })

/** @throws input/unreadable, input/mask-hints where a file is not what it must be. */
export const readMaskHints = async (files: {
  readonly box: Box | null
  readonly boxes: string | null
  readonly scribbles: string | null
}): Promise<MaskHints> => {
  const boxes =
    files.boxes === null
      ? {}
      : await readJson(files.boxes, boxList, 'a list of boxes {"img_0001.jpg": [x, y, width, height]}')
  const scribbles =
    files.scribbles === null
      ? {}
      : await readJson(
          files.scribbles,
          scribbleList,
          'a list of scribbles {"img_0001.jpg": {"subject": [[x, y, …]], "background": […]}}',
        )
  return {
    boxOf: (photo) => {
      const box = Object.hasOwn(boxes, photo) ? boxes[photo] : files.box
      return box && pixelBox(box)
    },
    scribblesOf: (photo) => {
      if (!Object.hasOwn(scribbles, photo)) return []
      const { subject, background, radiusPx } = scribbles[photo]
      return [
        ...background.map((points) => ({ mode: 'erase' as const, radiusPx, points })),
        ...subject.map((points) => ({ mode: 'paint' as const, radiusPx, points })),
      ]
    },
  }
}
