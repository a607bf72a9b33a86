import { badInput } from '../model/errors.ts'

/** From this value on a pixel counts as subject. */
const subjectFrom = 128

/**
 * Intersection over union of two masks: pixels that are subject in both over pixels that are subject in either.
 * Two empty masks agree: 1.
 *
 * @throws input/image-size where the masks differ in size.
 */
export const intersectionOverUnion = (a: Uint8Array, b: Uint8Array): number => {
  if (a.length !== b.length) {
    throw badInput('image-size', `Two masks of ${a.length} and ${b.length} pixels cannot be compared.`)
  }
  let both = 0
  let either = 0
  for (let i = 0; i < a.length; i++) {
    const inA = a[i] >= subjectFrom
    const inB = b[i] >= subjectFrom
    if (inA && inB) both++
    if (inA || inB) either++
  }
  return either === 0 ? 1 : both / either
}
