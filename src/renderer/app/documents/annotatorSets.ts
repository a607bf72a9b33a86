import type { Output } from '#core/contract/contract.ts'
import type { AnnotatorSet } from '#core/editor/annotatorPoints.ts'

type Sets = Output<'landmarks.observers'>['sets']

/** Annotators have a set of their own; the one that everything uses stands beside a single one. */
export const setsToCompare = (sets: Sets): readonly AnnotatorSet[] => {
  const filled = sets.filter(({ landmarks }) => landmarks.length > 0)
  const own = filled.filter(({ observer }) => observer !== '')
  return (own.length > 1 ? own : filled).map(({ observer, landmarks }) => ({
    annotator: observer || 'in use',
    landmarks,
  }))
}
