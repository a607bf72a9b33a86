import { badInput } from '../../model/errors.ts'

/** A mask as COCO's annotations hold it: runs of 0 and 255 in turn, down the columns, the first one of 0. */
export interface CocoRle {
  /** Height, width. */
  readonly size: readonly [number, number]
  /** Numbers, or COCO's compressed text. */
  readonly counts: readonly number[] | string
}

const bad = (why: string) => badInput('coco-rle', `The run lengths of a COCO mask are damaged: ${why}.`)

/**
 * COCO's compressed counts (cocoapi, maskApi.c, rleFrString): base 32 with 5 bits a character from "0" on, 0x20 for more to
 * come, sign-extended, and from the fourth run on the difference to the run before the last.
 */
const unpackCounts = (text: string): number[] => {
  const counts: number[] = []
  for (let at = 0; at < text.length; ) {
    let value = 0
    let shift = 0
    for (;;) {
      if (at >= text.length) throw bad('the text ends within a number')
      const bits = text.charCodeAt(at++) - 48
      if (bits < 0 || bits > 63 || shift > 30) throw bad(`"${text[at - 1]}" is no part of a number`)
      value |= (bits & 0x1f) << shift
      shift += 5
      if ((bits & 0x20) !== 0) continue
      if ((bits & 0x10) !== 0 && shift < 32) value |= -1 << shift
      break
    }
    counts.push(counts.length > 2 ? value + counts[counts.length - 2] : value)
  }
  return counts
}

/**
 * @returns 0/255, `[height*width]` row by row.
 * @throws input/coco-rle where the runs do not fill the size exactly.
 */
export const decodeCocoRle = ({ size: [heightPx, widthPx], counts }: CocoRle): Uint8Array => {
  const runs = typeof counts === 'string' ? unpackCounts(counts) : counts
  const mask = new Uint8Array(widthPx * heightPx)
  let at = 0
  for (const [i, run] of runs.entries()) {
    if (!Number.isSafeInteger(run) || run < 0 || at + run > mask.length) {
      throw bad(`run ${i} of ${run} pixels leaves the picture of ${widthPx} × ${heightPx}`)
    }
    if (i % 2 === 1) {
      for (let k = at; k < at + run; k++) mask[(k % heightPx) * widthPx + Math.floor(k / heightPx)] = 255
    }
    at += run
  }
  if (at !== mask.length) throw bad(`they tell of ${at} pixels, the picture has ${mask.length}`)
  return mask
}
