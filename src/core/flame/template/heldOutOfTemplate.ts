import { fitSimilarity } from '../../geometry/similarity.ts'
import { CameoError } from '../../model/errors.ts'
import { checkCancelled, partOf, type RunContext } from '../../model/run.ts'
import { transformPoint } from '../../model/transform.ts'
import { landmarkDistances, pointOnSurface } from '../landmarkRows.ts'
import { registerTemplate, type TemplateInput } from '../registerTemplate.ts'

/** In so many parts the landmarks are left out, one part after another: each part is a registration of its own. */
const folds = 4
/** With fewer landmarks none can be left out. */
const fewest = 4

/** Errors (m) of each landmark, had it not been there; NaN where that cannot be told. */
export interface HeldOutOfTemplate {
  readonly registration: Float64Array
  /** By the similarity of the landmarks that are left. */
  readonly start: Float64Array
}

/**
 * Registers again without each quarter of the landmarks, from the same start, and measures how far those that were left
 * out lie from their places. Null with fewer than four landmarks.
 */
export const heldOutOfTemplate = (
  input: TemplateInput & { readonly landmarks: NonNullable<TemplateInput['landmarks']> },
  context: RunContext,
): HeldOutOfTemplate | null => {
  const { landmarks, template } = input
  if (landmarks.length < fewest) return null
  const registration = new Float64Array(landmarks.length).fill(Number.NaN)
  const start = new Float64Array(landmarks.length).fill(Number.NaN)
  for (let fold = 0; fold < folds; fold++) {
    checkCancelled(context)
    const isOut = (_: unknown, i: number): boolean => i % folds === fold
    const kept = landmarks.filter((landmark, i) => !isOut(landmark, i))
    const part = partOf(context, { from: fold / folds, to: (fold + 1) / folds })
    const { vertices } = registerTemplate({ ...input, landmarks: kept }, part)
    const distances = landmarkDistances(landmarks, vertices)
    const byStart = similarityErrors(input, kept, template)
    landmarks.forEach((landmark, i) => {
      if (!isOut(landmark, i)) return
      registration[i] = distances[i]
      start[i] = byStart(i)
    })
  }
  return { registration, start }
}

const similarityErrors = (
  { landmarks = [] }: TemplateInput,
  kept: NonNullable<TemplateInput['landmarks']>,
  template: Float64Array,
): ((landmark: number) => number) => {
  try {
    const source = kept.flatMap((landmark) => pointOnSurface(landmark, template))
    const target = kept.flatMap(({ position }) => position)
    const { targetFromSource } = fitSimilarity({ source, target, scale: 'free' })
    return (i) => {
      const [x, y, z] = transformPoint(targetFromSource, pointOnSurface(landmarks[i], template))
      const { position } = landmarks[i]
      return Math.hypot(x - position[0], y - position[1], z - position[2])
    }
  } catch (error) {
    // Landmarks on one line: no similarity to compare with.
    if (error instanceof CameoError) return () => Number.NaN
    throw error
  }
}
